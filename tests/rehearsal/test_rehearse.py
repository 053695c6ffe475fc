"""Tests of rehearsing at the portal: who may, what is told, and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.core.mode import Mode
from models.core.rules import REHEARSAL_LIFE
from models.journal.event import Event
from models.outside.fetch import BadStatus
from models.rehearsal.assumptions.catalogue import ASSUMPTIONS
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.rehearsal import Rehearsal
from models.session.roles import Role
from tests.rights.deeds import digest
from tests.support import cards
from tests.support.people.people import Person, encoded, outcome
from tests.support.people.staff import Colleague, ada, bruno, sign_in_staff
from tests.support.portal import COMPANY, TestPortal
from tests.support.run.readiness import degraded
from tests.support.scenarios.accounts import holder
from tests.support.servers.responders import saying, with_responders
from web.demo.authority import Generation
from web.demo.component import signing
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

SHOWN = """rehearsal { id generation accepted held differs notSeen recordedAt }
  findings { assumption area sentence clause standing found }"""
SEEN = [{"assumption": "COMPONENT_VERSION", "standing": "HELD", "found": "1.3.4.103349"}]
HOST = "ocsp-moica.moi.gov.tw.invalid"


def fetching(portal: TestPortal, lists: Mapping[str, bytes]) -> list[str]:
    """Let a portal fetch these lists, by the end of their address; return what is asked for."""
    asked: list[str] = []

    async def fetch(url: str) -> bytes:
        asked.append(url)
        content = lists.get(url.rpartition("/")[2])
        if content is None:
            raise BadStatus(404)
        return content

    revocation = replace(portal.settings.revocation, same_hosts=(frozenset({HOST, "localhost"}),))
    portal.services = replace(
        portal.services, settings=replace(portal.settings, revocation=revocation), fetch=fetch
    )
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    return asked


async def rehearse(
    admin: Person, *, signature: bytes | None = None, **given: object
) -> dict[str, Any]:
    challenge = await admin.challenge("REHEARSE")
    if "challenge" not in challenge:
        return challenge
    asked = challenge["challenge"]
    return await admin.do(
        "rehearseCard",
        SHOWN,
        **{
            "challengeId": asked["id"],
            "signature": encoded(signature or admin.sign(asked["text"])),
            "observations": SEEN,
            **given,
        },
    )


async def record(admin: Person, rehearsal: Mapping[str, Any]) -> dict[str, Any]:
    shown = "rehearsal { id recordedAt }"
    return await admin.do("recordRehearsal", shown, id=rehearsal["rehearsal"]["id"])


def standing(result: Mapping[str, Any], *names: Assumption) -> dict[str, str]:
    found = {one["assumption"]: one["standing"] for one in result["findings"]}
    return {name.value: found[name] for name in names}


@pytest.fixture
async def admin(portal: TestPortal) -> Colleague:
    return await ada(portal)


async def test_every_assumption_is_told_in_the_language_of_the_request(
    portal: TestPortal, admin: Colleague
) -> None:
    result = await rehearse(admin)

    assert [one["assumption"] for one in result["findings"]] == [name.value for name in ASSUMPTIONS]
    told = {one["assumption"]: one for one in result["findings"]}
    assert told["CHAIN"]["sentence"] == ASSUMPTIONS[Assumption.CHAIN].zh
    assert told["CHAIN"]["standing"] == "HELD"
    assert told["COMPONENT_VERSION"]["found"] == "1.3.4.103349"
    assert told["SIGN_ANSWER"]["standing"] == "NOT_SEEN"
    assert result["rehearsal"]["generation"] == "G3"
    assert result["rehearsal"]["accepted"] is True
    tallied = [result["rehearsal"][name] for name in ("held", "differs", "notSeen")]
    assert sum(tallied) == len(ASSUMPTIONS)


async def test_any_card_may_be_rehearsed_with_and_none_is_bound(
    portal: TestPortal, admin: Colleague
) -> None:
    before = await digest()

    other = admin.with_card(cards.citizen(holder="測試壬", subject_serial="0000000000000099"))
    result = await rehearse(other)

    after = await digest()
    changed = {name for name in after if after[name] != before[name]}
    assert result["rehearsal"]["accepted"] is True
    assert changed == {"Challenge", "Rehearsal"}
    assert "測試壬" not in str(result)
    assert "0000000000000099" not in str(result)


@pytest.mark.parametrize(("person", "code"), [(bruno, "NOT_ALLOWED"), (holder, "NOT_ALLOWED")])
async def test_only_an_administrator_rehearses(portal: TestPortal, person: Any, code: str) -> None:
    assert outcome(await rehearse(await person(portal))) == code


@pytest.mark.parametrize("person", [bruno, holder])
async def test_only_an_administrator_gets_a_text_to_rehearse_with(
    portal: TestPortal, person: Any
) -> None:
    assert outcome(await (await person(portal)).challenge("REHEARSE")) == "NOT_ALLOWED"


async def test_somebody_who_has_not_signed_in_does_not_rehearse(portal: TestPortal) -> None:
    assert outcome(await rehearse(Person.at(portal))) == "SIGN_IN_NEEDED"


async def test_what_is_signed_for_a_rehearsal_gives_no_right(
    portal: TestPortal, admin: Colleague
) -> None:
    challenge = (await admin.challenge("REHEARSE"))["challenge"]
    signature = encoded(admin.sign(challenge["text"]))
    presented = {"challengeId": challenge["id"], "signature": signature}

    proven = await admin.do("proveCard", "provenAt", **presented)
    signed_in = await admin.do("signIn", "expiresAt", **presented)

    assert (outcome(proven), outcome(signed_in)) == ("CHALLENGE_UNKNOWN", "CHALLENGE_UNKNOWN")


async def test_what_is_signed_for_another_act_is_no_rehearsal(
    portal: TestPortal, admin: Colleague
) -> None:
    challenge = (await admin.challenge("PROVE"))["challenge"]
    result = await rehearse(admin, challengeId=challenge["id"])

    assert outcome(result) == "CHALLENGE_UNKNOWN"


async def test_a_challenge_is_judged_once(portal: TestPortal, admin: Colleague) -> None:
    challenge = (await admin.challenge("REHEARSE"))["challenge"]
    given = {"challengeId": challenge["id"], "signature": encoded(admin.sign(challenge["text"]))}
    first = await admin.do("rehearseCard", SHOWN, **given, observations=[])
    again = await admin.do("rehearseCard", SHOWN, **given, observations=[])

    assert (outcome(first), outcome(again)) == ("RehearseCardSuccess", "CHALLENGE_SPENT")


async def test_what_is_no_message_is_told_and_cannot_be_recorded(
    portal: TestPortal, admin: Colleague
) -> None:
    result = await rehearse(admin, signature=b"<html>")

    assert standing(result, Assumption.MESSAGE_FORM, Assumption.CHAIN) == {
        "MESSAGE_FORM": "DIFFERS",
        "CHAIN": "NOT_SEEN",
    }
    assert result["rehearsal"]["generation"] is None
    assert outcome(await record(admin, result)) == "REHEARSAL_WITHOUT_CARD"


@pytest.mark.parametrize(
    "observations",
    [
        [{"assumption": "CHAIN", "standing": "HELD"}],
        [{"assumption": "SAME_CARD", "standing": "HELD", "found": "測試甲"}],
        [{"assumption": "SAME_CARD", "standing": "HELD", "found": "a" * 81}],
        [{"assumption": "SAME_CARD", "standing": "HELD"}] * 2,
        [{"assumption": "SAME_CARD", "standing": "HELD"}] * 40,
    ],
)
async def test_the_page_tells_only_what_it_can_see(
    portal: TestPortal, admin: Colleague, observations: list[dict[str, str]]
) -> None:
    result = await rehearse(admin, observations=observations)

    assert outcome(result) == "INVALID_INPUT"


async def test_lists_that_the_card_names_are_fetched(portal: TestPortal, admin: Colleague) -> None:
    complete = cards.crl(at=portal.clock() - timedelta(hours=1))
    asked = fetching(portal, {"MOICA-G3-complete.crl": complete})
    # The other address is not published here.
    admin.browser = await moved(portal, admin)

    result = await rehearse(admin)

    assert len(asked) == 2
    assert standing(result, Assumption.LIST_HOSTS, Assumption.LIST_FETCHED) == {
        "LIST_HOSTS": "HELD",
        "LIST_FETCHED": "DIFFERS",
    }
    assert standing(result, Assumption.LIST_FORM, Assumption.LIST_COVERS_CARD) == {
        "LIST_FORM": "HELD",
        "LIST_COVERS_CARD": "HELD",
    }


async def test_a_failure_that_nobody_foresaw_is_told_like_any_other(
    portal: TestPortal, admin: Colleague
) -> None:
    async def broken(*_: object) -> bytes:
        raise ValueError("in a new way, about TP00000000000001")

    fetching(portal, {})
    asking = replace(portal.settings.revocation, responders={"G3": ("http://first.example/ocsp",)})
    portal.services = replace(
        portal.services,
        settings=replace(portal.settings, revocation=asking),
        fetch=broken,
        ask=broken,
    )
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    admin.browser = await moved(portal, admin)

    result = await rehearse(admin)

    found = {one["assumption"]: one["found"] for one in result["findings"]}
    assert found["LIST_FETCHED"] == "ValueError, ValueError"
    assert found["RESPONDER_ANSWER"] == "ValueError"


async def moved(portal: TestPortal, person: Person) -> Any:
    """Return the person's browser at a portal that was made again."""
    browser = portal.browser()
    browser.cookies = person.browser.cookies
    return browser


