"""Tests that a card is bound to the application that the page showed, and to no other."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from models.application.application import Application
from models.card.certificate import Certificate
from models.card.challenge import Challenge
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.applications import reviewed
from tests.support.servers.responders import interrupting

ANOTHER = form(replace(COMPANY, control_number="B0000001", company_name="測試運輸股份有限公司"))
RENAMED = form(replace(COMPANY, company_name="測試化工股份有限公司二廠"))


def beside(alice: Person) -> Person:
    """Another window of Alice's browser, which shows the same application."""
    return alice.with_card(alice.card)


async def test_a_card_is_not_bound_to_what_another_window_has_changed(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    await beside(alice).amend(RENAMED)

    bound = await alice.bind(challenge=asked)
    challenged = await alice.challenge()

    for refused in (bound, challenged):
        assert (refused["code"], refused["path"]) == ("APPLICATION_MOVED", ["version"])
    assert await Certificate.all().count() == 0
    assert (await Challenge.get()).spent_at is None


async def test_what_is_true_now_is_shown_and_can_be_bound(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await beside(alice).amend(RENAMED)
    assert (await alice.challenge())["code"] == "APPLICATION_MOVED"

    alice.application = await alice.see()
    bound = await alice.bind()

    assert bound["application"]["company"]["companyName"] == "測試化工股份有限公司二廠"
    assert bound["application"]["status"] == "UNDER_REVIEW"


async def test_a_signature_for_an_older_version_is_refused(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    await alice.amend(RENAMED)

    bound = await alice.bind(challenge=asked)

    assert bound["code"] == "CHALLENGE_UNKNOWN"
    assert await Certificate.all().count() == 0


async def test_a_signature_for_one_application_does_not_do_for_another(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    other = beside(alice)
    await other.apply(ANOTHER)

    bound = await other.bind(challenge=asked)

    assert bound["code"] == "CHALLENGE_UNKNOWN"
    assert await Certificate.all().count() == 0


async def test_a_change_while_the_card_is_verified_is_not_bound(portal: TestPortal) -> None:
    interruption = interrupting(portal)
    alice = Person.at(portal)
    await alice.apply()
    other = beside(alice)
    interruption.meanwhile = lambda: other.amend(RENAMED)

    bound = await alice.bind()

    application = await Application.get()
    assert other.application["version"] == application.version == 2
    assert (bound["code"], application.status.value) == ("APPLICATION_MOVED", "DRAFT")
    assert await Certificate.all().count() == 0


async def test_a_card_is_not_bound_under_another_number_than_the_page_showed(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    alice.application["company"]["controlNumber"] = "B0000001"

    for refused in (await alice.bind(challenge=asked), await alice.challenge()):
        assert (refused["code"], refused["path"]) == ("APPLICATION_MOVED", ["controlNumber"])
    assert await Certificate.all().count() == 0


async def test_a_challenge_is_not_issued_to_a_page_that_says_not_what_it_shows(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    given = {"purpose": "BIND", "subject": alice.application["id"]}

    for name in alice.shown:
        shown = {key: value for key, value in alice.shown.items() if key != name}
        refused = await alice.do("requestChallenge", "challenge { id }", **given, **shown)
        assert (refused["code"], refused["path"]) == ("APPLICATION_MOVED", [name])


async def test_a_draft_keeps_its_control_number(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    refused = await alice.amend(ANOTHER)

    [problem] = refused["problems"]
    assert (problem["code"], problem["path"]) == ("CONTROL_NUMBER_FIXED", ["controlNumber"])
    assert (await alice.see()) == alice.application


async def test_a_draft_for_another_number_is_another_application(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    other = beside(alice)

    await other.apply(ANOTHER)
    bound = await alice.bind()

    assert bound["application"]["company"]["controlNumber"] == COMPANY.control_number
    assert (await Certificate.get()).control_number == COMPANY.control_number
    assert (await other.see())["status"] == "DRAFT"


async def test_the_session_shows_what_it_took_the_last_step_for(portal: TestPortal) -> None:
    alice = Person.at(portal)
    other = beside(alice)
    begun = partial(other.apply, ANOTHER)
    steps: tuple[Callable[[], Awaitable[object]], ...]
    steps = (alice.apply, begun, alice.bind, alice.withdraw)
    shown = []

    for step in steps:
        portal.clock.forward(timedelta(seconds=1))
        await step()
        viewer = (await alice.ask("{ viewer { application { id } } }"))["viewer"]
        shown.append(viewer["application"]["id"])

    mine, others = alice.application["id"], other.application["id"]
    assert shown == [mine, others, mine, others]


async def test_a_rejected_application_keeps_its_control_number(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file(), control_number="A0000060")
    token = portal.post.link()

    refused = await alice.amend(form(), token=token)
    again = await alice.amend(form(replace(COMPANY, control_number="A0000060")), token=token)

    [problem] = refused["problems"]
    assert (problem["code"], problem["path"]) == ("CONTROL_NUMBER_FIXED", ["controlNumber"])
    assert again["application"]["status"] == "UNDER_REVIEW"
    assert (await Certificate.get()).control_number == "A0000060"


async def test_a_card_bound_under_a_wrong_number_is_free_once_that_is_withdrawn(
    portal: TestPortal,
) -> None:
    alice = await reviewed(portal, on_file(), control_number="A0000060")

    await alice.withdraw()
    await alice.apply()
    bound = await alice.bind()

    assert bound["application"]["company"]["controlNumber"] == COMPANY.control_number
