"""The reader of a year's calendar as data.gov.tw publishes it (行政機關辦公日曆表, CSV).

Its columns are 西元日期 (20270101), 星期 (五), 是否放假 (0: a working day, 2: a free one) and 備註.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.core.rules import DAY
from models.forms.problem import Problem
from models.forms.typed_text import InvalidInput

COLUMNS = ("西元日期", "星期", "是否放假", "備註")
# A year has some 15 KB.
MOST_CHARACTERS = 50_000
_WEEKDAYS = "一二三四五六日"
_FREE = {"0": False, "2": True}


@dataclass(frozen=True, kw_only=True)
class YearFile:
    """A year's calendar."""

    year: int
    free: frozenset[date]


def read_year(text: str) -> YearFile:
    """Read a year, all of it or nothing.

    :raises InvalidInput: when it is no such file, a line is unreadable or says another weekday than
        its date has, or the lines are not the days of one year, each once, in order.
    """
    if len(text) > MOST_CHARACTERS:
        raise _refused("CALENDAR_COLUMNS")
    # No cell spans lines, so that a line's number is the row's.
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or tuple(cell.strip() for cell in _cells(lines[0])) != COLUMNS:
        raise _refused("CALENDAR_COLUMNS")
    days: list[tuple[date, bool]] = []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip(", \t"):
            days.append(_day(number, _cells(line)))
    _require_whole_year([day for day, _ in days])
    return YearFile(year=days[0][0].year, free=frozenset(day for day, free in days if free))


def _day(number: int, cells: Sequence[str]) -> tuple[date, bool]:
    try:
        said, weekday, free = (cell.strip() for cell in cells[:3])
        day = datetime.strptime(said, "%Y%m%d").date()  # noqa: DTZ007  # A day has no zone.
        if weekday != _WEEKDAYS[day.weekday()]:
            raise _refused("CALENDAR_WEEKDAY", line=number)
        return day, _FREE[free]
    except (ValueError, KeyError) as unreadable:
        raise _refused("CALENDAR_LINE", line=number) from unreadable


def _require_whole_year(days: Sequence[date]) -> None:
    first = days[0] if days else None
    if first is None:
        raise _refused("CALENDAR_YEAR")
    length = date(first.year, 12, 31) - date(first.year, 1, 1) + DAY
    whole = [date(first.year, 1, 1) + timedelta(days=past) for past in range(length.days)]
    if list(days) != whole:
        raise _refused("CALENDAR_YEAR")


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _refused(code: str, *, line: int | None = None) -> InvalidInput:
    values = {"line": str(line)} if line is not None else {}
    return InvalidInput((Problem(code=code, path=("csv",), values=values),))
