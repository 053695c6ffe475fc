"""A partner reads what happened to accounts: in pages, from the beginning, or live."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from models.partner import PartnerViewer, Scope, TokenNeeded, reaching, token_lives
from models.partner_feed import TOPIC, AccountEvent, CursorUnknown, events_behind, known, told
from models.tail import Cursor, Tail, present


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """Hold some events, whether there are more, and from where to go on."""

    events: list[AccountEvent]
    has_more: bool
    end: Cursor


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Say from where a stream goes, before anything has happened."""

    cursor: Cursor


@dataclass(frozen=True, kw_only=True)
class Resync:
    """Say that the cursor was none of this journal, and from where the stream goes on."""

    cursor: Cursor


async def read_events(
    *, partner: PartnerViewer | None, after: str | None, first: int
) -> EventPage:
    """Read the next events behind a cursor, or from the very first on.

    :raises TokenNeeded: when no token came with the request.
    :raises ScopeMissing: when the token has not ``events:read``.
    :raises CursorUnknown: when the cursor is none of this journal.
    """
    reaching(partner, Scope.EVENTS_READ)
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


async def follow_events(
    *,
    partner: PartnerViewer | None,
    after: str | None,
    tail: Tail,
    clock: Callable[[], datetime],
) -> AsyncGenerator[AccountEvent | Begun | Resync, None]:
    """Follow what happens to accounts, from a cursor or from now.

    First comes where the stream goes from, so that a reader who leaves before anything has
    happened can come back to it. The token is looked at again at every event.

    :raises TokenNeeded: when no token came with the request, or it does not count any more.
    :raises ScopeMissing: when the token has not ``events:read``.
    """
    asking = reaching(partner, Scope.EVENTS_READ)
    now = await present()
    try:
        cursor = known(after, now=now) if after else now
        yield Begun(cursor=cursor)
    except CursorUnknown:
        cursor = now
        yield Resync(cursor=cursor)
    async with aclosing(tail.follow(TOPIC, after=cursor.seq)) as events:
        async for happened in events:
            for event in await told([happened], epoch=now.epoch):
                if not await token_lives(asking, at=clock()):
                    raise TokenNeeded
                yield event
