"""The journal's chain, looked at again: what was changed, is missing, or stands out of order.

Who rewrites every event from one on, and the head with them, leaves a whole chain behind. Nothing
in the database can tell that; a head that was kept elsewhere, and is compared here, does.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice, pairwise

from models.journal.event import GENESIS, Event, NewEvent, chained

# How many events before and behind one are looked at for those that name it.
AROUND = 50
# At how many other places an event is tried that is not what the next one names.
_TRIED = 20


class FaultKind(StrEnum):
    """Name what is wrong at a number of the journal."""

    CHANGED = "CHANGED"
    MISSING = "MISSING"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    INSERTED = "INSERTED"
    REWRITTEN = "REWRITTEN"


_SAID = {
    FaultKind.CHANGED: "was changed: it is not what the next one says it was",
    FaultKind.MISSING: "is missing",
    FaultKind.OUT_OF_ORDER: "stands out of order",
    FaultKind.INSERTED: "was inserted: the journal has not given this number",
    FaultKind.REWRITTEN: "does not have the hash that was kept elsewhere",
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Say what is wrong at a number of the journal."""

    seq: int
    kind: FaultKind

    def __str__(self) -> str:
        return f"event {self.seq} {_SAID[self.kind]}"


@dataclass(frozen=True, kw_only=True)
class Head:
    """Name the end of the journal: the newest event's number, and its hash."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, kw_only=True)
class ChainEntry:
    """Be an event of the chain: the predecessor that it names, and the hash that it has itself.

    An event that cannot be read has no fact, and the hash of nothing.
    """

    seq: int
    previous: str = ""
    hash: str = ""
    fact: NewEvent | None = None

    @classmethod
    def of(cls, event: Event) -> "ChainEntry":
        """Take an event as it is stored.

        :raises AttributeError: or TypeError, when its payload is not what a payload is.
        """
        fact = NewEvent(
            subject=event.subject,
            kind=event.kind,
            actor=event.actor,
            at=event.at,
            payload=dict(event.payload.items()),
        )
        own = chained(seq=event.seq, fact=fact, previous=event.previous_hash)
        return cls(seq=event.seq, previous=event.previous_hash, hash=own, fact=fact)

    def hash_at(self, seq: int) -> str:
        """Compute the hash that the event would have at another place."""
        return chained(seq=seq, fact=self.fact, previous=self.previous) if self.fact else ""


@dataclass
class HashChain:
    """Walk the journal once, a page at a time; of what was walked only the last events are kept.

    Each event is judged by what the next one names as its predecessor, the last by the head. It is
    out of order when others name it at another place within ``AROUND``; further away, it was
    changed. Of the faults the first is kept, and how many there are of each kind.
    """

    head: Head
    kept: Head | None = None
    events: int = 0
    first: Fault | None = None
    faults: Counter[FaultKind] = field(default_factory=Counter)
    # The journal begins behind nothing, whose hash the first event names.
    _links: list[ChainEntry] = field(default_factory=lambda: [ChainEntry(seq=0, hash=GENESIS)])
    _judged: int = 0

    def take(self, page: Iterable[ChainEntry]) -> None:
        """Look at the next events, in the order of their numbers, none beyond the head's."""
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
        """Look at the last events, of which the head speaks."""
        self._links.append(ChainEntry(seq=self.head.seq + 1, previous=self.head.hash))
        self._judge(upto=len(self._links) - 1)
        if self.kept and self.kept.seq > self.head.seq:
            self.note(FaultKind.REWRITTEN, self.kept.seq)

    def note(self, kind: FaultKind, seq: int, *, count: int = 1) -> None:
        """Remember a fault, or several that begin at a number."""
        self.faults[kind] += count
        if self.first is None or seq < self.first.seq:
            self.first = Fault(seq=seq, kind=kind)

    def _judge(self, *, upto: int) -> None:
        """Judge the events before an index, but those that were judged already."""
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
            # What names another beginning than nothing is itself the one that was changed.
            self.note(_kind(link, doubted, named), max(link.seq, 1))
        forgotten = max(0, upto - AROUND)
        self._links = self._links[forgotten:]
        self._judged = upto - forgotten


def _kind(link: ChainEntry, doubted: Sequence[ChainEntry], named: set[str]) -> FaultKind:
    """Tell an event that stands at another's place from one that was changed."""
    near = (link.seq - 1, link.seq + 1)
    places = chain(near, (other.seq for other in islice(doubted, _TRIED)))
    if any(link.hash_at(seq) in named for seq in places):
        return FaultKind.OUT_OF_ORDER
    return FaultKind.CHANGED
