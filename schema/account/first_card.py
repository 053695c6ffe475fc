"""Accounts without a card: a link is asked for, followed, and the first card bound."""

from datetime import datetime

import strawberry

from models.core.rules import FIRST_CARD_SESSION_LIFE, MINUTE
from models.limits.table import Act
from models.session.roles import AccountKind
from models.signature.verification import SignedChallenge
from resolvers.session import bind_first_card, follow_link, request_link
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import uuid_of
from schema.scalars import Base64


@strawberry.type(
    description="Whose first card a mailed link is for. Looking at it changes nothing."
)
class SignInLink:
    control_number: str = strawberry.field(description="管制編號, or the number of our own.")
    name: str | None = strawberry.field(description="公司名稱, or the name of the unit.")
    kind: AccountKind = strawberry.field(description="Whose account it is.")
    expires_at: datetime = strawberry.field(description="When the link is of no use any more.")


@strawberry.input(description="Whose link is asked for.")
class RequestSignInLinkInput:
    control_number: str = strawberry.field(
        description="管制編號; of vendors and staff the number of their account (VND-0001)."
    )


@strawberry.input(description="The link that lets this browser bind the first card.")
class FollowSignInLinkInput:
    token: str = strawberry.field(description="What stands behind the # of the mailed link.")


@strawberry.input(description="The first card of the account that the link was for.")
class BindFirstCardInput:
    challenge_id: strawberry.ID = strawberry.field(
        description="The challenge that was signed, of purpose FIRST_CARD."
    )
    signature: Base64 = strawberry.field(description="CMS SignedData, as for binding.")
    phone: str = strawberry.field(description="連絡電話.")
    email: str = strawberry.field(description="Email of the card's holder.")
    label: str | None = strawberry.field(
        default=None, description="What the card is called here; may be left empty."
    )


@strawberry.type(
    description="If there is an account of this number that has no card, a link is on its way to "
    "its registered mailbox; whether there is one is not told."
)
class RequestSignInLinkSuccess:
    asked: bool = strawberry.field(description="Always true.")


@strawberry.type(
    description=f"This browser has {FIRST_CARD_SESSION_LIFE // MINUTE} minutes to bind the "
    "account's first card, which uses up the link, and may do nothing else."
)
class FollowSignInLinkSuccess:
    control_number: str = strawberry.field(
        description="管制編號, or the number of our own: what the card's challenge will name."
    )
    name: str | None = strawberry.field(description="公司名稱, or the name of the unit.")
    expires_at: datetime = strawberry.field(description="When the session ends at the latest.")


@strawberry.type(description="The card is bound and signed in: the browser has a new session.")
class BindFirstCardSuccess:
    account: Account = strawberry.field(description="The account.")
    certificate: Certificate = strawberry.field(description="The card.")
    expires_at: datetime = strawberry.field(description="When the session ends at the latest.")


@strawberry.type
class FirstCardQuery:
    """Look at a sign-in link."""

    @result.field(
        raises=follow_link.SEE_RAISES, description="Whose first card a mailed link is for."
    )
    async def sign_in_link(self, info: Info, token: str) -> SignInLink:
        seen = await follow_link.see_sign_in_link(token=token, now=info.context.now)
        return SignInLink(
            control_number=seen.account.control_number,
            name=seen.account.name,
            kind=seen.account.kind,
            expires_at=seen.link.expires_at,
        )


@strawberry.type
class FirstCardMutation:
    """Gather the acts on an account without a card."""

    @result.mutation(
        raises=request_link.RAISES,
        description="Ask for the link that leads to an account's first card (自然人憑證帳號綁定).",
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
        description="Follow a mailed link. Gives a session that can only bind.",
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
        description="Bind the account's first card, and sign in with it.",
    )
    async def bind_first_card(self, info: Info, input: BindFirstCardInput) -> BindFirstCardSuccess:
        services = info.context.services
        presented = SignedChallenge(
            challenge_id=uuid_of(input.challenge_id), signature=input.signature
        )
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
        info.context.start_session(bound.session)
        return BindFirstCardSuccess(
            account=Account.of(bound.account),
            certificate=Certificate.of(bound.certificate),
            expires_at=bound.session.viewer.expires_at,
        )
