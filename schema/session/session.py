"""Signing in and out, and the sessions of a card."""

from datetime import datetime
from typing import Self

import strawberry

from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.session import session
from models.session.session import SessionKind
from models.signature.verification import SignedChallenge
from resolvers.session import prove, sign_in
from resolvers.session import sign_out as end
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import uuid_of
from schema.scalars import Base64

strawberry.enum(SessionKind, description="What a session may do.")


@strawberry.type(description="A live session of the viewer's own card.")
class Session:
    id: strawberry.ID = strawberry.field(description="To end it by.")
    kind: SessionKind = strawberry.field(description="What it may do.")
    device: str | None = strawberry.field(description="The browser and system that it runs on.")
    started_at: datetime = strawberry.field(description="When the card signed in.")
    seen_at: datetime | None = strawberry.field(description="When somebody was last there.")
    expires_at: datetime = strawberry.field(description="When it ends at the latest.")
    is_current: bool = strawberry.field(description="Whether it is the session that asks.")

    @classmethod
    def of(cls, record: session.Session, *, this: strawberry.ID) -> Self:
        return cls(
            id=strawberry.ID(str(record.id)),
            kind=record.kind,
            device=record.device,
            started_at=record.created_at,
            seen_at=record.seen_at,
            expires_at=record.expires_at,
            is_current=str(record.id) == this,
        )


@strawberry.input(description="The proof that a bound card is here.")
class SignInInput:
    challenge_id: strawberry.ID = strawberry.field(
        description="The challenge that was signed, of purpose SIGN_IN."
    )
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")


@strawberry.input(description="Nothing is to be told.")
class SignOutInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Not looked at; an input must have a field."
    )


@strawberry.input(description="The proof that the session's own card is here again.")
class ProveCardInput:
    challenge_id: strawberry.ID = strawberry.field(
        description="The challenge that was signed, of purpose PROVE."
    )
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")


@strawberry.input(description="Which session ends.")
class EndSessionInput:
    id: strawberry.ID = strawberry.field(description="The session.")


@strawberry.type(description="The browser has a new session, which acts for the account.")
class SignInSuccess:
    account: Account = strawberry.field(description="The account.")
    certificate: Certificate = strawberry.field(description="The card that signed in.")
    expires_at: datetime = strawberry.field(description="When the session ends at the latest.")


@strawberry.type(description="The session has ended.")
class SignOutSuccess:
    signed_out: bool = strawberry.field(description="Always true.")


@strawberry.type(
    description=f"Acts that need a fresh proof may follow for {PROOF_LIFE // MINUTE} minutes."
)
class ProveCardSuccess:
    proven_at: datetime = strawberry.field(description="When the card signed.")


@strawberry.type(description="The session has ended; who watched through it is cut off.")
class EndSessionSuccess:
    id: strawberry.ID = strawberry.field(description="The session.")


@strawberry.type
class SessionMutation:
    """Gather the acts on sessions."""

    @result.mutation(
        raises=sign_in.RAISES, description="Sign in with a bound card (登入). Gives a new session."
    )
    async def sign_in(self, info: Info, input: SignInInput) -> SignInSuccess:
        services = info.context.services
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            now = await sign_in.sign_in(
                viewer=info.context.viewer,
                presented=presented,
                device=info.context.device,
                life=services.settings.signed_in_life,
                policy=services.policy,
                now=info.context.now,
            )
        info.context.start_session(now.session)
        return SignInSuccess(
            account=Account.of(now.account),
            certificate=Certificate.of(now.certificate),
            expires_at=now.session.viewer.expires_at,
        )

    @result.mutation(raises=end.RAISES, description="End this session (登出).")
    async def sign_out(self, info: Info, input: SignOutInput) -> SignOutSuccess:
        await info.context.limit(Act.CHANGE)
        await end.sign_out(viewer=info.context.viewer, now=info.context.now)
        info.context.end_session()
        return SignOutSuccess(signed_out=True)

    @result.mutation(
        raises=prove.RAISES,
        description="Let the session's own card sign again, before acts that need a fresh proof.",
    )
    async def prove_card(self, info: Info, input: ProveCardInput) -> ProveCardSuccess:
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            proven_at = await prove.prove_card(
                viewer=info.context.viewer,
                presented=presented,
                policy=info.context.services.policy,
                now=info.context.now,
            )
        return ProveCardSuccess(proven_at=proven_at)

    @result.mutation(
        raises=end.END_SESSION_RAISES, description="End a session of the viewer's own card."
    )
    async def end_session(self, info: Info, input: EndSessionInput) -> EndSessionSuccess:
        await info.context.limit(Act.CHANGE)
        session_id = uuid_of(input.id)
        await end.end_session(
            viewer=info.context.viewer, session_id=session_id, now=info.context.now
        )
        return EndSessionSuccess(id=input.id)
