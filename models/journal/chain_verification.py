"""Verification of the journal's hash chain: changed, missing, inserted or reordered events.

Somebody who rewrites every event from some point on, and the head too, leaves a valid chain.
Nothing in the database shows that; comparing with a head that was stored elsewhere does.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice, pairwise

from tortoise.exceptions import BaseORMException

from models.journal.event import GENESIS, Event, EventContent
from models.journal.writer import chained, content_of

# How many events before and after one are searched for its hash.
AROUND = 50
# At how many other positions a doubtful event is tried.
_TRIED = 20
# What reading an event raises if its row no longer holds one.
UNREADABLE = (BaseORMException, AttributeError, TypeError, ValueError)


class FaultKind(StrEnum):
    """What is wrong with an event of the journal."""

    CHANGED = "CHANGED"
    MISSING = "MISSING"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    INSERTED = "INSERTED"
    REWRITTEN = "REWRITTEN"


_SAID = {
    FaultKind.CHANGED: "was changed: the next event has another hash for it",
    FaultKind.MISSING: "is missing",
    FaultKind.OUT_OF_ORDER: "is out of order",
    FaultKind.INSERTED: "was inserted: the journal never assigned this number",
    FaultKind.REWRITTEN: "does not have the hash that was stored elsewhere",
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault at a number of the journal."""

    seq: int
    kind: FaultKind

    def __str__(self) -> str:
        return f"event {self.seq} {_SAID[self.kind]}"


@dataclass(frozen=True, kw_only=True)
class Head:
    """The number and hash of the newest event."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, kw_only=True)
class ChainEntry:
    """An event of the chain: the predecessor's hash that it contains, and its own hash.

    An event that cannot be read has no content and an empty hash.
    """

    seq: int
    previous: str = ""
    hash: str = ""
    event: EventContent | None = None

    @classmethod
    def of(cls, event: Event) -> "ChainEntry":
        """Return the entry of a stored event.

        :raises AttributeError: or TypeError, when the payload is malformed.
        """
        content = content_of(event)
        own = chained(seq=event.seq, event=content, previous=event.previous_hash)
        return cls(seq=event.seq, previous=event.previous_hash, hash=own, event=content)

    def hash_at(self, seq: int) -> str:
        """Return the hash that the event would have at another number."""
        return chained(seq=seq, event=self.event, previous=self.previous) if self.event else ""


@dataclass
class HashChain:
    """One walk over the journal, page by page, in bounded memory.

    An event is compared with the hash that its successor contains, the last one with the head. It
    is out of order if an event within ``AROUND`` contains its hash for another number, and changed
    otherwise. The first fault is kept, and the number of faults of each kind.
    """

    head: Head
    kept: Head | None = None
    events: int = 0
    first: Fault | None = None
    faults: Counter[FaultKind] = field(default_factory=Counter)
    # The first event contains the hash of this entry.
    _links: list[ChainEntry] = field(default_factory=lambda: [ChainEntry(seq=0, hash=GENESIS)])
    _judged: int = 0

    def take(self, page: Iterable[ChainEntry]) -> None:
        """Check the next events, in the order of their numbers, none above the head's."""
        for link in page:
            self.events += 1
            if link.seq < 1:
                self.note(FaultKind.INSERTED, link.seq)
                continue
            if self.kept and link.seq == self.kept.seq and link.hash != self.kept.hash:
                self.note(FaultKind.REWRITTEN, link.seq)
            self._links.append(link)
        self._judge(upto=len(self._links) - AROUND)

    def end(self) -> None:
        self._links.append(ChainEntry(seq=self.head.seq + 1, previous=self.head.hash))
        self._judge(upto=len(self._links) - 1)
        if self.kept and self.kept.seq > self.head.seq:
            self.note(FaultKind.REWRITTEN, self.kept.seq)

    def note(self, kind: FaultKind, seq: int, *, count: int = 1) -> None:
        self.faults[kind] += count
        if self.first is None or seq < self.first.seq:
            self.first = Fault(seq=seq, kind=kind)

    def _judge(self, *, upto: int) -> None:
        if upto <= self._judged:
            return
        named = {link.previous for link in self._links if link.previous}
        doubted = []
        for link, after in islice(pairwise(self._links), self._judged, upto):
            if missing := after.seq - link.seq - 1:
                self.note(FaultKind.MISSING, link.seq + 1, count=missing)
            elif after.previous != link.hash and link.hash not in named:
                doubted.append(link)
        for link in doubted:
            # An event with a wrong predecessor hash at the beginning is the changed one itself.
            self.note(_kind(link, doubted, named), max(link.seq, 1))
        forgotten = max(0, upto - AROUND)
        self._links = self._links[forgotten:]
        self._judged = upto - forgotten


def _kind(link: ChainEntry, doubted: Sequence[ChainEntry], named: set[str]) -> FaultKind:
    near = (link.seq - 1, link.seq + 1)
    places = chain(near, (other.seq for other in islice(doubted, _TRIED)))
    if any(link.hash_at(seq) in named for seq in places):
        return FaultKind.OUT_OF_ORDER
    return FaultKind.CHANGED
