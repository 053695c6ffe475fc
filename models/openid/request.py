"""Authorization requests: what a client asked for, until its holder has decided."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import UserError, Words
from models.core.rules import OPENID_REQUEST_LIFE
from models.forms import kinds
from models.openid.problem import Return, ReturnedError
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.session.session import hashed


class AuthorizationRequestUnknown(UserError):
    """The request to sign in to a partner system is unknown, has expired, or was decided."""

    zh = Words(
        title="前往其他系統的要求已失效",
        message="此登入要求已失效或已完成，請回到原系統重新登入。",
    )
    en = Words(
        title="This sign-in request is no longer valid",
        message=(
            "The request to sign in to the other system has expired or was already answered. "
            "Return to that system and sign in again."
        ),
    )


class Prompt(StrEnum):
    """What a client asks the service to ask the holder (OpenID Connect Core §3.1.2.1)."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An authorization request after reading; everything in it was checked.

    ``subject`` is the ``sub`` of the hint, if there was one; ``max_age`` the age that the card's
    last signature may have.
    """

    redirect_uri: str
    scopes: Sequence[OpenIDScope]
    state: str | None
    nonce: str | None
    code_challenge: str | None
    prompts: frozenset[Prompt]
    max_age: timedelta | None
    subject: str | None


class AuthorizationRequest(Model):
    """A client's request; the page of the holder knows it by a handle, of which only a hash stays.

    It is spent by ``done_at``, when the holder has decided.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    handle_hash = fields.CharField(64, unique=True)
    relying_party: fields.ForeignKeyRelation[RelyingParty] = fields.ForeignKeyField(
        "models.RelyingParty", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    relying_party_id: UUID
    redirect_uri = fields.CharField(300)
    scopes = fields.JSONField[list[str]]()
    state = fields.TextField(null=True)
    nonce = fields.TextField(null=True)
    code_challenge = fields.CharField(43, null=True)
    prompts = fields.JSONField[list[str]]()
    max_age = fields.BigIntField(null=True)
    subject = fields.CharField(36, null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "authorization_request"

    @classmethod
    async def keep(
        cls, wish: Wish, party: RelyingParty, *, at: datetime
    ) -> "tuple[str, AuthorizationRequest]":
        """Store a request, and return it with its handle of 256 bits."""
        handle = secrets.token_urlsafe(32)
        kept = await cls.create(
            handle_hash=hashed(handle),
            relying_party_id=party.id,
            redirect_uri=wish.redirect_uri,
            scopes=[scope.value for scope in wish.scopes],
            state=wish.state,
            nonce=wish.nonce,
            code_challenge=wish.code_challenge,
            prompts=sorted(wish.prompts),
            max_age=None if wish.max_age is None else int(wish.max_age.total_seconds()),
            subject=wish.subject,
            created_at=at,
            expires_at=at + OPENID_REQUEST_LIFE,
        )
        return handle, kept

    @classmethod
    async def open_by(cls, handle: str, *, at: datetime) -> "AuthorizationRequest":
        """Return the undecided request with this handle.

        :raises AuthorizationRequestUnknown: when there is none.
        """
        shaped = kinds.TOKEN.name_of(handle)
        found = None
        if shaped is not None:
            found = await cls.get_or_none(
                handle_hash=hashed(shaped), done_at__isnull=True, expires_at__gt=at
            )
        if found is None:
            raise AuthorizationRequestUnknown("handle")
        return found

    async def decide(self, *, at: datetime) -> None:
        """Spend the request, in the transaction that answers it.

        :raises AuthorizationRequestUnknown: when another answer was first.
        """
        if not await AuthorizationRequest.filter(id=self.id, done_at__isnull=True).update(
            done_at=at
        ):
            raise AuthorizationRequestUnknown("handle")

    async def refuse(self, error: str, description: str, *, at: datetime) -> ReturnedError:
        """Spend the request, and return the error that goes back to its client."""
        await self.decide(at=at)
        return ReturnedError(error, description, to=self.way_back)

    @property
    def way_back(self) -> Return:
        return Return(redirect_uri=self.redirect_uri, state=self.state)

    @property
    def asked_scopes(self) -> tuple[OpenIDScope, ...]:
        return tuple(scope for scope in OpenIDScope if scope.value in self.scopes)

    def fits(self, party: RelyingParty) -> bool:
        """Return whether the registration, which may have changed, still has its address."""
        return self.redirect_uri in party.redirect_uris

    def scopes_of(self, party: RelyingParty) -> tuple[OpenIDScope, ...]:
        """Return the scopes that were asked for and that the client still has."""
        return tuple(scope for scope in self.asked_scopes if scope in party.reach)

    def prompts_for(self, prompt: Prompt) -> bool:
        return prompt.value in self.prompts

    def needs_proof(self, proven_at: datetime, *, at: datetime) -> bool:
        """Return whether the card has to sign once more: `prompt=login`, or `max_age`."""
        if self.prompts_for(Prompt.LOGIN) and proven_at <= self.created_at:
            return True
        if self.max_age is None:
            return False
        # The signature that answers this request is fresh enough, whatever the age asked for.
        return proven_at <= self.created_at and at - proven_at > timedelta(seconds=self.max_age)

    @classmethod
    async def forget(cls, *, before: datetime) -> int:
        """Delete the requests that expired before, and that no code refers to."""
        return await cls.filter(expires_at__lt=before, codes__id__isnull=True).delete()
