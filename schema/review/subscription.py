"""The subscription to the review queue."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Self

import strawberry

from models.application.events import ApplicationEventKind
from resolvers.review import watch
from schema.context import Info
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.relay.subscription import ResumeAfter, pushed, watching
from schema.review.case import ReviewCase
from schema.review.queue import ReviewQueueHead
from schema.scalars import Cursor
from schema.session.named import NamedSession, uuid_of


@strawberry.type(description="A change to the review queue, with the cursor to resume from.")
class ReviewQueueChanged:
    cursor: Cursor = strawberry.field(
        description="The cursor of this change. Pass it as `after`, or as the Last-Event-ID "
        "header, to resume without missing a change."
    )
    at: datetime = strawberry.field(description="The date and time of the change.")
    kind: ApplicationEventKind | None = strawberry.field(
        description="The kind of change. Null in the first message of a subscription without a "
        "cursor."
    )
    case: ReviewCase | None = strawberry.field(
        description="The case after the change. Null in the first message."
    )
    head: ReviewQueueHead = strawberry.field(
        description="The summary of the queue after the change."
    )

    @classmethod
    def of(cls, change: watch.QueueChange) -> Self:
        return cls(
            cursor=Cursor(str(change.cursor)),
            at=change.at,
            kind=None if change.kind is None else ApplicationEventKind(change.kind),
            case=ReviewCase.of(change.application) if change.application else None,
            head=ReviewQueueHead.of(change.head),
        )


@strawberry.type
class ReviewSubscription:
    @result.subscription(
        raises=watch.RAISES,
        description="Subscribes to changes of the review queue. Without a cursor, the summary "
        "comes first; with one, the changes since it. Requires the REVIEWER or ADMIN "
        "role.",
    )
    def review_queue_changed(
        self,
        info: Info,
        after: ResumeAfter = None,
        session_id: NamedSession = None,
    ) -> AsyncGenerator[ReviewQueueChanged | ResyncRequired, None]:
        changes = watch.watch_queue(
            viewer=info.context.viewer,
            session_id=uuid_of(session_id),
            after=info.context.last_event_id or after,
            context=watching(info.context.services),
            live=info.context.services.live,
        )
        return pushed(changes, ReviewQueueChanged.of, context=info.context)
