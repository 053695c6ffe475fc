"""The journal reader: one a process, it hands new events to followers without gaps."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from models.journal.event import Event, Journal
from models.journal.wakeup import WakeUp, wait

log = logging.getLogger(__name__)

POLL = 1.0
PAGE = 500
# Events a follower may lag behind before it reads the journal itself.
QUEUE = 64


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place to resume from: the journal's epoch, and the number of the last event seen.

    In a stream of one subject the number is the stream's own (`Topic`).
    """

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Parse a cursor; return None if the text is not one."""
        epoch, dot, seq = text.rpartition(".")
        if not dot or not seq.isascii() or not seq.isdigit() or len(seq) > 18:
            return None
        return cls(epoch=epoch, seq=int(seq))


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """An event as followers receive it; ``read_at`` is when it had been read (monotonic)."""

    seq: int
    at: datetime
    kind: str
    subject: str
    payload: Mapping[str, str]
    read_at: float = field(default_factory=monotonic, compare=False)


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
        self._head: int | None = None

    @property
    def silent_for(self) -> float | None:
        """Seconds since the journal was last read; None if it never was."""
        if self._looked_at is None:
            return None
        return asyncio.get_running_loop().time() - self._looked_at

    async def run(self) -> None:
        """Read new events at every wake-up, and at least once a second."""
        with self._bell.listening() as listener:
            while True:
                try:
                    if self._head is None:
                        self._head = (await present()).seq
                        self._let_all_read()
                    await self._read_on(self._head)
                    self._looked_at = asyncio.get_running_loop().time()
                except Exception:  # The database is away; a later look finds it again.
                    log.exception("the journal cannot be read")
                await wait(listener, within=POLL)

    def _let_all_read(self) -> None:
        """Make those who follow already read what came before the reader began."""
        for followers in self._followers.values():
            for follower in followers:
                follower.lose_track()

    async def _read_on(self, head: int) -> None:
        while rows := await _page(after=head, topic=""):
            for entry in rows:
                record, colon, _ = entry.subject.partition(":")
                for topic in (entry.subject, record + colon):
                    for follower in tuple(self._followers.get(topic, ())):
                        self.overflows += follower.offer(entry)
                self.on_handed(entry.at)
                self._head = head = entry.seq

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


async def present() -> Cursor:
    journal = await Journal.get(id=1)
    return Cursor(epoch=journal.epoch, seq=journal.seq)


async def _page(*, after: int, topic: str) -> list[JournalEntry]:
    events = Event.filter(seq__gt=after)
    if topic.endswith(":"):
        events = events.filter(subject__startswith=topic)
    elif topic:
        events = events.filter(subject=topic)
    rows = await events.order_by("seq").limit(PAGE).values(*_COLUMNS)
    read_at = monotonic()
    return [JournalEntry(**row, read_at=read_at) for row in rows]


_COLUMNS = ("seq", "at", "kind", "subject", "payload")
