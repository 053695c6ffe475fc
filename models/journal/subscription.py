"""A topic of the journal is followed: the present first, or all since a cursor, each event once."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.journal.reader import Cursor, JournalEntry, JournalReader, is_older, present


@dataclass(frozen=True, kw_only=True)
class Update:
    """Say that there is something to look at, and where the journal stands with it.

    ``happened`` is the event, or None for the present, which comes first to who has no cursor.
    """

    cursor: Cursor
    at: datetime
    happened: JournalEntry | None


@dataclass(frozen=True, kw_only=True)
class Resync:
    """Say that the cursor is not good any more, and from where the stream goes on."""

    cursor: Cursor


@dataclass(frozen=True, kw_only=True)
class SubscriptionContext:
    """Hold what every stream needs: the journal's reader, how old a cursor may be, the time."""

    tail: JournalReader
    cursor_life: timedelta
    clock: Callable[[], datetime]


async def following(
    topic: str,
    *,
    after: str | None,
    by: SubscriptionContext,
    still_allowed: Callable[[], Awaitable[None]],
) -> AsyncGenerator[Update | Resync, None]:
    """Follow a topic (`Tail.follow`) from a cursor, or from now.

    A cursor of another journal, of the future, or older than a cursor may be gives a ``Resync``
    first: look at everything anew, nothing is hidden. ``still_allowed`` raises when the viewer has
    no right to the topic; it is asked at the start and at every event. Whoever reads a record at a
    step reads it as it is at that step's cursor or later, never before.
    """
    await still_allowed()
    now = await present()
    cursor = Cursor.read(after) if after else None
    if after is None:
        yield Update(cursor=now, at=by.clock(), happened=None)
    if cursor is None or not await _is_good(cursor, now, oldest=by.clock() - by.cursor_life):
        if after is not None:
            yield Resync(cursor=now)
        cursor = now
    async with aclosing(by.tail.follow(topic, after=cursor.seq)) as events:
        async for happened in events:
            await still_allowed()
            here = Cursor(epoch=now.epoch, seq=happened.seq)
            yield Update(cursor=here, at=happened.at, happened=happened)


async def _is_good(cursor: Cursor, now: Cursor, *, oldest: datetime) -> bool:
    """Tell whether everything behind a cursor can still be given."""
    if cursor.epoch != now.epoch or cursor.seq > now.seq:
        return False
    return not await is_older(cursor, than=oldest)
