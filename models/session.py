"""A browser's session: only the hash of its token is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.errors import UserError


class SessionMissing(UserError):
    """Say that this browser has no live session, and the act needs one."""


class SessionKind(StrEnum):
    """Name what a session may do."""

    APPLICANT = "APPLICANT"


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Say who is asking: a live session of this kind."""

    session_id: UUID
    kind: SessionKind
    expires_at: datetime

    @property
    def actor(self) -> str:
        """Name the viewer in the journal."""
        return f"session:{self.session_id}"


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """Hand over a session's token, the only time that it is known."""

    token: str
    viewer: Viewer


class Session(Model):
    """Keep one browser's right to act."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    token_hash = fields.CharField(64, unique=True)
    kind = fields.CharEnumField(SessionKind, max_length=16)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "session"

    @classmethod
    async def start(
        cls, *, kind: SessionKind, at: datetime, life: timedelta, token: str | None = None
    ) -> NewSession:
        """Start a session with a fresh token of 256 bits, or with one that was made as strong."""
        token = token or secrets.token_urlsafe(32)
        session = await cls.create(
            token_hash=hashed(token), kind=kind, created_at=at, expires_at=at + life
        )
        return NewSession(token=token, viewer=session.viewer)

    @classmethod
    async def viewer_of(cls, token: str, *, at: datetime) -> Viewer | None:
        """Find who holds this token, or None when it names no live session."""
        session = await cls.get_or_none(
            token_hash=hashed(token), ended_at__isnull=True, expires_at__gt=at
        )
        return session.viewer if session else None

    @classmethod
    async def is_live(cls, viewer: Viewer, *, at: datetime) -> bool:
        """Tell whether the viewer's session still stands."""
        return await cls.filter(
            id=viewer.session_id, ended_at__isnull=True, expires_at__gt=at
        ).exists()

    @property
    def viewer(self) -> Viewer:
        """Give the right that this session carries."""
        return Viewer(session_id=self.id, kind=self.kind, expires_at=self.expires_at)


def hashed(token: str) -> str:
    """Hash a token of high entropy for keeping (SHA-256, hex)."""
    return hashlib.sha256(token.encode()).hexdigest()
