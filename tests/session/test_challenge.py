"""Tests of challenges: whose signature each one takes, and for what."""

import asyncio

from models.card.challenge import Challenge
from models.session.session import Session
from tests.support import cards
from tests.support.people.people import Person, outcome
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import activated, holder
from tests.support.scenarios.applications import submitted


async def test_abuse_4_a_challenge_of_one_session_signs_nobody_in_from_another(
    portal: TestPortal,
) -> None:
    alice = await activated(portal)
    asked = (await alice.challenge("SIGN_IN"))["challenge"]
    # A browser that has Alice's signature, and a session of its own.
    thief = Person.at(portal, alice.card)
    await thief.challenge("SIGN_IN")

    stolen = await thief.sign_in(challenge=asked)
    own = await alice.sign_in(challenge=asked)

    assert stolen["code"] == "CHALLENGE_UNKNOWN"
    # The thief has not used it up either.
    assert own["__typename"] == "SignInSuccess"


async def test_abuse_4_a_challenge_of_one_session_continues_nothing_in_another(
    portal: TestPortal,
) -> None:
    alice = await submitted(portal)
    asked = (await alice.challenge("CONTINUE"))["challenge"]
    thief = Person.at(portal, alice.card)
    await thief.challenge("CONTINUE")

    stolen = await thief._present(
        "continueApplication", "CONTINUE", "application { id }", challenge=asked
    )

    assert stolen["code"] == "CHALLENGE_UNKNOWN"
    assert (await alice.see())["status"] == "UNDER_REVIEW"


async def test_abuse_4_a_challenge_of_one_session_of_a_card_proves_nothing_in_another(
    portal: TestPortal,
) -> None:
    at_work = await holder(portal)
    at_home = Person.at(portal, at_work.card)
    await at_home.sign_in()
    asked = (await at_work.challenge("PROVE"))["challenge"]

    elsewhere = await at_home._present("proveCard", "PROVE", "provenAt", challenge=asked)

    assert elsewhere["code"] == "CHALLENGE_UNKNOWN"


async def test_a_challenge_for_one_act_is_none_for_another(portal: TestPortal) -> None:
    alice = await activated(portal)
    asked = (await alice.challenge("CONTINUE"))["challenge"]

    signed_in = await alice.sign_in(challenge=asked)

    assert signed_in["code"] == "CHALLENGE_UNKNOWN"


async def test_no_two_challenges_have_one_text(portal: TestPortal) -> None:
    alice = Person.at(portal)

    texts = [(await alice.challenge("SIGN_IN"))["challenge"]["text"] for _ in range(2)]

    assert texts[0] != texts[1]
    nonces = [text.partition("nonce: ")[2].partition("\n")[0] for text in texts]
    assert [len(nonce) for nonce in nonces] == [64, 64]
    assert len(set(nonces)) == 2


async def test_a_challenge_names_its_purpose_to_the_person_who_signs(portal: TestPortal) -> None:
    alice = Person.at(portal, cards.citizen())

    text = (await alice.challenge("CONTINUE"))["challenge"]["text"]

    assert "purpose: CONTINUE\n" in text
    assert "subject: -\n" in text


async def test_of_many_challenges_requested_at_once_one_is_left(portal: TestPortal) -> None:
    alice = await activated(portal)
    await alice.challenge("SIGN_IN")

    asked = await asyncio.gather(*(alice.challenge("SIGN_IN") for _ in range(8)))

    assert [outcome(one) for one in asked] == ["RequestChallengeSuccess"] * 8
    session = await Session.get(ended_at__isnull=True)
    assert await Challenge.filter(session_id=session.id, spent_at__isnull=True).count() == 1
