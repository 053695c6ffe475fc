"""Going over to another of the zone's systems, signed in."""

from datetime import datetime
from typing import Self

import strawberry

from models.core.rules import PARTNER_HANDOFF_LIFE
from models.limits.table import Act
from models.session.permissions import SignInNeeded
from models.session.roles import AccountKind
from resolvers.partner import handoff
from schema.context import Info
from schema.errors import result
from schema.ids import uuid_of


@strawberry.type(description="A system that a holder can go over to, for the menu.")
class HandoffDestination:
    id: strawberry.ID = strawberry.field(description="To go over to it by (createHandoff).")
    name: str = strawberry.field(description="What to show.")


@strawberry.input(description="Where the holder goes.")
class CreateHandoffInput:
    partner_id: strawberry.ID = strawberry.field(description="One of handoffDestinations.")


@strawberry.input(description="The code that a holder brought.")
class RedeemHandoffInput:
    code: str = strawberry.field(description="The parameter `code` of the address.")


@strawberry.type(
    description=f"Send the browser to the address within {PARTNER_HANDOFF_LIFE.seconds} seconds."
)
class CreateHandoffSuccess:
    url: str = strawberry.field(description="The partner's address with a code that works once.")
    expires_at: datetime = strawberry.field(description="When the code ends.")


@strawberry.type(description="Who came over. The code is spent.")
class RedeemHandoffSuccess:
    holder_name: str = strawberry.field(description="自然人憑證姓名, from the certificate.")
    certificate_sha256: str = strawberry.field(
        description="SHA-256 (hex) of the card's certificate, which the events name too."
    )
    card_number: str = strawberry.field(description="卡號; the middle is hidden.")
    control_number: str = strawberry.field(description="管制編號 that the person acts for.")
    account_kind: AccountKind = strawberry.field(description="Whose account it is.")
    account_name: str | None = strawberry.field(description="公司名稱, or the name of the unit.")
    signed_in_at: datetime = strawberry.field(description="When the card signed in here.")
    proven_at: datetime = strawberry.field(description="When the card last signed here.")

    @classmethod
    def of(cls, came: handoff.WhoCame) -> Self:
        return cls(
            holder_name=came.certificate.holder_name,
            certificate_sha256=came.certificate.sha256,
            card_number=came.certificate.masked_card_number,
            control_number=came.account.control_number,
            account_kind=came.account.kind,
            account_name=came.account.name,
            signed_in_at=came.signed_in_at,
            proven_at=came.proven_at,
        )


@strawberry.type
class HandoffQuery:
    """Gather what a holder may ask about going over."""

    @strawberry.field(
        description="The systems that this viewer can go over to; none without a sign-in."
    )
    async def handoff_destinations(self, info: Info) -> list[HandoffDestination]:
        try:
            found = await handoff.list_destinations(
                viewer=info.context.viewer, now=info.context.now
            )
        except SignInNeeded:
            return []
        return [HandoffDestination(id=strawberry.ID(str(one.id)), name=one.name) for one in found]


@strawberry.type
class HandoffMutation:
    """Gather the acts of going over."""

    @result.mutation(
        raises=handoff.CREATE_RAISES,
        description="Go over to another of the zone's systems: gives its address with a code that "
        f"works once, for {PARTNER_HANDOFF_LIFE.seconds} seconds, and for that system alone.",
    )
    async def create_handoff(self, info: Info, input: CreateHandoffInput) -> CreateHandoffSuccess:
        await info.context.limit(Act.CHANGE)
        made = await handoff.create_handoff(
            viewer=info.context.viewer,
            partner_id=uuid_of(input.partner_id),
            now=info.context.now,
        )
        return CreateHandoffSuccess(url=made.url, expires_at=made.expires_at)

    @result.mutation(
        raises=handoff.REDEEM_RAISES,
        description="Learn who came with a code. For a partner's server. Scope handoff.",
    )
    async def redeem_handoff(self, info: Info, input: RedeemHandoffInput) -> RedeemHandoffSuccess:
        await info.context.limit(Act.LINK)
        came = await handoff.redeem_handoff(
            partner=info.context.partner, code=input.code, now=info.context.now
        )
        return RedeemHandoffSuccess.of(came)
