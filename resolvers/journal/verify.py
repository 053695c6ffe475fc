"""The journal's hash chain is verified from its first event to its head, and with the evidence."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from models.core.errors import OperatorError
from models.core.seal import Seal
from models.database.transaction import client
from models.journal.chain_verification import UNREADABLE, ChainEntry, FaultKind, HashChain, Head
from models.journal.event import Event, Journal
from models.signature.evidence_audit import EvidenceAudit

PAGE = 500
# Counts the events beyond the head in one query, because the journal may be growing.
_BEYOND = (
    "SELECT count(event.seq) AS many, min(event.seq) AS lowest"
    " FROM journal LEFT JOIN event ON event.seq > journal.seq WHERE journal.id = 1"
)


class JournalLost(OperatorError):
    """The row that holds the journal's length and hash is gone."""


async def journal_head() -> Head:
    """Return the head of the chain, to be stored elsewhere.

    :raises JournalLost: when the row that holds it is missing.
    """
    journal = await Journal.get_or_none(id=1)
    if journal is None:
        raise JournalLost(
            "the row with the journal's length and hash is missing; restore it from a backup"
        )
    return Head(seq=journal.seq, hash=journal.hash)


async def _nothing_more(page: Sequence[ChainEntry]) -> None:
    pass


async def verify_journal(
    *,
    kept: Head | None = None,
    read: Callable[[Sequence[ChainEntry]], Awaitable[None]] = _nothing_more,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> HashChain:
    """Verify the chain up to its head as of now; events appended later are not included.

    ``kept`` is a head that was stored elsewhere. ``read`` is called with every page of events, and
    ``advance`` with the number of events verified and the total.

    :returns: the chain; its ``first`` is None when it is intact.
    :raises JournalLost: when the row that holds its head is missing.
    """
    chain = HashChain(head=await journal_head(), kept=kept)
    after: int | None = None
    while seqs := await _numbers(after=after, upto=chain.head.seq):
        page = await _page(seqs)
        chain.take(page)
        await read(page)
        after = seqs[-1]
        advance(max(after, 0), chain.head.seq)
    chain.end()
    [beyond] = await client().execute_query_dict(_BEYOND)
    if beyond["many"]:
        chain.note(FaultKind.INSERTED, int(beyond["lowest"]), count=int(beyond["many"]))
    return chain


async def verify_journal_and_evidence(
    *, kept: Head | None, seal: Seal, advance: Callable[[int, int], None], now: datetime
) -> tuple[HashChain, EvidenceAudit]:
    """Verify the chain, and that events and evidence name each other.

    :returns: the chain and the audit; the ``first`` of each is None when it has no fault.
    :raises JournalLost: when the row that holds the journal's head is missing.
    """
    audit = EvidenceAudit(seal=seal, now=now)
    chain = await verify_journal(kept=kept, read=audit.read_events, advance=advance)
    await audit.read_evidence()
    return chain, audit


async def _numbers(*, after: int | None, upto: int) -> list[int]:
    events = Event.filter(seq__lte=upto)
    if after is not None:
        events = events.filter(seq__gt=after)
    numbers = await events.order_by("seq").limit(PAGE).values_list("seq", flat=True)
    return [int(str(number)) for number in numbers]


async def _page(seqs: list[int]) -> list[ChainEntry]:
    try:
        events = await Event.filter(seq__gte=seqs[0], seq__lte=seqs[-1]).order_by("seq")
        return [ChainEntry.of(event) for event in events]
    except UNREADABLE:
        return [await _one(seq) for seq in seqs]


async def _one(seq: int) -> ChainEntry:
    try:
        return ChainEntry.of(await Event.get(seq=seq))
    except UNREADABLE:
        # ``previous_hash`` is still readable, so that the event before is not reported too.
        [previous] = await Event.filter(seq=seq).values_list("previous_hash", flat=True)
        return ChainEntry(seq=seq, previous=str(previous))
