"""The newest valid revocation list of each issuer and scope."""

import asyncio
import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from models.core.rules import LIST_AHEAD
from models.database.transaction import tx
from models.database.unavailable import is_of_database
from models.pki.crl.revocation_list import About
from models.pki.crl.status import ListProblem, ListUnusable, RevocationList, read_list
from models.pki.path.trust import TrustStore
from models.revocation.list_packing import read_large_list

log = logging.getLogger(__name__)


class StoredList(Model):
    """The newest list of one issuer key and scope; a lower number never replaces a higher one.

    Only one that cannot be used makes room for any that can (`repair`).
    """

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
        :raises ListUnusable: when it is dated in the future.
        """
        require_not_ahead(fresh, at=at)
        place, columns = place_of(fresh), _columns(fresh, content=content, at=at)
        number = columns["number"]
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

    @classmethod
    async def repair(
        cls, fresh: RevocationList, *, content: bytes, trust: TrustStore, at: datetime
    ) -> bool:
        """Replace the stored list, of whatever number, by a verified one if it cannot be used.

        It cannot if it cannot be read back, or is dated in the future.

        :returns: whether it was replaced.
        :raises ListUnusable: when the fresh one is dated in the future.
        """
        require_not_ahead(fresh, at=at)
        place, columns = place_of(fresh), _columns(fresh, content=content, at=at)
        version = await cls.filter(**place).first().values_list("number", "fetched_at")
        if version is None:
            return False
        number, fetched_at = version
        _, stored = await content_of(**place) or (number, b"")
        if (number, stored) == (columns["number"], content):
            return False
        try:
            found = await asyncio.to_thread(
                read_back, stored, number=number, key_id=fresh.issuer_key_id, trust=trust
            )
            require_not_ahead(found, at=at)
        except ListUnusable:
            # Unless another worker has replaced it meanwhile.
            same = cls.filter(**place, number=number, fetched_at=fetched_at)
            return await same.update(**columns) > 0
        return False


def place_of(fresh: RevocationList) -> dict[str, Any]:
    """Return the columns that identify the row of a list's issuer and scope."""
    return {"issuer_key_id": fresh.issuer_key_id, "scope": " ".join(sorted(fresh.urls))}


def _columns(fresh: RevocationList, *, content: bytes, at: datetime) -> dict[str, Any]:
    return {
        "number": _written(fresh.number),
        "this_update": fresh.this_update,
        "next_update": fresh.next_update,
        "fetched_at": at,
        "content": content,
    }


def _written(number: int) -> str:
    return f"{number:050d}"


def require_not_ahead(known: RevocationList, *, at: datetime) -> None:
    """Refuse a list that is dated further ahead than clocks differ.

    :raises ListUnusable: when it is.
    """
    if known.this_update > at + LIST_AHEAD:
        raise ListUnusable(ListProblem.FROM_THE_FUTURE)


async def content_of(**row: Any) -> tuple[str, bytes] | None:
    """Return a row's number and content; None if there is none, or it alone cannot be read."""
    try:
        found = await StoredList.filter(**row).first().values_list("number", "content")
        return (str(found[0]), bytes(found[1])) if found else None
    except Exception as fault:
        if is_of_database(fault):
            raise
        log.exception("a stored list cannot be read from the database")
        return None


def read_back(content: bytes, *, number: str, key_id: str, trust: TrustStore) -> RevocationList:
    """Parse a stored list of a trusted CA and verify it again, in a thread.

    :raises ListUnusable: whatever is wrong with it.
    """
    try:
        found = _parsed(content, key_id, trust)
    except ListUnusable:
        raise
    except Exception as fault:
        log.exception("reading a stored list failed")
        raise ListUnusable(ListProblem.UNREADABLE) from fault
    if _written(found.number) != number:
        raise ListUnusable(ListProblem.UNREADABLE)
    return found


def _parsed(content: bytes, key_id: str, trust: TrustStore) -> RevocationList:
    issuer = trust.issuers.get(key_id)
    if issuer is not None:
        return read_large_list(content, issuer=issuer)
    authority = trust.authorities[key_id]
    return read_list(content, issuer=authority, about=About.AUTHORITIES)
