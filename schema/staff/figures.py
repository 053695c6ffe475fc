"""The figures of a month, for staff."""

from datetime import date
from typing import Annotated, Self

import strawberry

from models.core.language import Language
from models.journal.kinds import EventKind
from models.signature.refusals import CARD_REFUSALS
from resolvers.health import count_days
from schema.context import Info
from schema.errors import result
from schema.errors.codes import UserErrorCode
from schema.gate.directives import at_most, units

# Two statements for each day, and one for the cards.
_COUNTING = 61


@strawberry.type(description="Cards that were refused on one day for one reason.")
class RefusedCards:
    code: str = strawberry.field(
        graphql_type=UserErrorCode, description="The code of the user error that refused them."
    )
    title: str = strawberry.field(
        description="The title of that error, in the language of the Accept-Language header."
    )
    count: int = strawberry.field(description="How often that happened.")


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
    refused_cards: list[RefusedCards] = strawberry.field(
        description="Cards that were refused, when they were read or signed, by reason.",
        directives=[at_most(len(CARD_REFUSALS))],
    )

    @classmethod
    def of(cls, found: count_days.DayFigures, *, language: Language) -> Self:
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
            # A reason that another version has counted has no words here.
            refused_cards=[
                RefusedCards(
                    code=refusal.code,
                    title=refusal.title(language),
                    count=found.refused_cards[refusal.code],
                )
                for refusal in CARD_REFUSALS
                if refusal.code in found.refused_cards
            ],
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
        return [DayFigures.of(one, language=info.context.language) for one in found]
