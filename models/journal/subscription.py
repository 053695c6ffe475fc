"""Subscriptions to a topic: the present state first, or everything since a cursor."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from models.core.errors import UserError, Words
from models.core.rules import MAX_SUBJECTS
from models.journal.cursor import Cursor, present
from models.journal.reader import JournalEntry, JournalReader
from models.journal.topic import Topic, happened_before


@dataclass(frozen=True, kw_only=True)
class Update:
    """One update of a subscription, with the cursor to resume after it.

    ``happened`` is the event, or None for the initial state, which a subscriber without a cursor
    receives first. What is asked for at ``read_at`` (monotonic) or later is as new as the cursor.
    """

    cursor: Cursor
    at: datetime
    happened: JournalEntry | None
    read_at: float


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


class TooManySubjects(UserError):
    """A stream cannot follow so many subjects."""

    zh = Words(title="同時更新的項目過多", message="一條連線最多可更新 {most} 個項目。")
    en = Words(title="Too many subjects", message="One stream follows at most {most} subjects.")

    def __init__(self, *field: str) -> None:
        super().__init__(*field, values={"most": str(MAX_SUBJECTS)})


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
    topic: Topic,
    *,
    after: str | None,
    context: SubscriptionContext,
    still_allowed: Callable[[float], Awaitable[None]],
    ask_ahead: Callable[[JournalEntry], None] = lambda happened: None,
) -> AsyncGenerator[Update | Resync, None]:
    """Follow the visible events of a topic from a cursor, or from now.

    A cursor of another epoch, of the future, of an event that a restored backup does not have, or
    one that is too old yields a ``Resync`` first, which tells the
    client to load everything again. ``still_allowed`` raises if the viewer has no right to the
    topic; it is called at the start and before every update, with the time (monotonic) from which
    on the right must have been asked for. ``ask_ahead`` is called with each visible event before
    that, so that what an update needs is asked for at the same time as the right.
    """
    await still_allowed(monotonic())
    now = await present()
    read_at = monotonic()
    seq, head = now.seq, await topic.place_at(now)
    number = head.seq
    if after is None:
        yield Update(cursor=head, at=context.clock(), happened=None, read_at=read_at)
    else:
        oldest = context.clock() - context.cursor_life
        known = await _place_of(after, topic, head=head, now=now, oldest=oldest)
        if known is None:
            yield Resync(cursor=head)
        else:
            seq, number = known
    async with aclosing(context.journal.follow(topic.name, after=seq)) as events:
        async for happened in events:
            # A hidden event must not be told from none, so not even the right is checked.
            if not topic.shows(happened.kind):
                continue
            ask_ahead(happened)
            await still_allowed(happened.read_at)
            number = topic.number_after(number, seq=happened.seq)
            yield happened.shared(
                (Update, now.epoch, number), partial(_update, happened, now.epoch, number)
            )


def _update(happened: JournalEntry, epoch: str, number: int) -> Update:
    here = Cursor(epoch=epoch, seq=number, mark=happened.mark)
    return Update(cursor=here, at=happened.at, happened=happened, read_at=happened.read_at)


async def _place_of(
    after: str, topic: Topic, *, head: Cursor, now: Cursor, oldest: datetime
) -> tuple[int, int] | None:
    """Return a cursor's number in the journal and in the topic, or None if it is not good."""
    cursor = Cursor.read(after)
    if cursor is None or cursor.epoch != head.epoch or cursor.seq > head.seq:
        return None
    seq = await topic.seq_of(cursor, now=now)
    if seq is None:
        return None
    if cursor.seq != head.seq and await happened_before(seq, oldest):
        return None
    return seq, cursor.seq
