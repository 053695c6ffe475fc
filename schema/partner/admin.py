"""Partner systems as an administrator sees and changes them."""

from datetime import datetime
from typing import Self

import strawberry

from models.core.rules import PARTNER_TOKEN_LONGEST
from models.limits.table import Act
from models.partner import partner
from models.partner.partner import Scope
from resolvers.partner import manage
from schema.context import Info
from schema.errors import result
from schema.ids import uuid_of
from schema.partner.partner import PartnerScope


@strawberry.type(
    description="A token of a partner. The token itself is shown once, when it is made."
)
class PartnerToken:
    id: strawberry.ID = strawberry.field(description="Its id in the journal (partner-token:…).")
    prefix: str = strawberry.field(description="How the token begins, to tell it from another.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="When it ends, or ended, by itself.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute; null when never."
    )
    revoked_at: datetime | None = strawberry.field(description="When it was ended before its time.")

    @classmethod
    def of(cls, record: partner.PartnerToken) -> Self:
        return cls(
            id=strawberry.ID(str(record.id)),
            prefix=record.prefix,
            created_at=record.created_at,
            expires_at=record.expires_at,
            last_used_at=record.last_used_at,
            revoked_at=record.revoked_at,
        )


@strawberry.type(description="One of the zone's other systems, which asks by tokens.")
class Partner:
    id: strawberry.ID = strawberry.field(description="To rotate and revoke it by.")
    name: str = strawberry.field(description="What holders and staff know it by.")
    scopes: list[PartnerScope] = strawberry.field(description="What its tokens may ask.")
    handoff_url: str | None = strawberry.field(description="Where holders are sent, with a code.")
    created_at: datetime = strawberry.field(description="When it was let in.")
    created_by: str = strawberry.field(description="Who let it in, as the journal names them.")
    revoked_at: datetime | None = strawberry.field(description="When it was shut out.")
    tokens: list[PartnerToken] = strawberry.field(description="Its tokens, the newest first.")

    @classmethod
    async def of(cls, record: partner.Partner) -> Self:
        tokens = await manage.tokens_of(record)
        return cls(
            id=strawberry.ID(str(record.id)),
            name=record.name,
            scopes=[scope for scope in Scope if scope in record.reach],
            handoff_url=record.handoff_url,
            created_at=record.created_at,
            created_by=record.created_by,
            revoked_at=record.revoked_at,
            tokens=[PartnerToken.of(token) for token in tokens],
        )


@strawberry.type(description="All partners.")
class PartnerList:
    partners: list[Partner] = strawberry.field(description="By name; those shut out too.")


@strawberry.input(description="A new partner.")
class CreatePartnerInput:
    name: str = strawberry.field(description="At most 80 characters; no other partner's.")
    scopes: list[PartnerScope] = strawberry.field(
        description="What its tokens may ask; at least one."
    )
    expires_at: datetime = strawberry.field(
        description=f"When its first token ends: within {PARTNER_TOKEN_LONGEST.days} days."
    )
    handoff_url: str | None = strawberry.field(
        default=None, description="Where holders are sent; needed for the scope HANDOFF. https."
    )


@strawberry.input(description="Which partner gets a new token.")
class RotatePartnerTokenInput:
    id: strawberry.ID = strawberry.field(description="The partner.")
    overlap_hours: int = strawberry.field(
        default=24, description="For how long the old token counts beside the new: 0 to 168."
    )


@strawberry.input(description="Which partner is shut out.")
class RevokePartnerInput:
    id: strawberry.ID = strawberry.field(description="The partner.")


@strawberry.type(description="The partner may ask. Its token is not shown again.")
class CreatePartnerSuccess:
    partner: Partner = strawberry.field(description="The partner.")
    token: str = strawberry.field(description="The token. Only its hash is kept here.")


@strawberry.type(description="The partner has a new token, which is not shown again.")
class RotatePartnerTokenSuccess:
    partner: Partner = strawberry.field(description="The partner.")
    token: str = strawberry.field(description="The token. Only its hash is kept here.")


@strawberry.type(description="No token of the partner counts any more.")
class RevokePartnerSuccess:
    partner: Partner = strawberry.field(description="The partner.")


@strawberry.type
class PartnerAdminQuery:
    """Gather what an administrator may ask about partners."""

    @result.field(raises=manage.LIST_RAISES, description="All partner systems, for an ADMIN.")
    async def partners(self, info: Info) -> PartnerList:
        found = await manage.list_partners(actor=info.context.viewer)
        return PartnerList(partners=[await Partner.of(record) for record in found])


@strawberry.type
class PartnerAdminMutation:
    """Gather what an administrator may do about partners; each needs a fresh card proof."""

    @result.mutation(
        raises=manage.CREATE_RAISES,
        description="Let a partner system in. ADMIN, with a fresh card proof.",
    )
    async def create_partner(self, info: Info, input: CreatePartnerInput) -> CreatePartnerSuccess:
        await info.context.limit(Act.CHANGE)
        made = await manage.create_partner(
            actor=info.context.viewer,
            name=input.name,
            scopes=input.scopes,
            handoff_url=input.handoff_url,
            expires_at=input.expires_at,
            mode=info.context.services.settings.mode,
            now=info.context.now,
        )
        return CreatePartnerSuccess(partner=await Partner.of(made.partner), token=made.token.text)

    @result.mutation(
        raises=manage.ROTATE_RAISES,
        description="Make a new token of a partner; the old one counts beside it for an overlap. "
        "ADMIN, with a fresh card proof.",
    )
    async def rotate_partner_token(
        self, info: Info, input: RotatePartnerTokenInput
    ) -> RotatePartnerTokenSuccess:
        await info.context.limit(Act.CHANGE)
        made = await manage.rotate_token(
            actor=info.context.viewer,
            partner_id=uuid_of(input.id),
            overlap_hours=input.overlap_hours,
            now=info.context.now,
        )
        return RotatePartnerTokenSuccess(
            partner=await Partner.of(made.partner), token=made.token.text
        )

    @result.mutation(
        raises=manage.REVOKE_RAISES,
        description="Shut a partner out: its tokens and its streams end at once. ADMIN, with a "
        "fresh card proof.",
    )
    async def revoke_partner(self, info: Info, input: RevokePartnerInput) -> RevokePartnerSuccess:
        await info.context.limit(Act.CHANGE)
        ended = await manage.revoke_partner(
            actor=info.context.viewer, partner_id=uuid_of(input.id), now=info.context.now
        )
        return RevokePartnerSuccess(partner=await Partner.of(ended))
