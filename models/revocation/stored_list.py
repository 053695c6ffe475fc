"""The newest valid revocation list of each issuer and scope."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from models.database.transaction import tx
from models.pki.crl.revocation_list import About
from models.pki.crl.status import RevocationList, read_list
from models.pki.path.trust import TrustStore
from models.revocation.list_packing import read_large_list


class StoredList(Model):
    """The newest list of one issuer key and scope; a lower number never replaces a higher one."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    issuer_key_id = fields.CharField(64)
    scope = fields.CharField(400)
    number = fields.CharField(50)
    this_update = fields.DatetimeField()
    next_update = fields.DatetimeField()
    fetched_at = fields.DatetimeField()
    content = fields.BinaryField()

    class Meta:
        table = "revocation_list"
        unique_together = (("issuer_key_id", "scope"),)

    @classmethod
    async def keep(cls, fresh: RevocationList, *, content: bytes, at: datetime) -> bool:
        """Store a verified list unless the stored one has the same or a higher number.

        :returns: whether the list was new.
        """
        number = f"{fresh.number:050d}"
        columns: dict[str, Any] = {
            "number": number,
            "this_update": fresh.this_update,
            "next_update": fresh.next_update,
            "fetched_at": at,
            "content": content,
        }
        place: dict[str, Any] = {
            "issuer_key_id": fresh.issuer_key_id,
            "scope": " ".join(sorted(fresh.urls)),
        }
        older = cls.filter(**place, number__lt=number)
        if await older.update(**columns):
            return True
        if await cls.filter(**place, number__gte=number).update(fetched_at=at):
            return False
        try:
            async with tx():
                await cls.create(**place, **columns)
        except IntegrityError:
            return await older.update(**columns) > 0  # Another worker stored one meanwhile.
        return True


# Parsed lists by row, cached until a newer one replaces them: (number, list).
_read: dict[UUID, tuple[str, RevocationList]] = {}
_being_read: dict[UUID, asyncio.Task[None]] = {}


async def lists_on_hand(trust: TrustStore) -> tuple[RevocationList, ...]:
    """Return every stored list of a trusted CA, each parsed once and outside the event loop."""
    rows = await StoredList.all().values_list("id", "number")
    for row_id, number in rows:
        if _read.get(row_id, ("",))[0] != number:
            await _read_once(row_id, trust)
    return tuple(_read[row_id][1] for row_id, _ in rows if row_id in _read)


async def _read_once(row_id: UUID, trust: TrustStore) -> None:
    """Parse a stored list, or wait for the task that does: large ones take time and memory."""
    reading = _being_read.get(row_id)
    if reading is None or reading.done() or reading.get_loop() is not asyncio.get_running_loop():
        reading = asyncio.create_task(_read_row(row_id, trust))
        _being_read[row_id] = reading
    # A waiting task may be cancelled while others still wait.
    await asyncio.shield(reading)


async def _read_row(row_id: UUID, trust: TrustStore) -> None:
    stored = await StoredList.get(id=row_id)
    found = await asyncio.to_thread(_read_again, stored, trust)
    if found is not None:
        _read[row_id] = (stored.number, found)


def _read_again(stored: StoredList, trust: TrustStore) -> RevocationList | None:
    issuer = trust.issuers.get(stored.issuer_key_id)
    authority = trust.authorities.get(stored.issuer_key_id)
    if issuer is not None:
        return read_large_list(stored.content, issuer=issuer, schemes=trust.schemes)
    if authority is not None:
        return read_list(
            stored.content, issuer=authority, schemes=trust.schemes, about=About.AUTHORITIES
        )
    return None
