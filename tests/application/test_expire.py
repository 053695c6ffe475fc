"""Tests of applications that end because nobody finished them in time."""

from datetime import timedelta
from typing import Any

import pytest

from models.application.application import Application, ApplicationMoved
from models.card.certificate import Certificate
from tests.support.people.people import Person, form
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.applications import approved, reviewed, submitted


async def test_a_draft_without_a_card_ends_after_a_day(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    portal.clock.forward(timedelta(days=1) - timedelta(seconds=1))
    early = await portal.expire()
    portal.clock.forward(timedelta(seconds=1))
    due = await portal.expire()

    seen = await alice.see()
    assert (early, due, await portal.expire()) == (False, True, False)
    assert (seen["status"], seen["closedBecause"]) == ("EXPIRED", "NO_CARD_IN_TIME")


async def test_what_is_under_review_never_ends_by_itself(portal: TestPortal) -> None:
    alice = await submitted(portal)
    portal.clock.forward(timedelta(days=29))

    assert not await portal.expire()
    assert (await alice.see())["status"] == "UNDER_REVIEW"


async def test_a_rejection_nobody_corrects_ends_and_frees_the_card(portal: TestPortal) -> None:
    alice = await reviewed(portal, contact_name="別人")
    token = portal.post.link()
    portal.clock.forward(timedelta(days=30) - timedelta(seconds=1))
    await portal.expire()
    still = (await alice.see())["status"]
    portal.clock.at = portal.clock.at.replace(hour=4, minute=0, second=0)

    await portal.expire()

    seen = await alice.ask("{ viewer { kind } }")
    assert still == "REJECTED"
    assert await Certificate.filter(status="LIVE").count() == 0
    assert seen["viewer"] is None  # The session is as old.
    assert (await alice.look(token))["code"] == "LINK_REPLACED"


async def test_an_approval_nobody_uses_ends(portal: TestPortal) -> None:
    await approved(portal)
    portal.clock.forward(timedelta(days=30))

    assert await portal.expire()
    assert await Certificate.filter(status="LIVE").count() == 0


async def test_what_the_applicant_does_first_is_no_failure(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Person.at(portal).apply()
    portal.clock.forward(timedelta(days=2))

    async def moved(*_: object, **__: object) -> None:
        raise ApplicationMoved("id", values={"status": "UNDER_REVIEW"})

    with monkeypatch.context() as patch:
        patch.setattr(Application, "close", moved)
        tried = await portal.expire()

    # Nothing is put off: the next call closes it at once.
    assert tried
    assert await portal.expire()
    assert not await portal.expire()


async def test_a_card_is_bound_until_its_application_ends(portal: TestPortal) -> None:
    await approved(portal)
    portal.clock.forward(timedelta(hours=1))

    assert (await _again(portal))["code"] == "CERTIFICATE_ALREADY_BOUND"


async def test_after_the_end_the_same_card_applies_again(portal: TestPortal) -> None:
    await approved(portal)
    portal.clock.forward(timedelta(days=30))
    assert await portal.expire()
    await lists_on_hand(portal.clock())

    bound = await _again(portal)

    assert bound["application"]["status"] == "UNDER_REVIEW"


async def _again(portal: TestPortal) -> dict[str, Any]:
    """Apply once more with the same card."""
    other = Person.at(portal)
    await other.apply(form())
    return await other.bind()
