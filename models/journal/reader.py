"""One reader of the journal's end a process: hands new events to followers, who never miss one."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from models.journal.event import Event, Journal
from models.journal.wakeup import WakeUp, wait

log = logging.getLogger(__name__)

POLL = 1.0
PAGE = 500
# What a follower may lag behind before it is sent to read the log itself.
QUEUE = 64


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """Name a place in the journal: which journal, and the last event seen."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Read a cursor that was handed out; None when it is no cursor."""
        epoch, dot, seq = text.rpartition(".")
        if not dot or not seq.isascii() or not seq.isdigit() or len(seq) > 18:
            return None
        return cls(epoch=epoch, seq=int(seq))


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """Say that something happened to a subject, and where that stands in the journal."""

    seq: int
    at: datetime
    kind: str
    subject: str
    payload: Mapping[str, str]


@dataclass(eq=False)
class _Follower:
    """Hold what a follower has not taken yet; after an overflow it reads the log instead."""

    queue: asyncio.Queue[JournalEntry] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    overflowed: bool = False

    def offer(self, happened: JournalEntry) -> bool:
        """Hand over an event, or note that there was no room; after a gap nothing more is taken.

        :returns: whether the queue overflowed now.
        """
        if self.overflowed:
            return False
        try:
            self.queue.put_nowait(happened)
        except asyncio.QueueFull:
            self.overflowed = True
        return self.overflowed

    def restart(self) -> None:
        """Forget what is queued: the log has it."""
        self.queue = asyncio.Queue(QUEUE)
        self.overflowed = False


class JournalReader:
    """Read the journal once for all followers of this process."""

    def __init__(self, bell: WakeUp) -> None:
        self._bell = bell
        self.overflows = 0
        self.replays = 0
        # Told the time of each event when it is handed out, for whoever measures how late that is.
        self.on_handed: Callable[[datetime], None] = lambda at: None
        self._looked_at: float | None = None
        self._followers: defaultdict[str, set[_Follower]] = defaultdict(set)
        self._head = 0

    @property
    def silent_for(self) -> float | None:
        """Give the seconds since the journal was last read; None when it never was."""
        if self._looked_at is None:
            return None
        return asyncio.get_running_loop().time() - self._looked_at

    async def run(self) -> None:
        """Read on for ever: at each ring of the bell, and every second without one."""
        self._head = (await present()).seq
        with self._bell.listening() as listener:
            while True:
                try:
                    await self._read_on()
                    self._looked_at = asyncio.get_running_loop().time()
                except Exception:  # The database is away; a later look finds it again.
                    log.exception("the journal cannot be read")
                await wait(listener, within=POLL)

    async def _read_on(self) -> None:
        """Hand out every event behind the head."""
        while rows := await _page(after=self._head, topic=""):
            for happened in rows:
                record, colon, _ = happened.subject.partition(":")
                for topic in (happened.subject, record + colon):
                    for follower in tuple(self._followers.get(topic, ())):
                        self.overflows += follower.offer(happened)
                self.on_handed(happened.at)
                self._head = happened.seq

    @contextmanager
    def _following(self, topic: str) -> Iterator[_Follower]:
        """Be among those who are handed a topic's events."""
        follower = _Follower()
        self._followers[topic].add(follower)
        try:
            yield follower
        finally:
            self._followers[topic].discard(follower)
            if not self._followers[topic]:
                del self._followers[topic]

    async def follow(self, topic: str, *, after: int) -> AsyncGenerator[JournalEntry, None]:
        """Give every event of a topic behind ``after``, in order, each once, then the new ones.

        A topic is a subject, ``account:<id>``, or all of a record, ``account:``. The follower
        stands in line before the log is read, so that nothing falls between.
        """
        with self._following(topic) as follower:
            while True:
                self.replays += 1
                follower.restart()
                while rows := await _page(after=after, topic=topic):
                    for happened in rows:
                        after = happened.seq
                        yield happened
                while not follower.overflowed or not follower.queue.empty():
                    happened = await follower.queue.get()
                    if happened.seq > after:
                        after = happened.seq
                        yield happened


async def present() -> Cursor:
    """Give the cursor of the newest event."""
    journal = await Journal.get(id=1)
    return Cursor(epoch=journal.epoch, seq=journal.seq)


async def is_older(cursor: Cursor, *, than: datetime) -> bool:
    """Tell whether the event that a cursor names happened before a moment."""
    return await Event.filter(seq=cursor.seq, at__lt=than).exists()


async def _page(*, after: int, topic: str) -> list[JournalEntry]:
    """Read the next events of the log, of one topic or, without a name, of all."""
    events = Event.filter(seq__gt=after)
    if topic.endswith(":"):
        events = events.filter(subject__startswith=topic)
    elif topic:
        events = events.filter(subject=topic)
    rows = await events.order_by("seq").limit(PAGE).values(*_COLUMNS)
    return [JournalEntry(**row) for row in rows]


_COLUMNS = ("seq", "at", "kind", "subject", "payload")
