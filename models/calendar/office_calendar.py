"""Working days: when a case is due, and how long it has waited without the days that are free.

A case is due by the end of the day on which it was submitted, or, if that day is free, of the next
working day. Days are those of Taiwan, from midnight to midnight.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from models.core.rules import DAY, TAIWAN

_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class OfficeCalendar:
    """The free days of the years that are known, by year.

    Of any other year Saturdays and Sundays are free.
    """

    free: Mapping[int, frozenset[date]] = field(default_factory=lambda: MappingProxyType({}))

    def is_free(self, day: date) -> bool:
        known = self.free.get(day.year)
        return day.weekday() >= _SATURDAY if known is None else day in known

    def due(self, submitted: datetime) -> datetime:
        """Return the end of the working day by which a case is to be decided."""
        day = _day_of(submitted)
        while self.is_free(day):
            day += DAY
        return _midnight(day + DAY)

    def waited(self, since: datetime, until: datetime) -> timedelta:
        """Return the time between two moments that does not fall on free days; never negative."""
        if until < since:
            return timedelta()
        return sum(
            (
                min(until, _midnight(day + DAY)) - max(since, _midnight(day))
                for day in _days(since, until)
                if not self.is_free(day)
            ),
            timedelta(),
        )


def years_of(since: datetime, until: datetime) -> range:
    """Return the years that matter for a case that was submitted between two moments.

    A case of the last days of a year may be due in the next one.
    """
    return range(_day_of(since).year, _day_of(until).year + 2)


def _days(since: datetime, until: datetime) -> Iterator[date]:
    day = _day_of(since)
    while _midnight(day) < until:
        yield day
        day += DAY


def _day_of(moment: datetime) -> date:
    return moment.astimezone(TAIWAN).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=TAIWAN)
