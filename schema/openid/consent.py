"""The holder's consent to signing in at a partner system."""

from datetime import datetime
from typing import Annotated

import strawberry

from models.core.rules import OPENID_CODE_LIFE
from models.limits.table import Act
from models.openid.relying_party import OpenIDScope
from resolvers.openid import consent
from resolvers.openid.consent import Step
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import at_most

describe(
    OpenIDScope,
    description="What a partner system may learn of a holder who signs in there.",
    values={
        OpenIDScope.OPENID: "Who it is, as an opaque ID, and how and when the card has signed.",
        OpenIDScope.PROFILE: "The name on the certificate.",
        OpenIDScope.COMPANY: "The account's control number, kind and name.",
        OpenIDScope.CARD: "The SHA-256 fingerprint of the card's certificate.",
    },
)
describe(
    Step,
    name="AuthorizationStep",
    description="What the viewer has to do next to sign in at a partner system.",
    values={
        Step.SIGN_IN: "Sign in with a card.",
        Step.PROVE: "Sign once more with the card (`proveCard`), because the partner asks for it.",
        Step.AGREE: "Agree or decline.",
    },
)

HANDLE = "The handle in the fragment of the page's address."


@strawberry.type(description="A partner's request that a holder signs in there.")
class AuthorizationRequest:
    partner_name: str = strawberry.field(description="The name of the partner system.")
    scopes: list[OpenIDScope] = strawberry.field(
        description="What the partner will learn of the holder.",
        directives=[at_most(len(OpenIDScope))],
    )
    step: Step = strawberry.field(description="What the viewer has to do next.")
    expires_at: datetime = strawberry.field(
        description="The date and time when the request expires."
    )


@strawberry.input(description="Input for agreeing to sign in at a partner system.")
class GrantAuthorizationInput:
    handle: str = strawberry.field(description=HANDLE)


@strawberry.input(description="Input for declining to sign in at a partner system.")
class DenyAuthorizationInput:
    handle: str = strawberry.field(description=HANDLE)


@strawberry.type(
    description="The holder has agreed. Navigate to the address within "
    f"{OPENID_CODE_LIFE.seconds} seconds."
)
class GrantAuthorizationSuccess:
    url: str = strawberry.field(description="The partner's address, with a single-use code.")


@strawberry.type(description="The holder has declined.")
class DenyAuthorizationSuccess:
    url: str = strawberry.field(description="The partner's address, with the refusal.")


@strawberry.type
class ConsentQuery:
    @result.field(
        raises=consent.SEE_RAISES,
        description="Returns a partner's request that the viewer signs in there.",
    )
    async def authorization_request(
        self, info: Info, handle: Annotated[str, strawberry.argument(description=HANDLE)]
    ) -> AuthorizationRequest:
        await info.context.limit(Act.LINK)
        seen = await consent.see_request(
            handle=handle, viewer=info.context.viewer, now=info.context.now
        )
        return AuthorizationRequest(
            partner_name=seen.partner.name,
            scopes=list(seen.scopes),
            step=seen.step,
            expires_at=seen.expires_at,
        )


@strawberry.type
class ConsentMutation:
    @result.mutation(
        raises=consent.GRANT_RAISES,
        description="Agrees to sign in at a partner system. Requires a signed-in holder.",
    )
    async def grant_authorization(
        self, info: Info, input: GrantAuthorizationInput
    ) -> GrantAuthorizationSuccess:
        await info.context.limit(Act.LINK)
        answer = await consent.grant_request(
            handle=input.handle, viewer=info.context.viewer, now=info.context.now
        )
        issuer = info.context.services.settings.origin
        return GrantAuthorizationSuccess(url=answer.url(issuer=issuer))

    @result.mutation(
        raises=consent.DENY_RAISES,
        description="Declines to sign in at a partner system. The handle is the right to do so.",
    )
    async def deny_authorization(
        self, info: Info, input: DenyAuthorizationInput
    ) -> DenyAuthorizationSuccess:
        await info.context.limit(Act.LINK)
        answer = await consent.deny_request(handle=input.handle, now=info.context.now)
        issuer = info.context.services.settings.origin
        return DenyAuthorizationSuccess(url=answer.url(issuer=issuer))
