"""The acts of a card: a challenge is asked for, signed, and brought back."""

from datetime import datetime

import strawberry
from strawberry import relay

from models.card.challenge import ChallengePurpose, Issued
from models.core.rules import CHALLENGE_LIFE, MINUTE
from models.limits.table import Act
from models.signature.verification import SignedChallenge
from resolvers.application import bind, resume
from resolvers.session import request_challenge
from schema.application.application import Application
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid, uuid_of
from schema.scalars import Base64

strawberry.enum(ChallengePurpose, description="The act that a signature is for.")


@strawberry.type(
    description="A text for the card to sign, good for one act, once, "
    f"{CHALLENGE_LIFE // MINUTE} minutes."
)
class Challenge:
    id: strawberry.ID = strawberry.field(description="To be given back with the signature.")
    purpose: ChallengePurpose = strawberry.field(description="The act that it is for.")
    text: str = strawberry.field(
        description="The text: its UTF-8 bytes are what must be signed, as CMS with content."
    )
    expires_at: datetime = strawberry.field(description="When it is of no use any more.")

    @classmethod
    def of(cls, issued: Issued) -> "Challenge":
        return cls(
            id=strawberry.ID(str(issued.id)),
            purpose=issued.purpose,
            text=issued.text,
            expires_at=issued.expires_at,
        )


@strawberry.input(description="What is to be signed for.")
class RequestChallengeInput:
    purpose: ChallengePurpose = strawberry.field(description="The act.")
    subject: relay.GlobalID | None = strawberry.field(
        default=None, description="BIND: the application. For every other purpose none."
    )


@strawberry.input(description="Form 2/2 (帳號申請 自然人憑證綁定).")
class BindCertificateInput:
    application_id: relay.GlobalID = strawberry.field(description="The application.")
    challenge_id: strawberry.ID = strawberry.field(description="The challenge that was signed.")
    signature: Base64 = strawberry.field(
        description="CMS SignedData (PKCS7, content attached, SHA-256), as the component gives it."
    )
    phone: str = strawberry.field(description="連絡電話.")
    email: str = strawberry.field(description="Email of the card's holder.")


@strawberry.input(description="The proof that an open application's card is here.")
class ContinueApplicationInput:
    challenge_id: strawberry.ID = strawberry.field(description="The challenge that was signed.")
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")


@strawberry.type(description="A challenge was made; an older one of this purpose is void.")
class RequestChallengeSuccess:
    challenge: Challenge = strawberry.field(description="The challenge.")


@strawberry.type(description="The card is bound and the application is under review.")
class BindCertificateSuccess:
    application: Application = strawberry.field(description="The application.")


@strawberry.type(description="The application belongs to this session now.")
class ContinueApplicationSuccess:
    application: Application = strawberry.field(description="The application.")


@strawberry.type
class BindingMutation:
    """Gather the acts of a card."""

    @result.mutation(
        raises=request_challenge.RAISES, description="Ask for the text that the card is to sign."
    )
    async def request_challenge(
        self,
        info: Info,
        input: RequestChallengeInput,
    ) -> RequestChallengeSuccess:
        await info.context.limit(Act.CHALLENGE)
        settings = info.context.services.settings
        issued, session = await request_challenge.request_challenge(
            viewer=info.context.viewer,
            purpose=input.purpose,
            application_id=node_uuid(input.subject, of=Application) if input.subject else None,
            origin=settings.origin,
            life=settings.challenge_life,
            session_life=settings.session_life,
            now=info.context.now,
        )
        info.context.start_session(session)
        return RequestChallengeSuccess(challenge=Challenge.of(issued))

    @result.mutation(
        raises=bind.RAISES, description="Bind the card that signed (帳號申請 2/2), and submit."
    )
    async def bind_certificate(
        self,
        info: Info,
        input: BindCertificateInput,
    ) -> BindCertificateSuccess:
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            record = await bind.bind(
                viewer=info.context.viewer,
                application_id=node_uuid(input.application_id, of=Application),
                presented=presented,
                phone=input.phone,
                email=input.email,
                policy=info.context.services.policy,
                now=info.context.now,
            )
        return BindCertificateSuccess(application=Application.of(record))

    @result.mutation(
        raises=resume.RAISES,
        description="Go on with an open application by its card, in this browser.",
    )
    async def continue_application(
        self,
        info: Info,
        input: ContinueApplicationInput,
    ) -> ContinueApplicationSuccess:
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
        async with info.context.refusals(card=presented.claimed_card):
            record = await resume.continue_application(
                viewer=info.context.viewer,
                presented=presented,
                policy=info.context.services.policy,
                now=info.context.now,
            )
        return ContinueApplicationSuccess(application=Application.of(record))