async def test_no_host_is_asked_that_the_settings_do_not_name(
    portal: TestPortal, admin: Colleague
) -> None:
    asked = fetching(portal, {})
    portal.services = replace(
        portal.services,
        settings=replace(
            portal.settings, revocation=replace(portal.settings.revocation, same_hosts=())
        ),
    )
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    admin.browser = await moved(portal, admin)

    result = await rehearse(admin)

    assert asked == []
    assert standing(result, Assumption.LIST_HOSTS, Assumption.LIST_FETCHED) == {
        "LIST_HOSTS": "DIFFERS",
        "LIST_FETCHED": "DIFFERS",
    }


async def test_the_responder_is_asked(portal: TestPortal, admin: Colleague) -> None:
    responders = with_responders(portal, saying())
    card = cards.citizen()
    admin.browser = await moved(portal, admin)

    result = await rehearse(admin.with_card(card))

    assert responders.asked
    assert standing(result, Assumption.RESPONDER_ANSWER, Assumption.RESPONDER_NONCE) == {
        "RESPONDER_ANSWER": "HELD",
        "RESPONDER_NONCE": "HELD",
    }


async def test_a_company_that_is_stated_is_read_from_the_registry(
    portal: TestPortal, admin: Colleague
) -> None:
    result = await rehearse(admin, controlNumber=COMPANY.control_number.lower())

    found = {one["assumption"]: one["found"] for one in result["findings"]}
    assert standing(
        result,
        Assumption.REGISTRY_ANSWER,
        Assumption.REGISTRY_ONE_ROW,
        Assumption.REGISTRY_MAILBOX,
    ) == {
        "REGISTRY_ANSWER": "HELD",
        "REGISTRY_ONE_ROW": "HELD",
        "REGISTRY_MAILBOX": "HELD",
    }
    assert found["REGISTRY_ANSWER"] == "9 of 9 facts"
    assert COMPANY.company_name not in str(result)


