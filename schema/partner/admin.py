"""Queries and mutations with which administrators manage partners."""

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
    description="An access token of a partner. The token's text is returned only once, when "
    "the token is created."
)
class PartnerToken:
    id: strawberry.ID = strawberry.field(
        description="The ID of the token in the journal (`partner-token:…`)."
    )
    prefix: str = strawberry.field(
        description="The first characters of the token, which identify it."
    )
    created_at: datetime = strawberry.field(
        description="The date and time when the token was created."
    )
    expires_at: datetime = strawberry.field(
        description="The date and time when the token expires or expired."
    )
    last_used_at: datetime | None = strawberry.field(
        description="The date and time when the token was last used, to the minute. Null when it "
        "was never used."
    )
    revoked_at: datetime | None = strawberry.field(
        description="The date and time when the token was revoked. Null when it was not revoked."
    )

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


@strawberry.type(
    description="A partner: another system of the zone that accesses this service with tokens."
)
class Partner:
    id: strawberry.ID = strawberry.field(
        description="The ID of the partner, for rotating its token and revoking it."
    )
    name: str = strawberry.field(description="The name that is shown to account holders and staff.")
    scopes: list[PartnerScope] = strawberry.field(description="The scopes of the partner's tokens.")
    version: str = strawberry.field(
        description="An opaque text that changes with the name, the scopes and the handoff "
        "address, for `updatePartner`."
    )
    handoff_url: str | None = strawberry.field(
        description="The address to which account holders are redirected, with a handoff code. "
        "Null when handoff is not set up."
    )
    created_at: datetime = strawberry.field(
        description="The date and time when the partner was created."
    )
    created_by: str = strawberry.field(
        description="The administrator who created the partner, as the journal identifies the "
        "actor."
    )
    revoked_at: datetime | None = strawberry.field(
        description="The date and time when the partner was revoked. Null when it was not revoked."
    )
    tokens: list[PartnerToken] = strawberry.field(description="The partner's tokens, newest first.")

    @classmethod
    async def of(cls, record: partner.Partner) -> Self:
        tokens = await manage.tokens_of(record)
        return cls(
            id=strawberry.ID(str(record.id)),
            name=record.name,
            scopes=[scope for scope in Scope if scope in record.reach],
            version=record.version,
            handoff_url=record.handoff_url,
            created_at=record.created_at,
            created_by=record.created_by,
            revoked_at=record.revoked_at,
            tokens=[PartnerToken.of(token) for token in tokens],
        )


@strawberry.type(description="A list of all partners.")
class PartnerList:
    partners: list[Partner] = strawberry.field(
        description="The partners by name, including revoked ones."
    )


@strawberry.input(description="Input for creating a partner.")
class CreatePartnerInput:
    name: str = strawberry.field(
        description="The name, at most 80 characters; must be unique among partners."
    )
    scopes: list[PartnerScope] = strawberry.field(
        description="The scopes of the partner's tokens; at least one."
    )
    expires_at: datetime = strawberry.field(
        description="The date and time when the first token expires; at most "
        f"{PARTNER_TOKEN_LONGEST.days} days from now."
    )
    handoff_url: str | None = strawberry.field(
        default=None,
        description="The https address to which account holders are redirected. Required for the "
        "HANDOFF scope.",
    )


@strawberry.input(description="Input for rotating a partner's token.")
class RotatePartnerTokenInput:
    id: strawberry.ID = strawberry.field(description="The ID of the partner.")
    overlap_hours: int = strawberry.field(
        default=24,
        description="The number of hours for which the old token stays valid beside the new one: 0 "
        "to 168.",
    )


@strawberry.input(description="Input for revoking a partner.")
class RevokePartnerInput:
    id: strawberry.ID = strawberry.field(description="The ID of the partner.")


@strawberry.type(description="The partner is created. The token's text is not returned again.")
class CreatePartnerSuccess:
    partner: Partner = strawberry.field(description="The new partner.")
    token: str = strawberry.field(description="The token's text. The service stores only its hash.")


@strawberry.type(description="The partner has a new token. Its text is not returned again.")
class RotatePartnerTokenSuccess:
    partner: Partner = strawberry.field(description="The partner.")
    token: str = strawberry.field(description="The token's text. The service stores only its hash.")


@strawberry.type(description="The partner and all of its tokens are revoked.")
class RevokePartnerSuccess:
    partner: Partner = strawberry.field(description="The revoked partner.")


@strawberry.type
class PartnerAdminQuery:
    @result.field(
        raises=manage.LIST_RAISES, description="Returns all partners. Requires the ADMIN role."
    )
    async def partners(self, info: Info) -> PartnerList:
        found = await manage.list_partners(actor=info.context.viewer)
        return PartnerList(partners=[await Partner.of(record) for record in found])


@strawberry.type
class PartnerAdminMutation:
    @result.mutation(
        raises=manage.CREATE_RAISES,
        description="Creates a partner and its first token. Requires the ADMIN role and a fresh "
        "card proof.",
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
        description="Creates a new token for a partner. The old token stays valid for an overlap. "
        "Requires the ADMIN role and a fresh card proof.",
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
        description="Revokes a partner. Its tokens become invalid and its streams end immediately. "
        "Requires the ADMIN role and a fresh card proof.",
    )
    async def revoke_partner(self, info: Info, input: RevokePartnerInput) -> RevokePartnerSuccess:
        await info.context.limit(Act.CHANGE)
        ended = await manage.revoke_partner(
            actor=info.context.viewer, partner_id=uuid_of(input.id), now=info.context.now
        )
        return RevokePartnerSuccess(partner=await Partner.of(ended))
