"""Handoff of signed-in account holders to the zone's other systems."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models.core.rules import PARTNER_HANDOFF_LIFE
from models.limits.table import Act
from models.partner.arrival import WhoCame
from models.partner.handoff import MOST_SYSTEMS
from models.session.permissions import SignInNeeded
from models.session.roles import AccountKind
from resolvers.partner import handoff
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most
from schema.ids import node_uuid
from schema.partner.record import Partner


@strawberry.input(description="Input for creating a handoff.")
class CreateHandoffInput:
    partner_id: relay.GlobalID = strawberry.field(
        description="The ID of the destination, from `handoffDestinations`."
    )


@strawberry.input(description="Input for redeeming a handoff code.")
class RedeemHandoffInput:
    code: str = strawberry.field(description="The value of the `code` parameter of the address.")


@strawberry.type(
    description="The handoff code is issued. Redirect the browser to the address within "
    f"{PARTNER_HANDOFF_LIFE.seconds} seconds."
)
class CreateHandoffSuccess:
    url: str = strawberry.field(description="The partner's address with the single-use code.")
    expires_at: datetime = strawberry.field(description="The date and time when the code expires.")


@strawberry.type(
    description="The account holder whose handoff code was redeemed. The code cannot be used again."
)
class RedeemHandoffSuccess:
    holder_name: str = strawberry.field(description="The name on the certificate (自然人憑證姓名).")
    certificate_sha256: str = strawberry.field(
        description="The SHA-256 fingerprint (hex) of the card's certificate, as in the account "
        "events."
    )
    card_number: str = strawberry.field(
        description="The card number (卡號) with its middle masked."
    )
    control_number: str = strawberry.field(
        description="The control number (管制編號) of the account for which the person acts."
    )
    account_kind: AccountKind = strawberry.field(
        description="The kind of account for which the person acts."
    )
    account_name: str | None = strawberry.field(
        description="The company name (公司名稱), or the name of the unit."
    )
    signed_in_at: datetime = strawberry.field(
        description="The date and time when the card signed in to this service."
    )
    proven_at: datetime = strawberry.field(
        description="The date and time when the card last signed a proof here."
    )

    @classmethod
    def of(cls, came: WhoCame) -> Self:
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
    @strawberry.field(
        description="The systems to which the viewer can be handed off, by name; "
        f"{MOST_SYSTEMS} at most. Empty when the viewer is not signed in.",
        directives=[at_most(MOST_SYSTEMS)],
    )
    async def handoff_destinations(self, info: Info) -> list[Partner]:
        try:
            found = await handoff.list_destinations(
                viewer=info.context.viewer, now=info.context.now
            )
        except SignInNeeded:
            return []
        return [Partner.of(one) for one in found]


@strawberry.type
class HandoffMutation:
    @result.mutation(
        raises=handoff.CREATE_RAISES,
        description="Creates a handoff to another of the zone's systems. Returns its address with "
        f"a single-use code that is valid for {PARTNER_HANDOFF_LIFE.seconds} seconds "
        "and for that system only.",
    )
    async def create_handoff(self, info: Info, input: CreateHandoffInput) -> CreateHandoffSuccess:
        await info.context.limit(Act.CHANGE)
        made = await handoff.create_handoff(
            viewer=info.context.viewer,
            partner_id=node_uuid(input.partner_id, of=Partner),
            now=info.context.now,
        )
        return CreateHandoffSuccess(url=made.url, expires_at=made.expires_at)

    @result.mutation(
        raises=handoff.REDEEM_RAISES,
        description="Redeems a handoff code and returns the account holder. To be called by the "
        "partner's server. Requires the scope handoff.",
    )
    async def redeem_handoff(self, info: Info, input: RedeemHandoffInput) -> RedeemHandoffSuccess:
        await info.context.limit(Act.LINK)
        came = await handoff.redeem_handoff(
            partner=info.context.partner, code=input.code, now=info.context.now
        )
        return RedeemHandoffSuccess.of(came)
