"""Tests of the month's figures."""

from datetime import date, timedelta
from typing import Any

from models.core.rules import DAY
from models.pki.path.end_entity import CertificateExpired
from models.pki.path.pins import WrongCardKind
from models.signature.refused_cards import RefusedCards
from tests.support.people.people import Person
from tests.support.people.staff import Colleague, bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import approved
from tests.support.scenarios.review import awaiting_reviewer

FIGURES = """figures(month: $month) { day submitted leftToPerson approvedByService
  approvedByPeople rejectedByService rejectedByPeople activated lettersSent lettersGivenUp
  refusedCards { code title count } }"""
# The tests' clock stands at noon of 2026-03-02 in Taiwan.
TODAY = "2026-03-02"


async def figures(who: Colleague, month: str = TODAY) -> list[dict[str, Any]]:
    text = f"query($month: Date!) {{ staff {{ {FIGURES} }} }}"
    asked = {"query": text, "variables": {"month": month}}
    body = (await who.browser.post("/graphql", json=asked)).json()
    found: list[dict[str, Any]] = body["data"]["staff"]["figures"]
    return found


async def test_a_days_decisions_are_counted_by_who_decided(portal: TestPortal) -> None:
    await approved(portal, Person.at(portal))
    await awaiting_reviewer(portal, number=1)
    await awaiting_reviewer(portal, number=2)
    reviewer = await bruno(portal)
    first, second = await reviewer.cases()
    await reviewer.approve((await reviewer.claim(first))["case"])
    await reviewer.reject((await reviewer.claim(second))["case"])
    await portal.mails()

    yesterday, today = await figures(reviewer)

    assert yesterday == {**dict.fromkeys(today, 0), "day": "2026-03-01", "refusedCards": []}
    assert today == {
        "day": TODAY,
        "submitted": 3,
        "leftToPerson": 2,
        "approvedByService": 1,
        "approvedByPeople": 1,
        "rejectedByService": 0,
        "rejectedByPeople": 1,
        "activated": 0,
        "lettersSent": 3,
        "lettersGivenUp": 0,
        "refusedCards": [],
    }


async def test_refused_cards_are_told_by_day_and_reason(portal: TestPortal) -> None:
    await RefusedCards.add(CertificateExpired, at=portal.clock() - DAY)
    for refusal in (WrongCardKind, CertificateExpired, WrongCardKind):
        await RefusedCards.add(refusal, at=portal.clock())
    # Another version knows a reason that this one has no words for.
    await RefusedCards.create(day=date(2026, 3, 2), reason="CARD_TOO_NEW", count=7)
    await RefusedCards.add(WrongCardKind, at=portal.clock() - 40 * DAY)

    yesterday, today = await figures(await bruno(portal))

    counts = [
        {one["code"]: one["count"] for one in day["refusedCards"]} for day in (yesterday, today)
    ]
    assert counts == [
        {"CERTIFICATE_EXPIRED": 1},
        {"CERTIFICATE_EXPIRED": 1, "WRONG_CARD_KIND": 2},
    ]
    assert {one["title"] for one in yesterday["refusedCards"]} == {CertificateExpired.zh.title}


async def test_a_day_is_taiwans_and_a_month_ends_with_today(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    portal.clock.forward(timedelta(hours=12, minutes=1))
    reviewer = await bruno(portal)

    days = await figures(reviewer, "2026-03-31")

    assert [day["day"] for day in days] == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert [day["submitted"] for day in days] == [0, 1, 0]
    assert await figures(reviewer, "2026-04-01") == []
    assert len(await figures(reviewer, "2026-02-01")) == 28
