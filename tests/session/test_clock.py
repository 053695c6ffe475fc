"""Tests of a server whose clock jumps by an hour: nothing is accepted that should not be."""

from datetime import timedelta

import pytest

from models.card.challenge import ChallengePurpose
from models.revocation.stored_list import StoredList
from tests.support import cards
from tests.support.people.people import Person, encoded
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import activated, holder
from web.demo.component import signing

HOUR = timedelta(hours=1)


async def _sign_in(person: Person, *, true_time_off: timedelta) -> dict[str, object]:
    """Sign in with a card whose computer has the true time, which the server's differs from."""
    asked = (await person.challenge(ChallengePurpose.SIGN_IN))["challenge"]
    at = person.portal.clock() - true_time_off
    signature = signing.sign(person.card, asked["text"].encode(), nonce="4f1d", signing_time=at)
    return await person.do(
        "signIn", "expiresAt", challengeId=asked["id"], signature=encoded(signature)
    )


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "behind"])
async def test_abuse_45_the_time_in_a_signature_refuses_nobody(
    portal: TestPortal, jump: timedelta
) -> None:
    """The challenge proves when it was signed; the time is the card's computer's own word."""
    alice = await activated(portal)
    portal.clock.forward(jump)

    accepted = await _sign_in(alice, true_time_off=jump)

    assert accepted["__typename"] == "SignInSuccess"


async def test_abuse_45_a_clock_ahead_ends_challenges_for_good(portal: TestPortal) -> None:
    alice = await activated(portal)
    asked = (await alice.challenge("SIGN_IN"))["challenge"]

    portal.clock.forward(HOUR)
    ahead = await alice.sign_in(challenge=asked)
    portal.clock.forward(-HOUR)
    corrected = await alice.sign_in(challenge=asked)

    assert (ahead["code"], corrected["code"]) == ("CHALLENGE_EXPIRED", "CHALLENGE_SPENT")


async def test_abuse_45_a_clock_ahead_ends_sessions(portal: TestPortal) -> None:
    alice = await holder(portal)

    portal.clock.forward(HOUR)

    assert await alice.viewer() is None


async def test_abuse_45_a_clock_behind_believes_no_list_of_the_future(portal: TestPortal) -> None:
    alice = await activated(portal)
    portal.clock.forward(-2 * HOUR)

    refused = await alice.sign_in()

    assert await StoredList.all().exists()
    assert refused["code"] == "REVOCATION_UNKNOWN"


async def test_abuse_45_a_clock_behind_accepts_no_card_before_its_time(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal, cards.citizen(not_before=cards.AT))
    await alice.apply()
    portal.clock.forward(-HOUR)
    await alice.apply()

    result = await alice.bind()

    assert result["code"] == "CERTIFICATE_NOT_YET_VALID"
