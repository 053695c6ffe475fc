"""Authorization codes and access tokens, of which only hashes are stored."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.rules import ACCESS_TOKEN_LIFE, OPENID_CODE_LIFE
from models.forms import kinds
from models.openid.jose.claims import challenge_of
from models.openid.problem import ProtocolError
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.openid.request import AuthorizationRequest
from models.session.session import hashed


class CodeInvalid(ProtocolError):
    """The code cannot be redeemed by this client; the reason is not disclosed."""

    def __init__(self) -> None:
        super().__init__(
            "invalid_grant",
            "The code is unknown, expired or spent, or client, redirect_uri or code_verifier are "
            "not those of the request.",
        )


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """What a client sends to redeem a code."""

    code: str
    redirect_uri: str
    code_verifier: str | None


class AuthorizationCode(Model):
    """A code that one client may redeem once, for the request and the session that it answers."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    code_hash = fields.CharField(64, unique=True)
    request: fields.ForeignKeyRelation[AuthorizationRequest] = fields.ForeignKeyField(
        "models.AuthorizationRequest",
        on_delete=fields.OnDelete.RESTRICT,
        db_index=True,
        related_name="codes",
    )
    request_id: UUID
    session_id = fields.UUIDField(db_index=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    spent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "authorization_code"

    @classmethod
    async def issue(cls, request: AuthorizationRequest, session_id: UUID, *, at: datetime) -> str:
        """Create a code of 256 bits, valid for `OPENID_CODE_LIFE`, and return it."""
        code = secrets.token_urlsafe(32)
        await cls.create(
            code_hash=hashed(code),
            request_id=request.id,
            session_id=session_id,
            created_at=at,
            expires_at=at + OPENID_CODE_LIFE,
        )
        return code

    @classmethod
    async def of_client(cls, code: str, party: RelyingParty) -> "AuthorizationCode | None":
        """Return this client's code, spent or not; another's is none."""
        shaped = kinds.TOKEN.name_of(code)
        if shaped is None:
            return None
        return await cls.get_or_none(
            code_hash=hashed(shaped), request__relying_party_id=party.id
        ).prefetch_related("request")

    async def spend(self, redeemed: Redemption, *, at: datetime) -> None:
        """Spend the code, in the transaction that issues its tokens.

        A wrong address or verifier does not spend it: neither can be guessed.

        :raises CodeInvalid: when it is not redeemed as it was asked for, has expired or was spent.
        """
        request = self.request
        if redeemed.redirect_uri != request.redirect_uri:
            raise CodeInvalid
        if not _proves(redeemed.code_verifier, request.code_challenge):
            raise CodeInvalid
        unspent = AuthorizationCode.filter(id=self.id, spent_at__isnull=True, expires_at__gt=at)
        if not await unspent.update(spent_at=at):
            raise CodeInvalid

    @classmethod
    async def forget(cls, *, before: datetime) -> int:
        """Delete the codes that expired before, and that no access token refers to."""
        return await cls.filter(expires_at__lt=before, tokens__id__isnull=True).delete()


def _proves(verifier: str | None, challenge: str | None) -> bool:
    """Return whether a verifier belongs to a challenge (RFC 7636 §4.1 and §4.6)."""
    if challenge is None:
        # A verifier without a challenge is a downgrade (RFC 9700 §4.8.2).
        return verifier is None
    if verifier is None or not verifier.isascii() or not 43 <= len(verifier) <= 128:
        return False
    return secrets.compare_digest(challenge_of(verifier), challenge)


class AccessToken(Model):
    """A token for the userinfo endpoint alone; it never outlives its session."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    token_hash = fields.CharField(64, unique=True)
    code: fields.ForeignKeyRelation[AuthorizationCode] = fields.ForeignKeyField(
        "models.AuthorizationCode",
        on_delete=fields.OnDelete.RESTRICT,
        db_index=True,
        related_name="tokens",
    )
    code_id: UUID
    relying_party_id = fields.UUIDField()
    session_id = fields.UUIDField(db_index=True)
    scopes = fields.JSONField[list[str]]()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "access_token"

    @classmethod
    async def issue(
        cls,
        code: AuthorizationCode,
        party: RelyingParty,
        *,
        scopes: Sequence[OpenIDScope],
        session_ends_at: datetime,
        at: datetime,
    ) -> "tuple[str, AccessToken]":
        """Create a token of 256 bits, and return it with its record."""
        token = secrets.token_urlsafe(32)
        record = await cls.create(
            token_hash=hashed(token),
            code_id=code.id,
            relying_party_id=party.id,
            session_id=code.session_id,
            scopes=[scope.value for scope in scopes],
            created_at=at,
            expires_at=min(at + ACCESS_TOKEN_LIFE, session_ends_at),
        )
        return token, record

    @classmethod
    async def live(cls, token: str, *, at: datetime) -> Self | None:
        shaped = kinds.TOKEN.name_of(token)
        if shaped is None:
            return None
        return await cls.get_or_none(
            token_hash=hashed(shaped), revoked_at__isnull=True, expires_at__gt=at
        )

    @classmethod
    async def revoke(cls, code: AuthorizationCode, *, at: datetime) -> int:
        """Revoke the tokens that a code gave, because it was redeemed a second time."""
        return await cls.filter(code_id=code.id, revoked_at__isnull=True).update(revoked_at=at)

    @classmethod
    async def forget(cls, *, before: datetime) -> int:
        return await cls.filter(expires_at__lt=before).delete()
