"""The journal reader: one a process, it hands new events to followers without gaps."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import TypeVar, cast

from models.journal.cursor import Cursor, mark_of, present
from models.journal.event import Event, EventContent
from models.journal.wakeup import WakeUp, wait
from models.journal.writer import chained

log = logging.getLogger(__name__)

Shared = TypeVar("Shared")

POLL = 1.0
PAGE = 500
# Events a follower may lag behind before it reads the journal itself.
QUEUE = 64


class JournalRewound(Exception):
    """The journal is not the one that was read before: a backup was restored, or an epoch begun.

    Nothing that this process has in mind of it holds; its streams must be resumed elsewhere, or
    after a start.
    """


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """An event as followers receive it; ``read_at`` is when it had been read (monotonic)."""

    seq: int
    at: datetime
    kind: str
    subject: str
    actor: str
    payload: Mapping[str, str]
    previous_hash: str
    read_at: float = field(default_factory=monotonic, compare=False)
    _shared: dict[Hashable, object] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @cached_property
    def mark(self) -> str:
        """Return what cursors behind this event carry."""
        content = EventContent(
            subject=self.subject,
            kind=self.kind,
            actor=self.actor,
            at=self.at,
            payload=dict(self.payload),
        )
        return mark_of(chained(seq=self.seq, event=content, previous=self.previous_hash))

    def shared(self, key: Hashable, make: Callable[[], Shared]) -> Shared:
        """Return what ``make`` returns for a key; it is called once for all followers."""
        known = self._shared.get(key)
        if known is None:
            known = self._shared[key] = make()
        return cast(Shared, known)


class _Follower:
    """A follower's bounded queue; after an overflow the follower reads the journal instead.

    ``asyncio.Queue`` would do, but is three queues and an event, and there are thousands.
    """

    __slots__ = ("_waiting", "entries", "overflowed")

    def __init__(self) -> None:
        self.entries: deque[JournalEntry] = deque()
        self.overflowed = False
        self._waiting: asyncio.Future[None] | None = None

    def offer(self, entry: JournalEntry) -> bool:
        """Queue an event, or note the overflow; after an overflow nothing more is queued.

        :returns: whether the queue overflowed with this event.
        """
        if self.overflowed:
            return False
        if len(self.entries) < QUEUE:
            self.entries.append(entry)
        else:
            self.overflowed = True
        self._wake()
        return self.overflowed

    def lose_track(self) -> None:
        """Make the follower read the journal by itself."""
        self.overflowed = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def next(self) -> JournalEntry | None:
        """Return the next event; None when those that follow did not fit."""
        while not self.entries:
            if self.overflowed:
                return None
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        return self.entries.popleft()

    def restart(self) -> None:
        self.entries.clear()
        self.overflowed = False


class JournalReader:
    """Reads the journal once for all followers of this process."""

    def __init__(self, wakeup: WakeUp) -> None:
        self._bell = wakeup
        self.overflows = 0
        self.replays = 0
        # Called with the time of each event that is handed out, to measure the delay.
        self.on_handed: Callable[[datetime], None] = lambda at: None
        self._looked_at: float | None = None
        self._followers: defaultdict[str, set[_Follower]] = defaultdict(set)
        self._head: Cursor | None = None

    @property
    def silent_for(self) -> float | None:
        """Seconds since the journal was last read; None if it never was."""
        if self._looked_at is None:
            return None
        return asyncio.get_running_loop().time() - self._looked_at

    async def run(self) -> None:
        """Read new events at every wake-up, and at least once a second.

        :raises JournalRewound: when what is read does not continue what was read before
        """
        with self._bell.listening() as listener:
            while True:
                try:
                    await self._catch_up()
                    self._looked_at = asyncio.get_running_loop().time()
                except JournalRewound:
                    raise
                except Exception:  # The database is away; a later look finds it again.
                    log.exception("the journal cannot be read")
                await wait(listener, within=POLL)

    def _let_all_read(self) -> None:
        """Make those who follow already read what came before the reader began."""
        for followers in self._followers.values():
            for follower in followers:
                follower.lose_track()

    async def _catch_up(self) -> None:
        head = self._head
        if head is None:
            self._head = await present()
            self._let_all_read()
        elif not await self._read_on(head):
            _require_continuation(await present(), head)

    async def _read_on(self, head: Cursor) -> bool:
        """Hand out what is new; return whether there was anything."""
        anything = False
        while rows := await _page(after=head.seq, topic=""):
            if mark_of(rows[0].previous_hash) != head.mark:
                raise JournalRewound(f"event {rows[0].seq} does not follow what was read")
            for entry in rows:
                record, colon, _ = entry.subject.partition(":")
                for topic in (entry.subject, record + colon):
                    for follower in tuple(self._followers.get(topic, ())):
                        self.overflows += follower.offer(entry)
                self.on_handed(entry.at)
            self._head = head = Cursor(epoch=head.epoch, seq=rows[-1].seq, mark=rows[-1].mark)
            anything = True
            if len(rows) < PAGE:
                break
        return anything

    @contextmanager
    def _following(self, topic: str) -> Iterator[_Follower]:
        follower = _Follower()
        self._followers[topic].add(follower)
        try:
            yield follower
        finally:
            self._followers[topic].discard(follower)
            if not self._followers[topic]:
                del self._followers[topic]

    async def follow(self, topic: str, *, after: int) -> AsyncGenerator[JournalEntry, None]:
        """Yield every event of a topic after number ``after``, in order and once, then new ones.

        A topic is a subject, ``account:<id>``, or all subjects of a record, ``account:``. The
        follower is registered before the journal is read, so that no event is lost in between.
        """
        with self._following(topic) as follower:
            while True:
                self.replays += 1
                follower.restart()
                while rows := await _page(after=after, topic=topic):
                    for entry in rows:
                        after = entry.seq
                        yield entry
                while (new := await follower.next()) is not None:
                    if new.seq > after:
                        after = new.seq
                        yield new


def _require_continuation(now: Cursor, head: Cursor) -> None:
    """Check that the journal, of which nothing new was read, still ends where it ended.

    :raises JournalRewound: when it does not
    """
    if now.epoch != head.epoch or now.seq < head.seq:
        raise JournalRewound(f"the journal ends at {now}, and ended at {head}")
    if now.seq == head.seq and now.mark != head.mark:
        raise JournalRewound(f"event {head.seq} is another one than before")


async def _page(*, after: int, topic: str) -> list[JournalEntry]:
    events = Event.filter(seq__gt=after)
    if topic.endswith(":"):
        events = events.filter(subject__startswith=topic)
    elif topic:
        events = events.filter(subject=topic)
    rows = await events.order_by("seq").limit(PAGE).values(*ENTRY_COLUMNS)
    read_at = monotonic()
    return [JournalEntry(**row, read_at=read_at) for row in rows]


# Of an event, what an entry has.
ENTRY_COLUMNS = ("seq", "at", "kind", "subject", "actor", "payload", "previous_hash")
