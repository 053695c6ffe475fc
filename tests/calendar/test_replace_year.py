"""Tests of the office calendar through the public language: replaced, seen, and counted by."""

from datetime import date, datetime, timedelta
from typing import Any

from models.application.application import Application
from models.calendar.office_year import OfficeYear
from models.core.rules import PROOF_LIFE, TAIWAN
from models.journal.event import Event
from tests.support.people.people import Person, outcome
from tests.support.people.staff import Colleague, ada, bruno
from tests.support.portal import TestPortal
from tests.support.run.readiness import degraded
from tests.support.scenarios.review import awaiting_reviewer
from web.demo.published.office_calendar import year_csv

YEARS = "officeYears { year freeDays replacedAt replacedBy }"
COUNTED = "waitingSince ageMinutes workingMinutes dueAt"
HEAD = "head { ageMinutes workingMinutes dueAt sameDayAtRisk }"
FRIDAY = datetime(2026, 2, 27, 16, 30, tzinfo=TAIWAN)
MONDAY = datetime(2026, 3, 2, 12, tzinfo=TAIWAN)


async def replaced(who: Person, csv: str) -> dict[str, Any]:
    return await who.do("replaceOfficeYear", "year { year freeDays }", csv=csv)


async def years(who: Colleague) -> list[dict[str, Any]]:
    text = f"{{ staff {{ {YEARS} }} }}"
    body = (await who.browser.post("/graphql", json={"query": text})).json()
    assert "errors" not in body, body
    found: list[dict[str, Any]] = body["data"]["staff"]["officeYears"]
    return found


async def test_an_administrator_replaces_a_year(portal: TestPortal) -> None:
    admin = await ada(portal)
    await replaced(admin, year_csv(2025))
    await replaced(admin, year_csv(2026))

    said = await replaced(admin, year_csv(2026, holidays=(date(2026, 3, 9),)))

    newest, older = await years(admin)
    event = await Event.filter(kind="CALENDAR_REPLACED").order_by("-seq").first()
    assert said["year"]["year"] == 2026
    assert "2026-03-09" in said["year"]["freeDays"]
    assert (newest["year"], older["year"]) == (2026, 2025)
    assert newest["freeDays"] == said["year"]["freeDays"]
    assert newest["replacedBy"] == "管理甲"
    assert event is not None
    assert (event.subject, event.payload["free"]) == ("calendar:2026", "105")
    assert event.actor.startswith("certificate:")


async def test_a_file_with_a_fault_replaces_nothing(portal: TestPortal) -> None:
    admin = await ada(portal)
    await replaced(admin, year_csv(2026))
    broken = year_csv(2026, holidays=(date(2026, 3, 9),)).replace(
        "20260310,二,0,", "20260310,三,0,"
    )

    refused = await replaced(admin, broken)

    assert outcome(refused) == "INVALID_INPUT"
    assert "2026-03-09" not in (await years(admin))[0]["freeDays"]


async def test_a_year_is_replaced_with_a_fresh_proof_by_administrators_alone(
    portal: TestPortal,
) -> None:
    admin, reviewer = await ada(portal), await bruno(portal)
    portal.clock.forward(PROOF_LIFE + timedelta(seconds=1))

    by_admin, by_reviewer = [await replaced(who, year_csv(2026)) for who in (admin, reviewer)]

    assert (outcome(by_admin), outcome(by_reviewer)) == ("CARD_PROOF_NEEDED", "NOT_ALLOWED")
    assert not await OfficeYear.exists()


async def test_a_case_of_friday_is_overdue_on_monday_unless_that_is_free(
    portal: TestPortal,
) -> None:
    await awaiting_reviewer(portal)
    assert portal.clock() == MONDAY
    await Application.all().update(submitted_at=FRIDAY)
    admin = await ada(portal)

    async def seen() -> tuple[Any, Any]:
        text = f"{{ staff {{ reviewQueue {{ {HEAD} edges {{ node {{ {COUNTED} }} }} }} }} }}"
        body = (await admin.browser.post("/graphql", json={"query": text})).json()
        queue = body["data"]["staff"]["reviewQueue"]
        return queue["edges"][0]["node"], queue["head"]

    case, head = await seen()
    await replaced(admin, year_csv(2026, holidays=(MONDAY.date(),)))
    in_a_holiday, _ = await seen()
    await replaced(admin, year_csv(2026, holidays=(FRIDAY.date(), MONDAY.date())))
    _, free_since = await seen()

    assert case["ageMinutes"] == (7.5 + 2 * 24 + 12) * 60
    assert case["workingMinutes"] == (7.5 + 12) * 60
    assert datetime.fromisoformat(case["dueAt"]) == datetime(2026, 2, 28, tzinfo=TAIWAN)
    assert head["sameDayAtRisk"]
    assert (head["workingMinutes"], head["dueAt"]) == (case["workingMinutes"], case["dueAt"])
    assert in_a_holiday["workingMinutes"] == 7.5 * 60
    assert not free_since["sameDayAtRisk"]
    assert free_since["workingMinutes"] == 0


async def test_a_year_without_a_calendar_is_degraded(portal: TestPortal) -> None:
    year = portal.clock().astimezone(TAIWAN).year
    admin = await ada(portal)

    without = await degraded(portal)
    await replaced(admin, year_csv(year))

    assert without["office_calendar"] == f"none of {year}"
    assert "office_calendar" not in await degraded(portal)
