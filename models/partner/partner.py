"""Partner systems, their scopes and their tokens, of which only hashes are stored."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import UserError, Words
from models.core.rules import TOUCH_PAUSE
from models.database.by_hand import rows, value_of
from models.database.transaction import Change
from models.journal.event import Journal, NewEvent
from models.journal.kinds import EventKind
from models.partner import token


class PartnerNotFound(UserError):
    """The partner does not exist, was revoked, or does not accept hand-offs."""

    zh = Words(title="找不到此系統", message="找不到此介接系統，或該系統已停止介接。")
    en = Words(
        title="Partner system not found",
        message=(
            "This partner system does not exist or was disconnected. Check the list of systems."
        ),
    )


class PartnerNameTaken(UserError):
    """The name belongs to another partner, active or revoked."""

    zh = Words(title="此名稱已有其他系統使用", message="已有同名的介接系統，請改用其他名稱。")
    en = Words(
        title="This name is already in use",
        message="Another partner system has this name. Choose a different name.",
    )


class PartnerChanged(UserError):
    """The partner is no longer what the page showed."""

    zh = Words(
        title="介接系統的設定已有異動",
        message="頁面顯示的設定與目前的不同，此動作未執行。請檢視目前的設定後再辦理。",
    )
    en = Words(
        title="The partner system has changed",
        message=(
            "The partner system is no longer as the page showed it, so nothing was done. Look at "
            "its settings as they are now, then go on."
        ),
    )


class Scope(StrEnum):
    """A right that a partner's tokens may have."""

    ACCOUNTS_READ = "accounts:read"
    CERTIFICATES_READ = "certificates:read"
    EVENTS_READ = "events:read"
    HANDOFF = "handoff"


@dataclass(frozen=True, kw_only=True)
class PartnerViewer:
    """The partner system that makes a request, and the token that it uses."""

    partner_id: UUID
    token_id: UUID
    name: str
    scopes: frozenset[Scope]
    last_used_at: datetime | None = field(default=None, compare=False)

    @property
    def actor(self) -> str:
        return f"partner:{self.partner_id}"

    @property
    def stream_key(self) -> str:
        """Return the token's subject in the journal, by which its streams are counted too."""
        return f"partner-token:{self.token_id}"


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A new token, whose text is not stored and so is known only here."""

    text: str
    record: "PartnerToken"


class Partner(Model):
    """A partner system; ``scopes`` are wire values of ``Scope``.

    It may query all accounts. Holders are redirected to ``handoff_url`` with a code.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    name = fields.CharField(80, unique=True)
    scopes = fields.JSONField[list[str]]()
    handoff_url = fields.CharField(300, null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(64)
    changed_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "partner"

    @classmethod
    async def held(cls, partner_id: UUID, *, at: datetime) -> "Partner":
        """Lock a partner that is not revoked until the transaction ends, and return it.

        :raises PartnerNotFound: when there is none.
        """
        if not await cls.filter(id=partner_id, revoked_at__isnull=True).update(changed_at=at):
            raise PartnerNotFound("id")
        return await cls.get(id=partner_id)

    @property
    def subject(self) -> str:
        return f"partner:{self.id}"

    @property
    def reach(self) -> frozenset[Scope]:
        """Return the scopes of its tokens; values unknown to this version are ignored."""
        return _known(self.scopes)

    @property
    def version(self) -> str:
        """An opaque text, which is another one when what may be edited has changed."""
        shown = json.dumps([self.name, self.scopes, self.handoff_url])
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    def note(
        self,
        change: Change,
        kind: EventKind,
        *,
        actor: str,
        at: datetime,
        payload: Mapping[str, str] | None = None,
    ) -> None:
        change.record(
            NewEvent(subject=self.subject, kind=kind, actor=actor, at=at, payload=payload or {})
        )


class PartnerToken(Model):
    """A partner's token; ``prefix`` is its beginning, to distinguish it from others."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    partner: fields.ForeignKeyRelation[Partner] = fields.ForeignKeyField(
        "models.Partner", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    partner_id: UUID
    token_hash = fields.CharField(64, unique=True)
    prefix = fields.CharField(16)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "partner_token"

    @property
    def subject(self) -> str:
        return f"partner-token:{self.id}"

    @classmethod
    async def issue(cls, partner: Partner, *, at: datetime, expires_at: datetime) -> NewToken:
        # What the database is stands in its own row, so that no process can leave the mark out.
        text = token.made(staging=bool((await Journal.get(id=1)).staging))
        record = await cls.create(
            partner_id=partner.id,
            token_hash=token.kept(text),
            prefix=token.shown(text),
            created_at=at,
            expires_at=expires_at,
        )
        return NewToken(text=text, record=record)

    @classmethod
    def live(cls, *, at: datetime) -> QuerySet[Self]:
        return cls.filter(
            expires_at__gt=at, revoked_at__isnull=True, partner__revoked_at__isnull=True
        )

    @classmethod
    async def end(
        cls, change: Change, tokens: Iterable["PartnerToken"], *, actor: str, at: datetime
    ) -> None:
        """Revoke tokens; their subscriptions end when the transaction commits."""
        for ended in tokens:
            still = cls.filter(id=ended.id, revoked_at__isnull=True)
            if await still.update(revoked_at=at):
                change.record(
                    NewEvent(
                        subject=ended.subject, kind=EventKind.TOKEN_REVOKED, actor=actor, at=at
                    )
                )

    @classmethod
    async def touch(cls, partner: PartnerViewer, *, at: datetime) -> None:
        last = partner.last_used_at
        if last is not None and at - last < TOUCH_PAUSE:
            return
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - TOUCH_PAUSE)
        await cls.filter(stale, id=partner.token_id).update(last_used_at=at)


# Columns of both records: to make an instance of each takes about as long as to ask.
_ASKED = """
SELECT t."id", t."expires_at", t."revoked_at", t."last_used_at",
  p."id" AS "partner_id", p."name", p."scopes", p."revoked_at" AS "disconnected_at"
FROM "partner_token" t JOIN "partner" p ON p."id" = t."partner_id"
WHERE t."token_hash" = $1
"""


async def partner_of(text: str, *, at: datetime) -> PartnerViewer | None:
    if not token.is_shaped(text):
        return None
    for row in await rows(_ASKED, token.kept(text)):
        expires_at = value_of(PartnerToken, "expires_at", row["expires_at"])
        if row["revoked_at"] is None and row["disconnected_at"] is None and expires_at > at:
            return PartnerViewer(
                partner_id=value_of(Partner, "id", row["partner_id"]),
                token_id=value_of(PartnerToken, "id", row["id"]),
                name=row["name"],
                scopes=_known(value_of(Partner, "scopes", row["scopes"])),
                last_used_at=value_of(PartnerToken, "last_used_at", row["last_used_at"]),
            )
    return None


def _known(scopes: Iterable[str]) -> frozenset[Scope]:
    """Return those scopes that this version knows."""
    return frozenset(scope for scope in Scope if scope.value in scopes)
