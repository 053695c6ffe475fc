"""The office calendar (行政機關辦公日曆表): the known years, and the replacement of one."""

from datetime import date, datetime
from typing import Self

import strawberry

from models.calendar.office_year import OfficeYear as Record
from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.calendar import replace_year, see_years
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most


@strawberry.type(description="A year of the office calendar.")
class OfficeYear:
    year: int = strawberry.field(description="The year.")
    free_days: list[date] = strawberry.field(
        description="The days of the year that are free, in order.", directives=[at_most(366)]
    )
    replaced_at: datetime = strawberry.field(
        description="The date and time when it was last replaced."
    )
    actor: strawberry.Private[str]

    @strawberry.field(
        description="The name of the administrator who replaced it; null for an operator at a "
        "terminal."
    )
    async def replaced_by(self, info: Info) -> str | None:
        return await info.context.actor_names.load(self.actor)

    @classmethod
    def of(cls, record: Record) -> Self:
        return cls(
            year=record.year,
            free_days=sorted(record.days),
            replaced_at=record.replaced_at,
            actor=record.replaced_by,
        )


@strawberry.input(description="The input of `replaceOfficeYear`.")
class ReplaceOfficeYearInput:
    csv: str = strawberry.field(
        description="The year's calendar as data.gov.tw publishes it (行政機關辦公日曆表): CSV "
        "with the columns 西元日期, 星期, 是否放假 (0 or 2) and 備註."
    )


@strawberry.type(description="The year is known; ages and due times are computed by it.")
class ReplaceOfficeYearSuccess:
    year: OfficeYear = strawberry.field(description="The year.")


@strawberry.type
class StaffCalendar:
    """The office calendar, as staff see it."""

    @result.field(
        raises=see_years.RAISES,
        description="The years of the office calendar that are known, newest first. Of any other "
        f"year Saturdays and Sundays are free. At most {see_years.MOST_YEARS}.",
        directives=[at_most(see_years.MOST_YEARS)],
    )
    async def office_years(self, info: Info) -> list[OfficeYear]:
        found = await see_years.see_years(viewer=info.context.viewer)
        return [OfficeYear.of(record) for record in found]


@strawberry.type
class CalendarMutation:
    """The mutation of the office calendar."""

    @result.mutation(
        raises=replace_year.RAISES,
        description="Replaces a year of the office calendar, all of it or nothing. Requires the "
        f"ADMIN role and a card proof from the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def replace_office_year(
        self, info: Info, input: ReplaceOfficeYearInput
    ) -> ReplaceOfficeYearSuccess:
        await info.context.limit(Act.CHANGE)
        record = await replace_year.replace_year(
            actor=info.context.viewer, csv=input.csv, now=info.context.now
        )
        return ReplaceOfficeYearSuccess(year=OfficeYear.of(record))