async def test_a_company_that_is_unknown_or_a_silent_registry_is_told(
    portal: TestPortal, admin: Colleague
) -> None:
    unknown = await rehearse(admin, controlNumber="Z9999999")
    without = await rehearse(admin)
    portal.registry.silent = True
    silent = await rehearse(admin, controlNumber=COMPANY.control_number)
    wrong = await rehearse(admin, controlNumber="?")

    answer = Assumption.REGISTRY_ANSWER
    assert standing(unknown, answer) == {"REGISTRY_ANSWER": "DIFFERS"}
    assert standing(without, answer) == {"REGISTRY_ANSWER": "NOT_SEEN"}
    assert standing(silent, answer) == {"REGISTRY_ANSWER": "NOT_SEEN"}
    assert outcome(wrong) == "INVALID_INPUT"


async def test_the_journal_has_that_it_was_done_and_of_nobody(
    portal: TestPortal, admin: Colleague
) -> None:
    result = await rehearse(admin)

    recorded = await record(admin, result)

    event = await Event.get(kind="CARD_REHEARSED")
    assert recorded["rehearsal"]["recordedAt"] is not None
    assert event.subject == "generation:G3"
    assert event.actor.startswith("certificate:")
    assert event.payload["accepted"] == "yes"
    assert event.payload["held"] == str(result["rehearsal"]["held"])
    differing = [one["assumption"] for one in result["findings"] if one["standing"] == "DIFFERS"]
    assert event.payload["differing"].split() == differing
    assert set(event.payload) - {"trace"} == {
        *("rehearsal", "generation", "accepted", "held", "differs", "not_seen", "differing"),
    }


