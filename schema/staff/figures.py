"""The figures of a month, for staff."""

from datetime import date
from typing import Annotated, Self

import strawberry

from models.journal.kinds import EventKind
from resolvers.health import count_days
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most, units

# Two statements for each day.
_COUNTING = 60


@strawberry.type(description="What happened on one day, in Taiwan's time zone.")
class DayFigures:
    day: date = strawberry.field(description="The day.")
    submitted: int = strawberry.field(description="Applications that were submitted for review.")
    left_to_person: int = strawberry.field(
        description="Cases that the automatic review left to a reviewer."
    )
    approved_by_service: int = strawberry.field(description="Approvals by the automatic review.")
    approved_by_people: int = strawberry.field(description="Approvals by reviewers.")
    rejected_by_service: int = strawberry.field(description="Rejections by the automatic review.")
    rejected_by_people: int = strawberry.field(description="Rejections by reviewers.")
    activated: int = strawberry.field(description="Accounts that were activated.")
    letters_sent: int = strawberry.field(description="Letters that the mail server accepted.")
    letters_given_up: int = strawberry.field(description="Letters that could not be sent.")

    @classmethod
    def of(cls, found: count_days.DayFigures) -> Self:
        counts, people = found.counts, found.by_people
        return cls(
            day=found.day,
            submitted=counts[EventKind.SUBMITTED],
            left_to_person=counts[EventKind.LEFT_TO_PERSON],
            approved_by_service=found.by_service(EventKind.APPROVED),
            approved_by_people=people[EventKind.APPROVED],
            rejected_by_service=found.by_service(EventKind.REJECTED),
            rejected_by_people=people[EventKind.REJECTED],
            activated=counts[EventKind.ACTIVATED],
            letters_sent=counts[EventKind.MAIL_SENT],
            letters_given_up=counts[EventKind.MAIL_GIVEN_UP],
        )


@strawberry.type
class StaffFigures:
    """The figures that staff report."""

    @result.field(
        raises=count_days.RAISES,
        description="The figures of the days of a month until today, in order.",
        directives=[at_most(count_days.MOST_DAYS), units(_COUNTING)],
    )
    async def figures(
        self,
        info: Info,
        month: Annotated[date, strawberry.argument(description="Any day of the month.")],
    ) -> list[DayFigures]:
        found = await count_days.count_days(
            viewer=info.context.viewer, month=month, now=info.context.now
        )
        return [DayFigures.of(one) for one in found]
