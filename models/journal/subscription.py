"""Subscriptions to a topic: the present state first, or everything since a cursor."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.core.errors import UserError, Words
from models.journal.reader import Cursor, JournalEntry, JournalReader, is_older, present


@dataclass(frozen=True, kw_only=True)
class Update:
    """One update of a subscription, with the cursor to resume after it.

    ``happened`` is the event, or None for the initial state, which a subscriber without a cursor
    receives first.
    """

    cursor: Cursor
    at: datetime
    happened: JournalEntry | None


class ResyncRequired(UserError):
    """The cursor is no longer valid; the client must fetch the current state again."""

    zh = Words(title="需要重新取得狀態", message="離線時間過長，請重新讀取目前狀態。")
    en = Words(
        title="The status must be reloaded",
        message="You were offline for too long to receive every change. Reload the current state.",
    )

    def __init__(self, *, cursor: Cursor) -> None:
        super().__init__("after")
        self.cursor = cursor


@dataclass(frozen=True, kw_only=True)
class Resync:
    """The cursor can no longer be resumed; ``cursor`` is where the stream continues."""

    cursor: Cursor


@dataclass(frozen=True, kw_only=True)
class SubscriptionContext:
    """What every subscription needs: the journal reader, the maximum age of cursors, the clock."""

    journal: JournalReader
    cursor_life: timedelta
    clock: Callable[[], datetime]


async def following(
    topic: str,
    *,
    after: str | None,
    context: SubscriptionContext,
    still_allowed: Callable[[], Awaitable[None]],
) -> AsyncGenerator[Update | Resync, None]:
    """Follow a topic (`JournalReader.follow`) from a cursor, or from now.

    A cursor of another epoch, of the future, or too old yields a ``Resync`` first, which tells the
    client to load everything again. ``still_allowed`` raises if the viewer has no right to the
    topic; it is called at the start and before every update. A record read at an update is at
    least as new as the update's cursor.
    """
    await still_allowed()
    now = await present()
    cursor = Cursor.read(after) if after else None
    if after is None:
        yield Update(cursor=now, at=context.clock(), happened=None)
    if cursor is None or not await _is_good(
        cursor, now, oldest=context.clock() - context.cursor_life
    ):
        if after is not None:
            yield Resync(cursor=now)
        cursor = now
    async with aclosing(context.journal.follow(topic, after=cursor.seq)) as events:
        async for happened in events:
            await still_allowed()
            here = Cursor(epoch=now.epoch, seq=happened.seq)
            yield Update(cursor=here, at=happened.at, happened=happened)


async def _is_good(cursor: Cursor, now: Cursor, *, oldest: datetime) -> bool:
    if cursor.epoch != now.epoch or cursor.seq > now.seq:
        return False
    return not await is_older(cursor, than=oldest)
