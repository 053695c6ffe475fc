"""The stored revocation lists in memory: each is read once, and one that is unusable left out."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from models.core.rules import LIST_REREAD
from models.database.by_hand import rows, value_of
from models.pki.crl.status import ListProblem, ListUnusable, RevocationList
from models.pki.path.trust import TrustStore
from models.revocation.stored_list import StoredList, content_of, read_back, require_not_ahead

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Row:
    """A stored list without its content."""

    id: UUID
    issuer_key_id: str
    number: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class _Reading:
    """The result of reading a row: the list, or why it is unusable."""

    row: _Row
    found: RevocationList | ListProblem
    at: datetime

    def holds_for(self, row: _Row, *, at: datetime) -> bool:
        """Return whether the row need not be read again.

        A list counts while its number stands. A row that was unusable is read again after a while,
        and at once when it was written since, because it may have been repaired.
        """
        if isinstance(self.found, RevocationList):
            return self.row.number == row.number
        return self.row == row and self.at <= at < self.at + LIST_REREAD


_ROWS = 'SELECT "id", "issuer_key_id", "number", "fetched_at" FROM "revocation_list"'

# In the memory of this process, by row.
_readings: dict[UUID, _Reading] = {}
_being_read: dict[UUID, asyncio.Task[None]] = {}
_reported: dict[UUID, datetime] = {}


async def lists_on_hand(trust: TrustStore, *, at: datetime) -> tuple[RevocationList, ...]:
    """Return the stored lists of the trusted CAs, without those that are unusable.

    Each is read from the database and parsed once, outside the event loop. One that cannot be read
    back, or is dated in the future, counts as missing: its CA's cards cannot be checked by it.
    """
    found = await _all_known(trust, at=at)
    return tuple(known for _, known in found if isinstance(known, RevocationList))


async def lists_left_out(trust: TrustStore, *, at: datetime) -> Mapping[str, str]:
    """Return why a stored list is unusable, by the name of its CA, for each such CA."""
    found = await _all_known(trust, at=at)
    return {
        _name(row, trust): known.value for row, known in found if isinstance(known, ListProblem)
    }


async def _all_known(
    trust: TrustStore, *, at: datetime
) -> list[tuple[_Row, RevocationList | ListProblem]]:
    """Return every stored list of a trusted CA, or its problem, which is reported."""
    found = []
    for stored in await rows(_ROWS):
        row = _Row(**{name: value_of(StoredList, name, value) for name, value in stored.items()})
        # Nobody asks about the cards of a CA that has retired.
        if row.issuer_key_id in trust.issuers or row.issuer_key_id in trust.authorities:
            known = await _known(row, trust, at=at)
            if isinstance(known, ListProblem):
                _report(row, known, trust, at=at)
            found.append((row, known))
    return found


async def _known(row: _Row, trust: TrustStore, *, at: datetime) -> RevocationList | ListProblem:
    reading = _readings.get(row.id)
    if reading is None or not reading.holds_for(row, at=at):
        await _read_once(row, trust, at=at)
        reading = _readings[row.id]
    if isinstance(reading.found, ListProblem):
        return reading.found
    try:
        require_not_ahead(reading.found, at=at)
    except ListUnusable as ahead:
        return ahead.problem
    return reading.found


async def _read_once(row: _Row, trust: TrustStore, *, at: datetime) -> None:
    """Parse a stored list, or wait for the task that does: large ones take time and memory."""
    reading = _being_read.get(row.id)
    if reading is None or reading.done() or reading.get_loop() is not asyncio.get_running_loop():
        reading = asyncio.create_task(_read(row, trust, at=at))
        _being_read[row.id] = reading
    # A waiting task may be cancelled while others still wait.
    await asyncio.shield(reading)


async def _read(row: _Row, trust: TrustStore, *, at: datetime) -> None:
    number, content = await content_of(id=row.id) or (row.number, b"")
    found: RevocationList | ListProblem
    try:
        found = await asyncio.to_thread(
            read_back, content, number=number, key_id=row.issuer_key_id, trust=trust
        )
    except ListUnusable as unusable:
        found = unusable.problem
    _readings[row.id] = _Reading(replace(row, number=number), found, at)


def _report(row: _Row, problem: ListProblem, trust: TrustStore, *, at: datetime) -> None:
    last = _reported.get(row.id)
    if last is None or not last <= at < last + LIST_REREAD:
        log.error("the stored list of %s is left out: %s", _name(row, trust), problem.value)
        _reported[row.id] = at


def _name(row: _Row, trust: TrustStore) -> str:
    key_id = row.issuer_key_id
    return (trust.issuers.get(key_id) or trust.authorities[key_id]).name
