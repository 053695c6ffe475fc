"""A partner reads what happened to accounts: in pages, from the beginning, or live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from models.journal.reader import Cursor, present
from models.journal.subscription import Resync, ResyncRequired, SubscriptionContext, following
from models.partner.feed import (
    TOPIC,
    AccountEvent,
    CursorUnknown,
    events_behind,
    known,
    visible_events,
)
from models.partner.partner import (
    PartnerViewer,
    Scope,
    ScopeMissing,
    TokenNeeded,
    require_scope,
    token_lives,
)


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """Hold some events, whether there are more, and from where to go on."""

    events: list[AccountEvent]
    has_more: bool
    end: Cursor


@dataclass(frozen=True, kw_only=True)
class Told:
    """Hold an event, or only from where a stream goes before anything has happened."""

    cursor: Cursor
    event: AccountEvent | None


READ_RAISES = (CursorUnknown, ScopeMissing)


async def read_events(*, partner: PartnerViewer | None, after: str | None, first: int) -> EventPage:
    """Read the next events behind a cursor, however old, or from the very first on.

    :raises TokenNeeded: when no token came with the request.
    :raises ScopeMissing: when the token has not ``events:read``.
    :raises CursorUnknown: when the cursor is none of this journal.
    """
    require_scope(partner, Scope.EVENTS_READ)
    # Before the events are read: what is numbered up to here can be seen by then.
    now = await present()
    cursor = known(after, now=now) if after is not None else Cursor(epoch=now.epoch, seq=0)
    events = await events_behind(cursor, most=first + 1)
    page = events[:first]
    if len(events) > first:
        return EventPage(events=page, has_more=True, end=page[-1].cursor)
    seen = page[-1].cursor.seq if page else cursor.seq
    end = Cursor(epoch=now.epoch, seq=max(seen, now.seq))
    return EventPage(events=page, has_more=False, end=end)


FOLLOW_RAISES = (ResyncRequired, ScopeMissing, TokenNeeded)


async def follow_events(
    *, partner: PartnerViewer | None, after: str | None, context: SubscriptionContext
) -> AsyncGenerator[Told | Resync, None]:
    """Follow what happens to accounts, from a cursor or from now (`following`).

    Without a cursor, first comes where the stream goes from, so that a reader who leaves before
    anything has happened can come back to it.

    :raises TokenNeeded: when no token came with the request, or it does not count any more.
    :raises ScopeMissing: when the token has not ``events:read``.
    """
    asking = require_scope(partner, Scope.EVENTS_READ)

    async def still_allowed() -> None:
        if not await token_lives(asking, at=context.clock()):
            raise TokenNeeded

    steps = following(TOPIC, after=after, context=context, still_allowed=still_allowed)
    # Who leaves must not leave the follower behind.
    async with aclosing(steps):
        async for step in steps:
            if isinstance(step, Resync):
                yield step
            elif step.happened is None:
                yield Told(cursor=step.cursor, event=None)
            else:
                for event in await visible_events([step.happened], epoch=step.cursor.epoch):
                    yield Told(cursor=event.cursor, event=event)
