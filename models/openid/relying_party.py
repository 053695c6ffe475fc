"""Relying parties: partner systems at which holders sign in by OpenID Connect."""

import re
import secrets
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import JWK
from models.partner.partner import Partner
from models.session.session import hashed

# Client ids never look like subjects, which are UUIDs (RFC 9700 §4.15).
CLIENT_ID_PREFIX = "client-"
_CLIENT_ID = re.compile(CLIENT_ID_PREFIX + r"[0-9a-f]{16}", re.ASCII)


class RelyingPartyNotFound(UserError):
    """The partner has no registration for OpenID Connect, or was revoked."""

    zh = Words(
        title="此系統未登錄 OpenID Connect",
        message="此介接系統尚未登錄 OpenID Connect，或已停止介接。請先登錄。",
    )
    en = Words(
        title="No OpenID Connect registration",
        message=(
            "This partner system has no registration for OpenID Connect, or was disconnected. "
            "Register it first."
        ),
    )


class SecretNotUsed(UserError):
    """The registration uses no client secret."""

    zh = Words(
        title="此系統未使用用戶端密碼",
        message="此介接系統以金鑰驗證，未使用用戶端密碼，無須更換。",
    )
    en = Words(
        title="No client secret",
        message="This partner system proves itself by its keys. There is no secret to renew.",
    )


class OpenIDScope(StrEnum):
    """What a relying party may learn of a holder, beside who it is and how it was proven."""

    OPENID = "openid"
    PROFILE = "profile"
    COMPANY = "company"
    CARD = "card"


class RelyingParty(Model):
    """A partner's registration as a client; removed ones stay, so that their ids never return.

    The client proves itself by ``keys`` (public JWKs), or with ``secret_allowed`` by a secret; the
    one before it is valid until ``previous_secret_until``. All addresses are compared as strings.
    ``scopes`` are wire values of ``OpenIDScope``. The service calls ``backchannel_logout_uri``, and
    sends holders from its menu to ``initiate_login_uri`` (OpenID Connect Core §4), only on one of
    the ``called_hosts``.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    partner: fields.ForeignKeyRelation[Partner] = fields.ForeignKeyField(
        "models.Partner", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    partner_id: UUID
    client_id = fields.CharField(40, unique=True)
    keys = fields.JSONField[list[JWK]]()
    secret_hash = fields.CharField(64, null=True)
    previous_secret_hash = fields.CharField(64, null=True)
    previous_secret_until = fields.DatetimeField(null=True)
    redirect_uris = fields.JSONField[list[str]]()
    post_logout_redirect_uris = fields.JSONField[list[str]]()
    backchannel_logout_uri = fields.CharField(300, null=True)
    initiate_login_uri = fields.CharField(300, null=True)
    target_link_uri = fields.CharField(300, null=True)
    called_hosts = fields.JSONField[list[str]]()
    algorithm = fields.CharEnumField(Algorithm, max_length=16)
    scopes = fields.JSONField[list[str]]()
    pkce_required = fields.BooleanField()
    secret_allowed = fields.BooleanField()
    created_at = fields.DatetimeField()
    created_by = fields.CharField(64)
    changed_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "relying_party"

    @classmethod
    async def known(cls, client_id: str) -> "RelyingParty | None":
        """Return the registration, unless it was removed or its partner revoked."""
        if not _CLIENT_ID.fullmatch(client_id):
            return None
        return await cls.get_or_none(
            client_id=client_id, removed_at__isnull=True, partner__revoked_at__isnull=True
        )

    @classmethod
    async def standing(cls, relying_party_id: UUID) -> "RelyingParty | None":
        """Return the registration by its id; see `known`."""
        return await cls.get_or_none(
            id=relying_party_id, removed_at__isnull=True, partner__revoked_at__isnull=True
        )

    @classmethod
    async def of_partner(cls, partner_id: UUID) -> "RelyingParty | None":
        return await cls.get_or_none(partner_id=partner_id, removed_at__isnull=True)

    @classmethod
    async def held(cls, partner_id: UUID, *, at: datetime) -> "RelyingParty":
        """Lock a partner's registration until the transaction ends, and return it.

        :raises RelyingPartyNotFound: when there is none, or the partner was revoked.
        """
        await cls.filter(partner_id=partner_id, removed_at__isnull=True).update(changed_at=at)
        party = await cls.get_or_none(
            partner_id=partner_id, removed_at__isnull=True, partner__revoked_at__isnull=True
        )
        if party is None:
            raise RelyingPartyNotFound("partnerId")
        return party

    @property
    def reach(self) -> tuple[OpenIDScope, ...]:
        """Return the scopes that were granted; values unknown to this version are ignored."""
        return tuple(scope for scope in OpenIDScope if scope.value in self.scopes)

    @property
    def subject(self) -> str:
        return f"partner:{self.partner_id}"

    def is_secret(self, text: str, *, at: datetime) -> bool:
        """Return whether a text is the client's secret, or the one before it in its overlap."""
        if not self.secret_allowed:
            return False
        hashes = [self.secret_hash]
        if self.previous_secret_until is not None and at < self.previous_secret_until:
            hashes.append(self.previous_secret_hash)
        # All are compared, so that the time tells nothing.
        matches = [secrets.compare_digest(hashed(text), one) for one in hashes if one is not None]
        return any(matches)

    def put_secret(self, secret: str | None, *, keep_until: datetime | None) -> None:
        """Set the secret, or none; the one that it replaces stays valid until ``keep_until``."""
        self.previous_secret_hash = self.secret_hash if keep_until is not None else None
        self.previous_secret_until = keep_until if self.previous_secret_hash else None
        self.secret_hash = None if secret is None else hashed(secret)

    def note(self, change: Change, kind: EventKind, *, actor: str, at: datetime) -> None:
        payload = {"client": self.client_id}
        change.record(
            NewEvent(subject=self.subject, kind=kind, actor=actor, at=at, payload=payload)
        )


def new_client_id() -> str:
    return CLIENT_ID_PREFIX + secrets.token_hex(8)


def new_secret() -> str:
    return secrets.token_urlsafe(32)
