"""Signing in and out, and the sessions of a card."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.session import session
from models.session.session import SessionKind
from resolvers.session import prove, sign_in
from resolvers.session import sign_out as end
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import SESSION_END, SIGNATURE
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.ids import node_uuid
from schema.relay.nodes import SeenNode
from schema.scalars import Base64
from schema.session.challenge import signed

describe(
    SessionKind,
    description="The kind of session, which determines what it permits.",
    values={
        SessionKind.APPLICANT: "A session of an applicant, who has not signed in.",
        SessionKind.HOLDER: "A signed-in session of a cardholder of a company or vendor account.",
        SessionKind.STAFF: "A signed-in session of a cardholder of a staff account.",
        SessionKind.BIND_ONLY: "A session that permits only binding the first card of an account.",
    },
)


@strawberry.type(description="An active session of the viewer's card.")
class Session(SeenNode):
    id: relay.NodeID[str]
    kind: SessionKind = strawberry.field(description="The kind of session.")
    device: str | None = strawberry.field(
        description="The browser and operating system of the session; null when they are unknown."
    )
    started_at: datetime = strawberry.field(
        description="The date and time when the session started."
    )
    seen_at: datetime | None = strawberry.field(
        description="The date and time of the session's last activity; null if none was recorded."
    )
    expires_at: datetime = strawberry.field(description=SESSION_END)

    @strawberry.field(description="Indicates whether this is the session of the current request.")
    def is_current(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and str(viewer.session_id) == self.id

    @classmethod
    def of(cls, record: session.Session) -> Self:
        return cls(
            id=str(record.id),
            kind=record.kind,
            device=record.device,
            started_at=record.created_at,
            seen_at=record.seen_at,
            expires_at=record.expires_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await end.see_session(
            viewer=info.context.viewer, session_id=node_id, now=info.context.now
        )
        return cls.of(found)


@strawberry.input(description="The input of `signIn`.")
class SignInInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the signed challenge, which has the purpose SIGN_IN."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)


@strawberry.input(description="The input of `signOut`. It has no required field.")
class SignOutInput:
    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="Ignored. It exists because GraphQL does not allow an input without fields.",
    )


@strawberry.input(description="The input of `proveCard`.")
class ProveCardInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the signed challenge, which has the purpose PROVE."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)


@strawberry.input(description="The input of `endSession`.")
class EndSessionInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the session to end.")


@strawberry.type(
    description="The viewer signed in: the browser has a new session of the card's account."
)
class SignInSuccess:
    account: Account = strawberry.field(description="The account that the card is bound to.")
    certificate: Certificate = strawberry.field(description="The card that signed in.")
    expires_at: datetime = strawberry.field(description=SESSION_END)


@strawberry.type(description="The session has ended.")
class SignOutSuccess:
    signed_out: bool = strawberry.field(description="Always true.")


@strawberry.type(
    description="The card was verified. Operations that require a recent signature are "
    f"permitted for {PROOF_LIFE // MINUTE} minutes."
)
class ProveCardSuccess:
    proven_at: datetime = strawberry.field(
        description="The date and time of the signature's verification."
    )


@strawberry.type(description="The session has ended, and its subscriptions are closed.")
class EndSessionSuccess:
    ended_session_id: relay.GlobalID = strawberry.field(
        description="The ID of the session that was ended."
    )


@strawberry.type
class SessionMutation:
    """Mutations of sessions."""

    @result.mutation(
        raises=sign_in.RAISES,
        description="Signs in with a bound card (登入) and starts a new session.",
        directives=[units(VERIFYING)],
    )
    async def sign_in(self, info: Info, input: SignInInput) -> SignInSuccess:
        services = info.context.services
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            now = await sign_in.sign_in(
                viewer=info.context.viewer,
                presented=presented,
                device=info.context.device,
                life=services.settings.signed_in_life,
                policy=services.policy,
                counts=services.counts.sign_ins,
                now=info.context.now,
            )
        info.context.start_session(now.session)
        return SignInSuccess(
            account=Account.of(now.account),
            certificate=Certificate.of(now.certificate),
            expires_at=now.session.viewer.expires_at,
        )

    @result.mutation(raises=end.RAISES, description="Ends the current session (登出).")
    async def sign_out(self, info: Info, input: SignOutInput) -> SignOutSuccess:
        await info.context.limit(Act.CHANGE)
        await end.sign_out(viewer=info.context.viewer, now=info.context.now)
        info.context.end_session()
        return SignOutSuccess(signed_out=True)

    @result.mutation(
        raises=prove.RAISES,
        description="Verifies a new signature of the session's own card, which other mutations "
        "require as a recent proof.",
        directives=[units(VERIFYING)],
    )
    async def prove_card(self, info: Info, input: ProveCardInput) -> ProveCardSuccess:
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            proven_at = await prove.prove_card(
                viewer=info.context.viewer,
                presented=presented,
                policy=info.context.services.policy,
                now=info.context.now,
            )
        return ProveCardSuccess(proven_at=proven_at)

    @result.mutation(
        raises=end.END_SESSION_RAISES, description="Ends a session of the viewer's card."
    )
    async def end_session(self, info: Info, input: EndSessionInput) -> EndSessionSuccess:
        await info.context.limit(Act.CHANGE)
        session_id = node_uuid(input.id, of=Session)
        await end.end_session(
            viewer=info.context.viewer, session_id=session_id, now=info.context.now
        )
        return EndSessionSuccess(ended_session_id=input.id)
