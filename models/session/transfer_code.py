"""A short code by which another browser takes over what this one has begun."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import UserError, Words
from models.core.rules import TRANSFER_CODE_LIFE

# Without letters and digits that look alike; eight of them have 39 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8


class TransferCodeUnknown(UserError):
    """The code was never made, was used already, or has expired."""

    zh = Words(
        title="找不到此代碼",
        message="代碼不正確、已使用過或已逾時。請在原來的裝置重新取得代碼。",
    )
    en = Words(
        title="Code not found",
        message=(
            "The code is wrong, was used already or has expired. Get a new one on the other device."
        ),
    )


class TransferCode(Model):
    """The code of a session, whose newest replaces the one before; only its hash is stored."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    session: fields.OneToOneRelation[Model] = fields.OneToOneField(
        "models.Session", on_delete=fields.OnDelete.CASCADE, related_name="transfer_code"
    )
    session_id: UUID
    code_hash = fields.CharField(64, unique=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "transfer_code"

    @classmethod
    async def issue(cls, session_id: UUID, *, at: datetime) -> tuple[str, datetime]:
        """Make the session's code, and return it with its end."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        expires_at = at + TRANSFER_CODE_LIFE
        await cls.filter(session_id=session_id).delete()
        await cls.create(session_id=session_id, code_hash=_hashed(code), expires_at=expires_at)
        return code, expires_at

    @classmethod
    async def spend(cls, code: str, *, at: datetime) -> UUID:
        """Delete the code, which works once, and return its session's id.

        :raises TransferCodeUnknown: when there is no such code.
        """
        found = await cls.filter(code_hash=_hashed(code), expires_at__gt=at).first()
        if found is None or not await cls.filter(id=found.id).delete():
            raise TransferCodeUnknown("code")
        return found.session_id


def _hashed(code: str) -> str:
    return hashlib.sha256(f"transfer:{code}".encode()).hexdigest()
