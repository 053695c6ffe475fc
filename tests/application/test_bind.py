"""Tests of form 2/2 (帳號申請): which cards and signatures are accepted."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.x509 import ReasonFlags

from models.account.account import Account
from models.card.certificate import Certificate
from models.card.challenge import Challenge
from models.pki.crl.status import read_list
from models.revocation.stored_list import StoredList
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal
from web.demo.authority import Card, Generation, Revocation


async def test_holder_and_card_number_come_from_what_was_signed(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    result = await alice.bind()

    card = await Certificate.get()
    assert result["application"]["status"] == "UNDER_REVIEW"
    assert result["application"]["certificate"] == {
        "holderName": "測試甲",
        "cardNumber": "TP00••••••••0001",
        "phone": "02-12345678",
        "email": "holder@company.example",
    }
    assert card.card_number == "TP00000000000001"
    assert card.subject_serial == "0000000000000001"


async def test_the_challenge_can_be_read_by_a_person(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    text = (await alice.challenge())["challenge"]["text"]

    assert "service: 毒性及關注化學物質運送車輛即時追蹤系統專區\n" in text
    assert "origin: https://portal.example\n" in text
    assert "purpose: BIND\n" in text
    assert "subject: A0000006/" in text
    assert "expires: 2026-03-02T04:05:00Z\n" in text
    assert not set("+&%=") & set(text)


async def test_a_signature_is_good_once(portal: TestPortal) -> None:
    alice, dan = Person.at(portal), Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    signature = alice.sign(asked["text"])
    await alice.bind(challenge=asked, signature=signature)
    await alice.withdraw()
    await alice.apply()

    again = await alice.bind(challenge=asked, signature=signature)
    await dan.apply()
    stolen = await dan.bind(challenge=asked, signature=signature)

    assert again["code"] == "CHALLENGE_UNKNOWN"  # It named the application that was withdrawn.
    assert stolen["code"] == "CHALLENGE_UNKNOWN"
    assert await Certificate.filter(status="LIVE").count() == 0


async def test_an_application_takes_one_card(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    await alice.bind(challenge=asked)

    again = await alice.bind(challenge=asked)

    # It is refused for what it is, before anything about the signature is looked at.
    assert (again["code"], again["path"]) == ("APPLICATION_MOVED", ["id"])
    assert await Certificate.all().count() == 1


async def test_of_two_posts_of_one_signature_one_succeeds(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    signature = alice.sign(asked["text"])

    results = await asyncio.gather(
        *(alice.bind(challenge=asked, signature=signature) for _ in range(6))
    )

    won = [r for r in results if r["__typename"] == "BindCertificateSuccess"]
    lost = {r.get("code") for r in results if r not in won}
    assert len(won) == 1
    assert lost <= {"CHALLENGE_SPENT", "APPLICATION_MOVED"}
    assert await Certificate.all().count() == 1


async def test_a_signature_that_comes_too_late_is_refused_and_the_challenge_gone(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    portal.clock.forward(timedelta(minutes=5))

    late = await alice.bind(challenge=asked)
    portal.clock.forward(timedelta(minutes=-4))
    in_time = await alice.bind(challenge=asked)

    assert (late["code"], in_time["code"]) == ("CHALLENGE_EXPIRED", "CHALLENGE_SPENT")


async def test_a_newer_challenge_voids_the_older(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    old = (await alice.challenge())["challenge"]
    new = (await alice.challenge())["challenge"]

    by_old = await alice.bind(challenge=old)
    by_new = await alice.bind(challenge=new)

    assert by_old["code"] == "CHALLENGE_SPENT"
    assert by_new["__typename"] == "BindCertificateSuccess"


async def test_racing_requests_leave_one_live_challenge(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    results = await asyncio.gather(*(alice.challenge() for _ in range(3)))

    assert all(result["__typename"] == "RequestChallengeSuccess" for result in results)
    assert await Challenge.filter(spent_at__isnull=True).count() == 1


async def test_a_signature_for_another_purpose_is_refused(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge("CONTINUE"))["challenge"]

    result = await alice.bind(challenge=asked)

    assert result["code"] == "CHALLENGE_UNKNOWN"


async def test_a_signature_over_another_origin_is_refused(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    staged = asked["text"].replace("https://portal.example", "https://staging.example")

    result = await alice.bind(challenge=asked, signature=alice.sign(staged))

    assert result["code"] == "CONTENT_NOT_CHALLENGE"


async def test_a_typing_mistake_costs_no_signature(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    given = {"applicationId": alice.application["id"], "challengeId": asked["id"], **alice.shown}
    mistyped = {"signature": "AAAA", "phone": "call me", "email": "nowhere"}

    refused = await alice.do("bindCertificate", "application { id }", **given, **mistyped)
    bound = await alice.bind(challenge=asked)

    assert [p["code"] for p in refused["problems"]] == ["PHONE_SHAPE", "EMAIL_SHAPE"]
    assert bound["__typename"] == "BindCertificateSuccess"


def _expired() -> Card:
    return cards.citizen(not_after=cards.AT - cards.SECOND)


def _too_early() -> Card:
    return cards.citizen(not_before=cards.AT + cards.SECOND)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (_expired, "CERTIFICATE_EXPIRED"),
        (_too_early, "CERTIFICATE_NOT_YET_VALID"),
        (cards.company, "WRONG_CARD_KIND"),
    ],
)
async def test_a_card_that_may_not_be_bound_is_refused_by_name(
    portal: TestPortal, card: Callable[[], Card], code: str
) -> None:
    alice = Person.at(portal, card())
    await alice.apply()

    result = await alice.bind()

    assert (result["code"], result["path"]) == (code, ["signature"])
    assert (await alice.see())["status"] == "DRAFT"
    assert await Certificate.all().count() == 0


def _revoked(serial_number: int, reason: ReasonFlags) -> Revocation:
    return Revocation(serial_number=serial_number, at=cards.AT - cards.DAY, reason=reason)


async def _list(portal: TestPortal, *revoked: Revocation, number: int = 2026030204) -> None:
    """Store a newer list."""
    content = cards.crl(*revoked, number=number)
    fresh = read_list(content, issuer=cards.issuer())
    await StoredList.keep(fresh, content=content, at=portal.clock())


async def test_a_revoked_card_and_one_on_hold_have_different_codes(portal: TestPortal) -> None:
    alice = Person.at(portal)
    serial = cards.serial_number(alice.card)
    await alice.apply()

    await _list(portal, _revoked(serial, ReasonFlags.key_compromise))
    revoked = await alice.bind()
    await _list(portal, _revoked(serial, ReasonFlags.certificate_hold), number=2026030205)
    held = await alice.bind()
    await _list(portal, number=2026030206)
    released = await alice.bind()

    assert (revoked["code"], held["code"]) == ("CERTIFICATE_REVOKED", "CERTIFICATE_ON_HOLD")
    assert released["__typename"] == "BindCertificateSuccess"


async def test_without_a_fresh_list_no_card_is_accepted(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    portal.clock.forward(timedelta(days=1, hours=2))
    await alice.apply()
    stale = await alice.bind()
    await StoredList.all().delete()
    unknown = await alice.bind()

    assert (stale["code"], unknown["code"]) == ("REVOCATION_STALE", "REVOCATION_UNKNOWN")
    assert await Certificate.all().count() == 0


async def test_one_card_is_bound_at_one_place_and_nobody_learns_where(portal: TestPortal) -> None:
    alice, dan = Person.at(portal), Person.at(portal)
    await alice.apply()
    await alice.bind()
    await dan.apply(form(replace(COMPANY, control_number="D0000004")))

    result = await dan.bind()

    assert result["code"] == "CERTIFICATE_ALREADY_BOUND"
    assert "A0000006" not in result["message"]
    assert (await dan.see())["status"] == "DRAFT"


async def test_one_person_is_bound_by_one_card(portal: TestPortal) -> None:
    alice = Person.at(portal)
    other_card = cards.citizen(not_after=cards.AT + 100 * cards.DAY)
    twin = Person.at(portal, other_card)
    await alice.apply()
    await alice.bind()
    await twin.apply(form(replace(COMPANY, control_number="D0000004")))

    result = await twin.bind()

    assert cards.serial_number(other_card) != cards.serial_number(alice.card)
    assert result["code"] == "PERSON_ALREADY_BOUND"


async def test_a_card_is_free_again_when_its_application_came_to_nothing(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()

    await alice.withdraw()
    await alice.apply()
    result = await alice.bind()

    assert result["__typename"] == "BindCertificateSuccess"
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_forty_racing_binds_of_one_card_give_one_winner(portal: TestPortal) -> None:
    portal.limits_only_count()
    people = [Person.at(portal) for _ in range(40)]
    for number, person in enumerate(people):
        await person.apply(form(replace(COMPANY, control_number=f"R{number:07d}")))

    results = await asyncio.gather(*(person.bind() for person in people))

    won = [r for r in results if r["__typename"] == "BindCertificateSuccess"]
    lost = [r["code"] for r in results if r["__typename"] != "BindCertificateSuccess"]
    assert len(won) == 1
    assert lost == ["CERTIFICATE_ALREADY_BOUND"] * 39
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_an_applicant_without_the_session_goes_on_by_card(portal: TestPortal) -> None:
    alice = Person.at(portal)
    elsewhere = Person.at(portal)
    await alice.apply()
    await alice.bind()

    result = await elsewhere.resume()

    assert result["application"]["id"] == alice.application["id"]
    assert (await elsewhere.see())["status"] == "UNDER_REVIEW"
    assert await alice.see() is None


async def test_a_card_that_is_bound_nowhere_continues_nothing(portal: TestPortal) -> None:
    dan = Person.at(portal, cards.citizen(subject_serial="0000000000000009", holder="測試丁"))

    result = await dan.resume()

    assert result["code"] == "NO_APPLICATION_OF_THIS_CARD"
    assert await Account.all().count() == 0


async def test_both_generations_of_cards_are_bound(portal: TestPortal) -> None:
    alice = Person.at(portal, cards.citizen(generation=Generation.G2))
    await alice.apply()

    result = await alice.bind()

    assert result["__typename"] == "BindCertificateSuccess"
