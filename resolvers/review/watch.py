"""Reviewers subscribe to the queue: each relevant change of a case, with the queue's totals."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.application.application import Application
from models.journal.cursor import Cursor
from models.journal.kinds import EventKind
from models.journal.reader import JournalEntry
from models.journal.subscription import (
    Resync,
    ResyncRequired,
    SubscriptionContext,
    Update,
    following,
)
from models.journal.topic import Topic
from models.live import Live
from models.review import queue
from models.session.permissions import NOT_STAFF, require_session, require_staff
from models.session.session import SessionMissing, Viewer

_Kind = EventKind
KINDS = frozenset(
    {
        *(_Kind.SUBMITTED, _Kind.LEFT_TO_PERSON, _Kind.REVIEW_PUT_OFF, _Kind.REVIEW_BEGUN_AGAIN),
        *(_Kind.CLAIMED, _Kind.RELEASED),
        *(_Kind.APPROVED, _Kind.REJECTED, _Kind.WITHDRAWN, _Kind.EXPIRED),
        *(_Kind.MAILBOX_PROPOSED, _Kind.MAILBOX_CONFIRMED),
    }
)


@dataclass(frozen=True, kw_only=True)
class QueueChange:
    """An event and the case as it is now; both are None in the first item."""

    cursor: Cursor
    at: datetime
    kind: str | None
    application: Application | None
    head: queue.Head


RAISES = (ResyncRequired, SessionMissing, *NOT_STAFF)


async def watch_queue(
    *,
    viewer: Viewer | None,
    session_id: UUID | None,
    after: str | None,
    context: SubscriptionContext,
    live: Live,
) -> AsyncGenerator[QueueChange | Resync, None]:
    """Yield changes of all cases, from a cursor or from now on.

    :raises SessionMissing: when a session is named that is not the viewer's.
    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer, and when that ends.
    """
    require_session(viewer, session_id=session_id)

    async def still_allowed(since: float) -> None:
        require_staff(await live.viewers.of(viewer.session_id, since=since) if viewer else None)

    async with aclosing(
        following(
            Topic(name="application:"), after=after, context=context, still_allowed=still_allowed
        )
    ) as steps:
        async for step in steps:
            if isinstance(step, Resync):
                yield step
            elif step.happened is None or step.happened.kind in KINDS:
                yield await _change(step, live=live)


async def _change(step: Update, *, live: Live) -> QueueChange:
    happened = step.happened
    return QueueChange(
        cursor=step.cursor,
        at=step.at,
        kind=happened.kind if happened else None,
        application=await _case(happened, live=live) if happened else None,
        head=await live.head(since=step.read_at),
    )


async def _case(happened: JournalEntry, *, live: Live) -> Application | None:
    case = UUID(happened.subject.partition(":")[2])
    return await live.applications.of(case, since=happened.read_at)