async def test_a_rehearsal_is_recorded_once_by_her_who_did_it_and_not_much_later(
    portal: TestPortal, admin: Colleague
) -> None:
    from_before = await rehearse(admin)
    portal.clock.forward(timedelta(minutes=1))
    result = await rehearse(admin)
    await record(admin, result)
    other = await sign_in_staff(portal, name="管理乙", serial=5, role=Role.ADMIN)

    again = await record(admin, result)
    others = await record(other, from_before)
    await Rehearsal.all().update(at=portal.clock() - REHEARSAL_LIFE)
    late = await record(admin, from_before)

    assert outcome(again) == "REHEARSAL_RECORDED"
    assert outcome(others) == "REHEARSAL_NOT_FOUND"
    assert outcome(late) == "REHEARSAL_NOT_FOUND"
    assert await Event.filter(kind="CARD_REHEARSED").count() == 1


# What readiness says.


def in_production(portal: TestPortal) -> None:
    portal.services = replace(
        portal.services, settings=replace(portal.settings, mode=Mode.PRODUCTION)
    )


async def test_a_generation_is_unproven_until_a_card_of_it_was_accepted_and_recorded(
    portal: TestPortal, admin: Colleague
) -> None:
    in_production(portal)
    before = (await degraded(portal))["unproven"]
    result = await rehearse(admin)
    judged = (await degraded(portal))["unproven"]
    await record(admin, result)
    recorded = (await degraded(portal))["unproven"]
    older = admin.with_card(cards.citizen(generation=Generation.G2))
    await record(admin, await rehearse(older))

    assert before == judged == ["G2", "G3"]
    assert recorded == ["G2"]
    assert "unproven" not in await degraded(portal)


async def test_a_card_that_is_refused_proves_nothing(portal: TestPortal, admin: Colleague) -> None:
    in_production(portal)
    challenge = (await admin.challenge("REHEARSE"))["challenge"]
    without_number = signing.sign(
        admin.card, challenge["text"].encode(), with_card_number=False, signing_time=portal.clock()
    )
    result = await admin.do(
        "rehearseCard",
        SHOWN,
        challengeId=challenge["id"],
        signature=encoded(without_number),
        observations=[],
    )
    await record(admin, result)

    assert result["rehearsal"]["accepted"] is False
    assert standing(result, Assumption.CARD_ACCEPTED) == {"CARD_ACCEPTED": "DIFFERS"}
    assert (await Event.get(kind="CARD_REHEARSED")).payload["accepted"] == "no"
    assert "G3" in (await degraded(portal))["unproven"]


async def test_a_demo_has_test_cards_and_nothing_to_prove(portal: TestPortal) -> None:
    assert "unproven" not in await degraded(portal)
