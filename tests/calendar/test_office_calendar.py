"""Tests of working days: when a case is due, and how long it has waited."""

from datetime import date, datetime, timedelta

import pytest

from models.calendar.file import read_year
from models.calendar.office_calendar import OfficeCalendar
from models.core.rules import TAIWAN
from models.forms.typed_text import InvalidInput
from web.demo.published.office_calendar import HEADER, year_csv

# 2026-03-06 is a Friday.
FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=TAIWAN)
SATURDAY = FRIDAY + timedelta(days=1)
MONDAY = FRIDAY + timedelta(days=3)
NOT_KNOWN = OfficeCalendar()


def known(*, holidays: tuple[date, ...] = (), made_up_for: tuple[date, ...] = ()) -> OfficeCalendar:
    read = read_year(year_csv(2026, holidays=holidays, made_up_for=made_up_for))
    return OfficeCalendar(free={read.year: read.free})


def midnight(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=TAIWAN)


@pytest.mark.parametrize(
    ("calendar", "submitted", "due"),
    [
        (NOT_KNOWN, FRIDAY, midnight(3, 7)),
        (NOT_KNOWN, SATURDAY, midnight(3, 10)),
        (known(holidays=(date(2026, 3, 9),)), SATURDAY, midnight(3, 11)),
        (known(made_up_for=(date(2026, 3, 7),)), SATURDAY, midnight(3, 8)),
        # By the calendar of one year, and without that of the next.
        (known(holidays=(date(2026, 12, 31),)), midnight(12, 31), midnight(1, 2, 2027)),
    ],
)
def test_a_case_is_due_by_the_end_of_a_working_day(
    calendar: OfficeCalendar, submitted: datetime, due: datetime
) -> None:
    assert calendar.due(submitted) == due


@pytest.mark.parametrize(
    ("since", "until", "waited"),
    [
        (FRIDAY, FRIDAY + timedelta(minutes=7), timedelta(minutes=7)),
        (FRIDAY, MONDAY, timedelta(hours=24)),
        (SATURDAY, SATURDAY + timedelta(hours=3), timedelta()),
        (SATURDAY, midnight(3, 9) + timedelta(minutes=1), timedelta(minutes=1)),
        (FRIDAY, FRIDAY - timedelta(minutes=1), timedelta()),
    ],
)
def test_free_days_are_not_waited(since: datetime, until: datetime, waited: timedelta) -> None:
    assert NOT_KNOWN.waited(since, until) == waited


def test_the_file_may_begin_with_a_mark_and_end_with_empty_lines() -> None:
    text = f"\ufeff{year_csv(2028)},,,\n\n".replace("\n", "\r\n")

    assert read_year(text) == read_year(year_csv(2028))
    assert len(read_year(text).free) == 106


def _without(line: str) -> str:
    return year_csv(2026).replace(line, "")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "CALENDAR_COLUMNS", None),
        ("<html>", "CALENDAR_COLUMNS", None),
        ("date,day,free,remark\n20260101,四,2,\n", "CALENDAR_COLUMNS", None),
        (year_csv(2026) + " " * 50_000, "CALENDAR_COLUMNS", None),
        (HEADER, "CALENDAR_YEAR", None),
        (_without("20260302,一,0,\n"), "CALENDAR_YEAR", None),
        (_without("20261231,四,0,\n"), "CALENDAR_YEAR", None),
        (year_csv(2026) + "20261231,四,0,\n", "CALENDAR_YEAR", None),
        (year_csv(2026).replace("20260102,五,0", "20260102,四,0"), "CALENDAR_WEEKDAY", "3"),
        (year_csv(2026).replace("20260102,五,0", "20260102,五,1"), "CALENDAR_LINE", "3"),
        (year_csv(2026).replace("20260102,五,0", "20260132,五,0"), "CALENDAR_LINE", "3"),
        (year_csv(2026).replace("20260102,五,0", "20260102"), "CALENDAR_LINE", "3"),
        (year_csv(2026).replace("20260102,五,0", '"20260102'), "CALENDAR_LINE", "3"),
    ],
)
def test_what_is_not_the_calendar_of_a_year_is_refused(
    text: str, code: str, line: str | None
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_year(text)

    [problem] = refused.value.problems
    assert (problem.code, problem.values.get("line")) == (code, line)
