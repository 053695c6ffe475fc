"""The record of a year's calendar, which an administrator replaces."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from models.calendar.office_calendar import OfficeCalendar, years_of
from models.core.rules import TAIWAN
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind


class OfficeYear(Model):
    """The free days of a year, as dates (RFC 3339), in order."""

    year = fields.IntField(primary_key=True, generated=False)
    free = fields.JSONField[list[str]]()
    replaced_at = fields.DatetimeField()
    replaced_by = fields.CharField(64)

    class Meta:
        table = "office_year"

    @property
    def days(self) -> frozenset[date]:
        return frozenset(map(date.fromisoformat, self.free))

    @classmethod
    async def replace(
        cls, change: Change, year: int, free: Iterable[date], *, actor: str, at: datetime
    ) -> "OfficeYear":
        """Put a year's free days in place of those that were known, and record it."""
        days = [day.isoformat() for day in sorted(free)]
        columns = {"free": days, "replaced_at": at, "replaced_by": actor}
        record, _ = await cls.update_or_create(defaults=columns, year=year)
        change.record(
            NewEvent(
                subject=f"calendar:{year}",
                kind=EventKind.CALENDAR_REPLACED,
                actor=actor,
                at=at,
                payload={"free": str(len(days))},
            )
        )
        return record


async def days_of_years(years: Sequence[int]) -> list[frozenset[date] | None]:
    """Return the free days of each year; None for one that is not known."""
    found = {row.year: row.days for row in await OfficeYear.filter(year__in=list(years))}
    return [found.get(year) for year in years]


async def calendar_between(since: datetime, until: datetime) -> OfficeCalendar:
    """Return the calendar for cases that were submitted between two moments."""
    rows = await OfficeYear.filter(year__in=list(years_of(since, until)))
    return OfficeCalendar(free={row.year: row.days for row in rows})


async def missing_year(*, now: datetime) -> int | None:
    """Return this year in Taiwan if its calendar is not known."""
    year = now.astimezone(TAIWAN).year
    return None if await OfficeYear.exists(year=year) else year
