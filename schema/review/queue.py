"""The review queue: its filters, its pages and its summary."""

from datetime import datetime, timedelta
from typing import Annotated, Self

import strawberry
from strawberry import relay

from models.company.company import CompanyField
from models.company.comparison import Outcome
from models.review import queue
from resolvers.review import queue as review
from schema.application.application import Application
from schema.application.status import Status
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.ids import node_uuid
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.review.case import ReviewCase

# The list's name in its cursors.
_LIST = "reviewQueue"

describe(
    queue.Claimed,
    name="ClaimedBy",
    description="Filters cases by their claim.",
    values={
        queue.Claimed.BY_ME: "Cases that the viewer has claimed.",
        queue.Claimed.BY_NOBODY: "Cases that nobody has claimed.",
    },
)


@strawberry.input(description="A field and its comparison result.")
class FieldOutcomeInput:
    field: CompanyField = strawberry.field(description="The field.")
    outcome: Outcome = strawberry.field(description="The result of the comparison.")


@strawberry.input(
    description="Filters for the review queue. Omitted filters are ignored. Without a status, "
    "control number, case number or search text, the queue lists the cases that are waiting for "
    "a reviewer."
)
class ReviewQueueFilter:
    status: list[Status] | None = strawberry.field(
        default=None, description="Lists cases with any of these statuses."
    )
    older_than_minutes: int | None = strawberry.field(
        default=None,
        description="Lists cases that have been waiting for at least this many minutes.",
    )
    outcomes: list[FieldOutcomeInput] | None = strawberry.field(
        default=None, description="Lists cases whose comparison has all of these results."
    )
    only_look_alikes: bool = strawberry.field(
        default=False,
        description="Lists only cases in which every difference is fully explained by look-alike "
        "characters.",
    )
    claimed: queue.Claimed | None = strawberry.field(
        default=None,
        description="Lists only cases that the viewer has claimed, or that are not claimed.",
    )
    control_number: str | None = strawberry.field(
        default=None, description="Lists cases with this control number (管制編號)."
    )
    case_number: str | None = strawberry.field(
        default=None, description="Lists the case with this number (GZ-…)."
    )
    search: str | None = strawberry.field(
        default=None,
        description="Lists cases with this control number or case number, or with this text in the "
        "company's name, where 臺 and 台 count as one.",
    )

    def asked(self) -> queue.Asked:
        older = self.older_than_minutes
        return queue.Asked(
            statuses=tuple(self.status or ()),
            older_than=None if older is None else timedelta(minutes=min(max(older, 0), 10**7)),
            outcomes=tuple(
                queue.WantedOutcome(field=one.field, outcome=one.outcome)
                for one in self.outcomes or ()
            ),
            only_look_alikes=self.only_look_alikes,
            claimed=self.claimed,
            control_number=self.control_number,
            case_number=self.case_number,
            search=self.search,
        )


@strawberry.type(description="A summary of the whole review queue.")
class ReviewQueueHead:
    waiting: int = strawberry.field(
        description="The number of cases that are waiting for a reviewer."
    )
    put_off: int = strawberry.field(
        description="The number of cases whose automatic review is postponed because the registry "
        "did not answer."
    )
    oldest_waiting: datetime | None = strawberry.field(
        description="The submission date and time of the oldest case under review. Null when there "
        "is none."
    )
    age_minutes: int | None = strawberry.field(
        description="The time since the oldest case was submitted, in minutes. Null when no case "
        "is under review."
    )
    working_minutes: int | None = strawberry.field(
        description="The time since the oldest case was submitted without the days that are free "
        "by the office calendar, in minutes. Null when no case is under review."
    )
    due_at: datetime | None = strawberry.field(
        description="The end of the day by which the oldest case is to be decided: of the day on "
        "which it was submitted or, if that is free, of the next working day. Null when no case is "
        "under review."
    )
    same_day_at_risk: bool = strawberry.field(
        description="Indicates whether the oldest case is overdue (`dueAt`), so that a decision on "
        "the working day of submission is no longer possible."
    )

    @classmethod
    def of(cls, head: queue.Head) -> Self:
        return cls(
            waiting=head.waiting,
            put_off=head.put_off,
            oldest_waiting=head.oldest,
            age_minutes=_minutes(head.at - head.oldest if head.oldest else None),
            working_minutes=_minutes(head.waited),
            due_at=head.due,
            same_day_at_risk=head.same_day_at_risk,
        )


def _minutes(time: timedelta | None) -> int | None:
    return None if time is None else int(time.total_seconds() // 60)


@strawberry.type(
    name="ReviewCaseConnection",
    description="A page of the review queue, in order of waiting time, longest first.",
)
class ReviewQueue(Connection[ReviewCase]):
    head: ReviewQueueHead = strawberry.field(
        description="The summary of the whole queue, regardless of filters."
    )


@strawberry.type
class StaffReview:
    @result.field(
        raises=review.RAISES,
        description="The cases of the review queue.",
        directives=[PAGED],
    )
    async def review_queue(
        self,
        info: Info,
        filter: Annotated[
            ReviewQueueFilter | None, strawberry.argument(description="Which cases to list.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ReviewQueue:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await review.review_queue(
            viewer=info.context.viewer,
            asked=filter.asked() if filter else queue.Asked(),
            window=asked.window(name=_LIST),
            now=info.context.now,
        )
        cases = Connection[ReviewCase].of(found.page, ReviewCase.of, name=_LIST)
        return ReviewQueue(
            edges=cases.edges, page_info=cases.page_info, head=ReviewQueueHead.of(found.head)
        )

    @result.field(raises=review.SEE_CASE_RAISES, description="The case of an application.")
    async def review_case(
        self,
        info: Info,
        id: Annotated[
            relay.GlobalID, strawberry.argument(description="The ID of the application.")
        ],
    ) -> ReviewCase:
        record = await review.see_case(
            viewer=info.context.viewer, application_id=node_uuid(id, of=Application)
        )
        return ReviewCase.of(record)
