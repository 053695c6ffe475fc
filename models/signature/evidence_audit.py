"""Comparison of the journal with the evidence, both ways: none is missing, changed or unnamed.

An event names the evidence that its act rests on. Events from before this was so name none: what
was kept before the first event that names some is counted, and not missed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise.queryset import QuerySet

from models.core.rules import DAY, EVIDENCE_FEWEST_YEARS, years
from models.core.seal import Seal
from models.journal.chain_verification import UNREADABLE, ChainEntry
from models.journal.event import Event
from models.signature.evidence import (
    ERASED,
    NAME,
    NAMED_SHA256,
    Evidence,
    EvidenceUnusable,
    erased_subject,
)

PAGE = 500


class EvidenceFaultKind(StrEnum):
    """What is wrong with a piece of evidence."""

    MISSING = "MISSING"
    ERASED_EARLY = "ERASED_EARLY"
    CHANGED = "CHANGED"
    UNOPENED = "UNOPENED"
    UNNAMED = "UNNAMED"


_SAID = {
    EvidenceFaultKind.MISSING: "is missing, and was not erased by its retention",
    EvidenceFaultKind.ERASED_EARLY: "was erased before any retention had ended",
    EvidenceFaultKind.CHANGED: "is not what the event names",
    EvidenceFaultKind.UNOPENED: "cannot be decrypted, or its record was changed",
    EvidenceFaultKind.UNNAMED: "is named by no event",
}


@dataclass(frozen=True, kw_only=True)
class EvidenceFault:
    """A fault of one piece of evidence, with the event that names it, if one does."""

    evidence_id: str
    kind: EvidenceFaultKind
    seq: int | None = None

    def __str__(self) -> str:
        named = "" if self.seq is None else f" of event {self.seq}"
        return f"evidence {self.evidence_id}{named} {_SAID[self.kind]}"


@dataclass(frozen=True, kw_only=True)
class NamingEvent:
    """An event that names evidence: its number and time, and the SHA-256 of the content."""

    evidence_id: str
    seq: int
    at: datetime
    sha256: str


@dataclass
class EvidenceAudit:
    """One walk over the journal and then over the evidence, page by page, in bounded memory.

    ``now`` is when the walk begins, which may take long. ``kept`` is the number of pieces of
    evidence that stand, ``older`` how many of them are older
    than the first event that names any, and ``erased`` how many were erased by their retention.
    """

    seal: Seal
    now: datetime
    kept: int = 0
    older: int = 0
    erased: int = 0
    first: EvidenceFault | None = None
    faults: Counter[EvidenceFaultKind] = field(default_factory=Counter)
    first_named_at: datetime | None = None
    # The events of one transaction, which name the same evidence, may stand on two pages.
    _before: set[str] = field(default_factory=set)

    async def read_events(self, page: Sequence[ChainEntry]) -> None:
        """Compare what the next events of the journal name with the evidence that stands."""
        named = {one.evidence_id: one for one in reversed([*_all_named(_content_of(page))])}
        if self.first_named_at is None and named:
            self.first_named_at = min(named.values(), key=lambda one: one.seq).at
        fresh = {key: one for key, one in named.items() if key not in self._before}
        self._before = set(named)
        ids = [found for key in fresh if (found := _uuid(key))]
        rows = {str(row.id): row for row in await Evidence.filter(id__in=ids)}
        gone = []
        for key, event in fresh.items():
            if key in rows:
                self._compare(rows[key], event)
            else:
                gone.append(event)
        await self._excuse(gone)

    async def read_evidence(self) -> None:
        """Look for the event of each piece of evidence, after all events were read."""
        after: UUID | None = None
        while rows := await _page(after):
            after = rows[-1].id
            self.kept += len(rows)
            named = {one.evidence_id for one in await events_naming(rows)}
            for row in rows:
                if str(row.id) in named:
                    continue
                if self.first_named_at is None or row.at < self.first_named_at:
                    self.older += 1
                else:
                    self._note(EvidenceFaultKind.UNNAMED, str(row.id))

    def _compare(self, row: Evidence, event: NamingEvent) -> None:
        try:
            # Reads it too: columns that disagree with the content are found.
            row.opened(self.seal)
            same = row.content_sha256(self.seal) == event.sha256
        except EvidenceUnusable:
            self._note(EvidenceFaultKind.UNOPENED, event.evidence_id, event.seq)
        else:
            if not same:
                self._note(EvidenceFaultKind.CHANGED, event.evidence_id, event.seq)

    async def _excuse(self, gone: Sequence[NamingEvent]) -> None:
        subjects = [erased_subject(event.evidence_id) for event in gone]
        erasures = Event.filter(subject__in=subjects, kind=ERASED).order_by("seq")
        erased = {
            subject: (seq, at)
            for seq, at, subject in await erasures.values_list("seq", "at", "subject")
        }
        for event, subject in zip(gone, subjects, strict=True):
            seq, at = erased.get(subject, (0, self.now))
            if seq <= event.seq:
                self._note(EvidenceFaultKind.MISSING, event.evidence_id, event.seq)
            elif not event.at + years(EVIDENCE_FEWEST_YEARS) <= at <= self.now + DAY:
                self._note(EvidenceFaultKind.ERASED_EARLY, event.evidence_id, event.seq)
            else:
                self.erased += 1

    def _note(self, kind: EvidenceFaultKind, evidence_id: str, seq: int | None = None) -> None:
        self.faults[kind] += 1
        if self.first is None:
            self.first = EvidenceFault(evidence_id=evidence_id, kind=kind, seq=seq)


async def events_naming(rows: Sequence[Evidence]) -> list[NamingEvent]:
    """Return the events that name any of these pieces of evidence.

    Such an event has the subject and the time of the evidence.
    """
    subjects, times = [row.subject for row in rows], [row.at for row in rows]
    wanted = {str(row.id) for row in rows}
    events = Event.filter(subject__in=subjects, at__in=times).order_by("seq")
    return [one for one in _all_named(await _readable(events)) if one.evidence_id in wanted]


async def first_naming(evidence_id: UUID | None = None) -> NamingEvent | None:
    """Return the first event that names this evidence, or any; it may read the whole journal."""
    after = -1
    while seqs := await _numbers(after):
        for one in _all_named(await _readable(Event.filter(seq__in=seqs).order_by("seq"))):
            if evidence_id is None or one.evidence_id == str(evidence_id):
                return one
        after = seqs[-1]
    return None


async def erasure_of(evidence_id: UUID) -> Event | None:
    return await Event.filter(subject=erased_subject(evidence_id), kind=ERASED).first()


# The number, time and payload of an event.
_Row = tuple[int, datetime, Mapping[str, str]]


def _all_named(rows: Iterable[_Row]) -> Iterator[NamingEvent]:
    for seq, at, payload in rows:
        if isinstance(payload, Mapping) and NAME in payload:
            sha256 = str(payload.get(NAMED_SHA256, ""))
            yield NamingEvent(evidence_id=str(payload[NAME]), seq=seq, at=at, sha256=sha256)


def _content_of(page: Iterable[ChainEntry]) -> Iterator[_Row]:
    for entry in page:
        if entry.event is not None:
            yield entry.seq, entry.event.at, entry.event.payload


async def _readable(events: QuerySet[Event]) -> list[_Row]:
    """Return the selected events but those that cannot be read, which the chain reports."""
    try:
        return await _rows(events)
    except UNREADABLE:
        seqs = await events.values_list("seq", flat=True)
    found: list[_Row] = []
    for seq in seqs:
        with suppress(*UNREADABLE):
            found += await _rows(Event.filter(seq=seq))
    return found


async def _rows(events: QuerySet[Event]) -> list[_Row]:
    rows = await events.values_list("seq", "at", "payload")
    return [(seq, at, payload) for seq, at, payload in rows]


async def _numbers(after: int) -> list[int]:
    rows = Event.filter(seq__gt=after).order_by("seq").limit(PAGE)
    return [int(str(seq)) for seq in await rows.values_list("seq", flat=True)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _page(after: UUID | None) -> list[Evidence]:
    rest = Evidence.all() if after is None else Evidence.filter(id__gt=after)
    return await rest.order_by("id").limit(PAGE).only("id", "subject", "at")
