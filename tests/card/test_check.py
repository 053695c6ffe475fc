"""Tests of refusing a card when it is read, by its certificate and the lists on hand."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.x509 import ReasonFlags

from models.limits.table import Act, Counted, Window
from models.session.session import Session
from tests.support import cards
from tests.support.counting import only
from tests.support.people.people import Person, encoded
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.accounts import holder
from web.demo.authority import Card, Revocation

DAY = cards.DAY


async def check(portal: TestPortal, card: Card) -> dict[str, Any]:
    return await Person.at(portal).do(
        "checkCertificate", "checked", certificate=encoded(card.signature_certificate)
    )


async def test_a_good_card_is_not_refused(portal: TestPortal) -> None:
    await lists_on_hand(portal.clock())

    assert (await check(portal, cards.citizen()))["checked"] is True


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (cards.citizen(not_after=cards.AT - DAY), "CERTIFICATE_EXPIRED"),
        (cards.citizen(not_before=cards.AT + DAY), "CERTIFICATE_NOT_YET_VALID"),
        (cards.company(), "WRONG_CARD_KIND"),
    ],
    ids=["expired", "not yet valid", "a company's"],
)
async def test_a_card_that_could_not_be_bound_is_refused(
    portal: TestPortal, card: Card, code: str
) -> None:
    await lists_on_hand(portal.clock())

    assert (await check(portal, card))["code"] == code


@pytest.mark.parametrize(
    ("reason", "code"),
    [(None, "CERTIFICATE_REVOKED"), (ReasonFlags.certificate_hold, "CERTIFICATE_ON_HOLD")],
)
async def test_a_card_on_a_list_is_refused(
    portal: TestPortal, reason: ReasonFlags | None, code: str
) -> None:
    card = cards.citizen()
    serial_number = cards.serial_number(card)
    await lists_on_hand(
        portal.clock(), Revocation(serial_number=serial_number, at=portal.clock(), reason=reason)
    )

    assert (await check(portal, card))["code"] == code


async def test_where_no_list_can_say_the_binding_decides(portal: TestPortal) -> None:
    portal.clock.forward(400 * DAY)

    assert (await check(portal, cards.citizen()))["checked"] is True


async def test_nobody_learns_whether_a_card_is_bound(portal: TestPortal) -> None:
    alice = await holder(portal)

    assert await check(portal, alice.card) == await check(portal, cards.citizen(id_last4="0002"))


async def test_what_is_no_certificate_is_refused(portal: TestPortal) -> None:
    answer = await Person.at(portal).do("checkCertificate", "checked", certificate="AAAA")

    assert answer["code"] == "SIGNATURE_UNREADABLE"


async def test_no_session_is_started_and_asking_is_limited_by_address(portal: TestPortal) -> None:
    portal.services.limiter.rules = only(
        Act.CARD_CHECK, Counted.ADDRESS, Window(2, timedelta(hours=1))
    )

    codes = [await _codes(portal) for _ in range(3)]

    assert codes == [[], [], ["TOO_MANY_REQUESTS"]]
    assert not await Session.exists()


async def _codes(portal: TestPortal) -> list[str]:
    text = 'mutation { checkCertificate(input: { certificate: "AAAA" }) { __typename } }'
    answer = await portal.browser().post("/graphql", json={"query": text})
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]
