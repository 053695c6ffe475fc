"""Accounts without a card: requesting a link, following it, binding the first card."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import relay

from models.core.rules import FIRST_CARD_SESSION_LIFE, MINUTE
from models.limits.table import Act
from models.session.roles import AccountKind
from resolvers.session import bind_first_card, follow_link, request_link
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import (
    ACCOUNT_NAME,
    CONTROL_NUMBER,
    EMAIL,
    LABEL,
    MAILED_LINK,
    PHONE,
    SESSION_END,
    SIGNATURE,
)
from schema.errors import result
from schema.gate.directives import VERIFYING, units
from schema.scalars import Base64
from schema.session.challenge import signed


@strawberry.type(
    description="A mailed link to bind the first card of an account. Viewing it does not use it up."
)
class SignInLink:
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    name: str | None = strawberry.field(description=ACCOUNT_NAME)
    kind: AccountKind = strawberry.field(
        description="The kind of organisation that the account belongs to."
    )
    expires_at: datetime = strawberry.field(description="The date and time when the link expires.")


@strawberry.input(description="The input of `requestSignInLink`.")
class RequestSignInLinkInput:
    control_number: str = strawberry.field(description=CONTROL_NUMBER)


@strawberry.input(description="The input of `followSignInLink`.")
class FollowSignInLinkInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.input(description="The input of `bindFirstCard`.")
class BindFirstCardInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the signed challenge, which has the purpose FIRST_CARD."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)
    phone: str = strawberry.field(description=PHONE)
    email: str = strawberry.field(description=EMAIL)
    label: str | None = strawberry.field(
        default=None,
        description=LABEL,
    )


@strawberry.type(
    description="The request was accepted. If there is an account with this control number "
    "and without a card, a link is sent to its registered mailbox. The response does "
    "not disclose whether there is one."
)
class RequestSignInLinkSuccess:
    asked: bool = strawberry.field(description="Always true.")


@strawberry.type(
    description=f"The browser has a session of {FIRST_CARD_SESSION_LIFE // MINUTE} minutes, "
    "which permits only binding the account's first card. Binding it uses up the link."
)
class FollowSignInLinkSuccess:
    control_number: str = strawberry.field(
        description="The control number of the account, which the challenge will name."
    )
    name: str | None = strawberry.field(description=ACCOUNT_NAME)
    expires_at: datetime = strawberry.field(description=SESSION_END)


@strawberry.type(
    description="The card was bound. The browser has a new session, unless the card of a member of "
    "staff awaits the confirmation of an administrator: then it has none."
)
class BindFirstCardSuccess:
    account: Account = strawberry.field(description="The account that the card was bound to.")
    certificate: Certificate = strawberry.field(description="The card that was bound.")
    awaits_confirmation: bool = strawberry.field(
        description="Indicates whether an administrator must confirm the card before it can sign "
        "in (`confirmStaffCard`)."
    )
    expires_at: datetime | None = strawberry.field(
        description=f"{SESSION_END} Null while the card awaits confirmation."
    )


@strawberry.type
class FirstCardQuery:
    """The query of a sign-in link."""

    @result.field(
        raises=follow_link.SEE_RAISES, description="Returns the sign-in link with this token."
    )
    async def sign_in_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description=MAILED_LINK)]
    ) -> SignInLink:
        seen = await follow_link.see_sign_in_link(token=token, now=info.context.now)
        return SignInLink(
            control_number=seen.account.control_number,
            name=seen.account.name,
            kind=seen.account.kind,
            expires_at=seen.link.expires_at,
        )


@strawberry.type
class FirstCardMutation:
    """Mutations of an account without a card."""

    @result.mutation(
        raises=request_link.RAISES,
        description="Requests a mailed link to bind the first card of an account "
        "(自然人憑證帳號綁定).",
    )
    async def request_sign_in_link(
        self, info: Info, input: RequestSignInLinkInput
    ) -> RequestSignInLinkSuccess:
        await info.context.limit(Act.SIGN_IN_LINK)

        async def within(number: str) -> bool:
            return await info.context.within(Act.SIGN_IN_LINK, control_number=number)

        await request_link.request_sign_in_link(
            control_number=input.control_number, within=within, now=info.context.now
        )
        return RequestSignInLinkSuccess(asked=True)

    @result.mutation(
        raises=follow_link.RAISES,
        description="Starts a session with a mailed link. The session permits only binding the "
        "account's first card.",
    )
    async def follow_sign_in_link(
        self, info: Info, input: FollowSignInLinkInput
    ) -> FollowSignInLinkSuccess:
        await info.context.limit(Act.LINK)
        followed = await follow_link.follow_sign_in_link(
            viewer=info.context.viewer,
            token=input.token,
            device=info.context.device,
            now=info.context.now,
        )
        info.context.start_session(followed.session)
        return FollowSignInLinkSuccess(
            control_number=followed.account.control_number,
            name=followed.account.name,
            expires_at=followed.session.viewer.expires_at,
        )

    @result.mutation(
        raises=bind_first_card.RAISES,
        description="Binds a card to the account whose link was followed, and signs in with it "
        "unless an administrator must confirm it first.",
        directives=[units(VERIFYING)],
    )
    async def bind_first_card(self, info: Info, input: BindFirstCardInput) -> BindFirstCardSuccess:
        services = info.context.services
        presented = signed(input.challenge_id, input.signature)
        async with info.context.refusals(card=presented.claimed_card):
            bound = await bind_first_card.bind_first_card(
                viewer=info.context.viewer,
                presented=presented,
                phone=input.phone,
                email=input.email,
                label=input.label,
                device=info.context.device,
                rules=bind_first_card.BindRules(
                    policy=services.policy,
                    notices=services.account_notices,
                    life=services.settings.signed_in_life,
                ),
                now=info.context.now,
            )
        if bound.session is None:
            info.context.end_session()
        info.context.start_session(bound.session)
        return BindFirstCardSuccess(
            account=Account.of(bound.account),
            certificate=Certificate.of(bound.certificate),
            awaits_confirmation=bound.session is None,
            expires_at=bound.session.viewer.expires_at if bound.session else None,
        )
