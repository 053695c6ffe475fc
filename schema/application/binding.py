"""Challenges, and the mutations of an applicant that a signed challenge authorizes."""

import strawberry
from strawberry import relay

from models.application.shown import Shown
from models.card.challenge import ChallengePurpose
from models.limits.table import Act
from resolvers.application import bind, resume
from resolvers.session import request_challenge
from schema.application.application import Application
from schema.context import Info
from schema.descriptions import (
    EMAIL,
    PHONE,
    SHOWN_APPLICATION_NUMBER,
    SHOWN_VERSION,
    SIGNATURE,
)
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.ids import NOBODY, node_uuid
from schema.scalars import Base64
from schema.session.challenge import Challenge, signed


@strawberry.input(description="The input of `requestChallenge`.")
class RequestChallengeInput:
    purpose: ChallengePurpose = strawberry.field(
        description="The operation that the signed challenge is to authorize."
    )
    subject: relay.GlobalID | None = strawberry.field(
        default=None,
        description="The ID of the application for the purpose BIND; must be omitted for every "
        "other purpose.",
    )
    version: int | None = strawberry.field(
        default=None,
        description="For the purpose BIND, which requires it: the version of the application that "
        "the page shows. The request is refused if the application has changed since.",
    )
    control_number: str | None = strawberry.field(
        default=None,
        description="The control number that the page shows: the application's for the purpose "
        "BIND, the account's for PROVE, ADD, REPLACE and FIRST_CARD, which require it. For the "
        "purpose JOIN the control number of the account to be recognised at.",
    )


@strawberry.input(description="The input of `bindCertificate`: form 2/2 (帳號申請 自然人憑證綁定).")
class BindCertificateInput:
    application_id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    version: int = strawberry.field(description=SHOWN_VERSION)
    control_number: str = strawberry.field(description=SHOWN_APPLICATION_NUMBER)
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the signed challenge, which has the purpose BIND."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)
    phone: str = strawberry.field(description=PHONE)
    email: str = strawberry.field(description=EMAIL)


@strawberry.input(description="The input of `continueApplication`.")
class ContinueApplicationInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the signed challenge, which has the purpose CONTINUE."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)


@strawberry.type(
    description="The challenge was issued. An earlier challenge of this session with the "
    "same purpose is no longer valid."
)
class RequestChallengeSuccess:
    challenge: Challenge = strawberry.field(description="The challenge that was issued.")


@strawberry.type(
    description="The certificate was bound and the application was submitted for review."
)
class BindCertificateSuccess:
    application: Application = strawberry.field(
        description="The application that the certificate was bound to."
    )


@strawberry.type(description="The application was moved to the current session.")
class ContinueApplicationSuccess:
    application: Application = strawberry.field(description="The application that was continued.")


@strawberry.type
class BindingMutation:
    """Mutations that an applicant's card signs for."""

    @result.mutation(
        raises=request_challenge.RAISES,
        description="Issues a challenge for the card to sign. Starts a session for an "
        "applicant if there is none.",
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
            shown=Shown(
                application_id=node_uuid(input.subject, of=Application)
                if input.subject
                else NOBODY,
                version=input.version,
                control_number=input.control_number,
            ),
            origin=settings.origin,
            life=settings.challenge_life,
            session_life=settings.session_life,
            now=info.context.now,
        )
        info.context.start_session(session)
        return RequestChallengeSuccess(challenge=Challenge.of(issued))

    @result.mutation(
        raises=bind.RAISES,
        description="Binds the certificate that signed the challenge to an application "
        "(帳號申請 2/2) and submits the application for review, in the version that was shown.",
        directives=[units(VERIFYING)],
    )
    async def bind_certificate(
        self,
        info: Info,
        input: BindCertificateInput,
    ) -> BindCertificateSuccess:
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            record = await bind.bind(
                viewer=info.context.viewer,
                shown=Shown(
                    application_id=node_uuid(input.application_id, of=Application),
                    version=input.version,
                    control_number=input.control_number,
                ),
                presented=presented,
                phone=input.phone,
                email=input.email,
                policy=info.context.services.policy,
                now=info.context.now,
            )
        return BindCertificateSuccess(application=Application.of(record))

    @result.mutation(
        raises=resume.RAISES,
        description="Continues an open application in the current session, authorized by the "
        "card that is bound to it.",
        directives=[units(VERIFYING)],
    )
    async def continue_application(
        self,
        info: Info,
        input: ContinueApplicationInput,
    ) -> ContinueApplicationSuccess:
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            record = await resume.continue_application(
                viewer=info.context.viewer,
                presented=presented,
                policy=info.context.services.policy,
                now=info.context.now,
            )
        return ContinueApplicationSuccess(application=Application.of(record))
