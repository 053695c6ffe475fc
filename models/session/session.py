"""A browser's session; only the hash of its token is stored."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import Remedy, UserError, Words
from models.core.rules import IDLE_LIFE, TOUCH_PAUSE
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.session.roles import Role
from models.session.unsent_form import UnsentForm
from models.session.visit import LogoutNotice


class SessionMissing(UserError):
    """The operation requires a session, and the browser has no active one."""

    zh = Words(
        title="此瀏覽器沒有進行中的申請",
        message="連線階段已結束。若已綁定憑證，請以憑證繼續申請；否則請重新填寫。",
    )
    en = Words(
        title="This browser has no application in progress",
        message=(
            "Your session has ended. If you have bound a card, use it to continue. Otherwise, "
            "start again."
        ),
    )
    remedy = Remedy.CONTINUE


class SessionKind(StrEnum):
    """What a session permits."""

    APPLICANT = "APPLICANT"
    HOLDER = "HOLDER"
    STAFF = "STAFF"
    BIND_ONLY = "BIND_ONLY"


class SessionEnd(StrEnum):
    """The reason why a session ended early."""

    SIGNED_OUT = "SIGNED_OUT"
    SIGNED_IN_ANEW = "SIGNED_IN_ANEW"
    ENDED_BY_HOLDER = "ENDED_BY_HOLDER"
    CARD_REMOVED = "CARD_REMOVED"
    CARD_REPLACED = "CARD_REPLACED"
    CARD_REVOKED = "CARD_REVOKED"
    CARD_EXPIRED = "CARD_EXPIRED"
    CARD_ON_HOLD = "CARD_ON_HOLD"
    CARD_FROZEN = "CARD_FROZEN"
    CARD_BOUND = "CARD_BOUND"
    INVITATION_VOIDED = "INVITATION_VOIDED"
    MAILBOX_CORRECTED = "MAILBOX_CORRECTED"
    ACCOUNT_SUSPENDED = "ACCOUNT_SUSPENDED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    BACKUP_RESTORED = "BACKUP_RESTORED"


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """The live session that makes a request.

    ``account_id`` is the account that the session acts for, ``certificate_id`` the card that signed
    in, and ``proven_at`` when the card last signed. Only STAFF has a role.
    """

    session_id: UUID
    kind: SessionKind
    expires_at: datetime
    account_id: UUID | None = None
    certificate_id: UUID | None = None
    proven_at: datetime | None = None
    role: Role | None = None
    seen_at: datetime | None = field(default=None, compare=False)

    @property
    def actor(self) -> str:
        if self.certificate_id is not None:
            return f"certificate:{self.certificate_id}"
        return f"session:{self.session_id}"


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A new session's token, which is not stored and so is known only here."""

    token: str
    viewer: Viewer


class Session(Model):
    """A browser session.

    ``device`` describes the browser in a few words, so that the holder recognises it.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    token_hash = fields.CharField(64, unique=True)
    kind = fields.CharEnumField(SessionKind, max_length=16)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    ended_at = fields.DatetimeField(null=True)
    # No foreign keys: accounts refer to applications, and these to sessions, and the ORM cannot
    # create tables that refer to each other. `models.access.authentication` ignores ids without a
    # record.
    account_id = fields.UUIDField(null=True, db_index=True)
    certificate_id = fields.UUIDField(null=True, db_index=True)
    proven_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    ended_because = fields.CharEnumField(SessionEnd, max_length=32, null=True)
    device = fields.CharField(80, null=True)

    class Meta:
        table = "session"

    @classmethod
    async def start(
        cls,
        *,
        kind: SessionKind,
        at: datetime,
        life: timedelta,
        token: str | None = None,
        account_id: UUID | None = None,
        certificate_id: UUID | None = None,
        role: Role | None = None,
        device: str | None = None,
    ) -> NewSession:
        """Start a session with a new token of 256 bits, or with one of the same strength."""
        token = token or secrets.token_urlsafe(32)
        session = await cls.create(
            token_hash=hashed(token),
            kind=kind,
            created_at=at,
            seen_at=at,
            expires_at=at + life,
            account_id=account_id,
            certificate_id=certificate_id,
            proven_at=at if certificate_id else None,
            device=device,
        )
        return NewSession(token=token, viewer=session.viewer(role=role))

    @classmethod
    def live(cls, *, at: datetime) -> QuerySet["Session"]:
        """Return a query for the sessions that have neither ended nor been idle for too long."""
        busy = Q(seen_at__gt=at - IDLE_LIFE) | Q(kind=SessionKind.APPLICANT)
        return cls.filter(busy, ended_at__isnull=True, expires_at__gt=at)

    def is_live(self, *, at: datetime) -> bool:
        """Return whether ``live`` finds the session."""
        is_busy = self.seen_at is not None and self.seen_at > at - IDLE_LIFE
        is_busy = is_busy or self.kind is SessionKind.APPLICANT
        return is_busy and self.ended_at is None and self.expires_at > at

    @classmethod
    async def touch(cls, viewer: Viewer, *, at: datetime) -> None:
        if viewer.seen_at is not None and at - viewer.seen_at < TOUCH_PAUSE:
            return
        stale = Q(seen_at__isnull=True) | Q(seen_at__lte=at - TOUCH_PAUSE)
        await cls.filter(stale, id=viewer.session_id).update(seen_at=at)

    @classmethod
    async def proved(cls, viewer: Viewer, *, at: datetime) -> None:
        await cls.filter(id=viewer.session_id).update(proven_at=at, seen_at=at)

    @classmethod
    async def end(
        cls,
        change: Change,
        which: Q,
        *,
        because: SessionEnd,
        actor: str,
        at: datetime,
    ) -> int:
        """End the selected live sessions, and return their number.

        Their subscriptions end when the transaction commits. Partner systems that they visited are
        told; also those of sessions that are only idle here, whose visits may go on there.
        """
        # Locked first: a visit that begins meanwhile has the session locked as well.
        open_still = cls.filter(which, ended_at__isnull=True).order_by("id").only("id")
        unended = await open_still.select_for_update(no_key=True)
        ids = [session.id for session in unended]
        await LogoutNotice.queue(ids, at=at)
        await UnsentForm.filter(session_id__in=ids).delete()
        ended = 0
        for session_id in await cls.live(at=at).filter(which).values_list("id", flat=True):
            this = cls.filter(id=session_id, ended_at__isnull=True)
            if not await this.update(ended_at=at, ended_because=because):
                continue
            ended += 1
            payload = {"because": because.value}
            event = NewEvent(
                subject=f"session:{session_id}",
                kind=EventKind.SESSION_ENDED,
                actor=actor,
                at=at,
                payload=payload,
            )
            change.record(event)
        return ended

    def viewer(self, *, role: Role | None) -> Viewer:
        return Viewer(
            session_id=self.id,
            kind=self.kind,
            expires_at=self.expires_at,
            account_id=self.account_id,
            certificate_id=self.certificate_id,
            proven_at=self.proven_at,
            role=role if self.kind is SessionKind.STAFF else None,
            seen_at=self.seen_at,
        )


def hashed(token: str) -> str:
    """Return the hash under which a token of high entropy is stored (SHA-256, hex)."""
    return hashlib.sha256(token.encode()).hexdigest()
