"""The reviewers' queue: asked for page by page, and watched."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Self

import strawberry
from strawberry import relay

from models.company.company import CompanyField
from models.company.comparison import Outcome
from models.review import queue
from resolvers.review import queue as review
from resolvers.review import watch
from schema.application.application import Application
from schema.application.status import Status
from schema.context import Info
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.ids import node_uuid
from schema.relay.connection import After, Connection, First, window_of
from schema.relay.subscription import pushed, watching
from schema.review.case import ReviewCase
from schema.scalars import Cursor

NAME = "reviewQueue"
PAGE = 20

strawberry.enum(queue.Claimed, name="ClaimedBy", description="Whose cases are wanted.")


@strawberry.input(description="A field, and how it came out when the service compared it.")
class FieldOutcomeInput:
    field: CompanyField = strawberry.field(description="The field.")
    outcome: Outcome = strawberry.field(description="How it came out.")


@strawberry.input(
    description="Which cases are wanted; what is left out does not count. Without a status and "
    "without a number these are the cases that wait for a person."
)
class ReviewQueueFilter:
    status: list[Status] | None = strawberry.field(
        default=None, description="Where they stand; any of these."
    )
    older_than_minutes: int | None = strawberry.field(
        default=None, description="They have waited at least so long."
    )
    outcomes: list[FieldOutcomeInput] | None = strawberry.field(
        default=None, description="Fields that came out so; all of these."
    )
    only_look_alikes: bool = strawberry.field(
        default=False, description="Something differs, and look-alikes alone explain all of it."
    )
    claimed: queue.Claimed | None = strawberry.field(
        default=None, description="Cases that the viewer has, or that nobody has."
    )
    control_number: str | None = strawberry.field(default=None, description="管制編號.")
    case_number: str | None = strawberry.field(default=None, description="GZ-…")

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
        )


@strawberry.type(description="How the queue stands as a whole.")
class ReviewQueueHead:
    waiting: int = strawberry.field(description="How many cases wait for a person.")
    put_off: int = strawberry.field(description="How many wait because the registry is silent.")
    oldest_waiting: datetime | None = strawberry.field(
        description="When the case was submitted that has waited longest of all under review."
    )
    age_minutes: int | None = strawberry.field(description="How long that is, in minutes.")
    same_day_at_risk: bool = strawberry.field(
        description="Whether it was submitted on an earlier day than today, Taiwan's time: the "
        "promise to decide on the same day is broken, or about to be."
    )

    @classmethod
    def of(cls, head: queue.Head) -> Self:
        age = head.at - head.oldest if head.oldest else None
        return cls(
            waiting=head.waiting,
            put_off=head.put_off,
            oldest_waiting=head.oldest,
            age_minutes=int(age.total_seconds() // 60) if age is not None else None,
            same_day_at_risk=head.same_day_at_risk,
        )


@strawberry.type(description="A page of the queue, the longest waiting first.")
class ReviewQueue(Connection[ReviewCase]):
    head: ReviewQueueHead = strawberry.field(description="How the queue stands, unfiltered.")


@strawberry.type(description="A change that matters to the queue, and the cursor to go on from.")
class ReviewQueueChanged:
    cursor: Cursor = strawberry.field(
        description="Give it back as `after` (or Last-Event-ID) to miss nothing."
    )
    at: datetime = strawberry.field(description="When it happened.")
    kind: str | None = strawberry.field(
        description="What happened: SUBMITTED, LEFT_TO_PERSON, REVIEW_PUT_OFF, "
        "REVIEW_BEGUN_AGAIN, CLAIMED, RELEASED, APPROVED, REJECTED, WITHDRAWN or EXPIRED; null at "
        "the beginning."
    )
    case: ReviewCase | None = strawberry.field(description="The case as it is now.")
    head: ReviewQueueHead = strawberry.field(description="How the queue stands now.")

    @classmethod
    def of(cls, change: watch.QueueChange) -> Self:
        return cls(
            cursor=Cursor(str(change.cursor)),
            at=change.at,
            kind=change.kind,
            case=ReviewCase.of(change.application) if change.application else None,
            head=ReviewQueueHead.of(change.head),
        )


@strawberry.type
class ReviewQuery:
    """Gather what reviewers may ask."""

    @result.field(raises=review.RAISES, description="The cases to review. For reviewers.")
    async def review_queue(
        self,
        info: Info,
        filter: ReviewQueueFilter | None = None,
        first: First = PAGE,
        after: After = None,
    ) -> ReviewQueue:
        found = await review.review_queue(
            viewer=info.context.viewer,
            asked=filter.asked() if filter else queue.Asked(),
            window=window_of(first=first, after=after, name=NAME),
            now=info.context.now,
        )
        cases = Connection[ReviewCase].of(found.page, ReviewCase.of, name=NAME)
        return ReviewQueue(
            edges=cases.edges, page_info=cases.page_info, head=ReviewQueueHead.of(found.head)
        )

    @result.field(
        raises=review.SEE_CASE_RAISES,
        description="One case, by its application's id. For reviewers.",
    )
    async def review_case(self, info: Info, id: relay.GlobalID) -> ReviewCase:
        record = await review.see_case(
            viewer=info.context.viewer, application_id=node_uuid(id, of=Application)
        )
        return ReviewCase.of(record)


@strawberry.type
class ReviewSubscription:
    """Gather what reviewers may watch."""

    @result.subscription(
        raises=watch.RAISES,
        description="Watch the queue. Without a cursor its numbers come first; with one, all that "
        "happened since. For reviewers.",
    )
    def review_queue_changed(
        self, info: Info, after: Cursor | None = None
    ) -> AsyncGenerator[ReviewQueueChanged | ResyncRequired, None]:
        changes = watch.watch_queue(
            viewer=info.context.viewer,
            after=info.context.last_event_id or after,
            context=watching(info.context.services),
        )
        return pushed(changes, ReviewQueueChanged.of, info=info)
