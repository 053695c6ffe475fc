"""Queries and mutations with which administrators manage partners."""

from datetime import datetime

import strawberry
from strawberry import relay

from models.core.rules import PARTNER_TOKEN_LONGEST
from models.limits.table import Act
from resolvers.partner import manage
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.partner.record import Partner
from schema.partner.scope import PartnerScope
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last


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
    id: relay.GlobalID = strawberry.field(description="The ID of the partner.")
    overlap_hours: int = strawberry.field(
        default=24,
        description="The number of hours for which the old token stays valid beside the new one: 0 "
        "to 168.",
    )


@strawberry.input(description="Input for revoking a partner.")
class RevokePartnerInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the partner.")


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


# The list's name in its cursors.
_PARTNERS = "partners"


@strawberry.type
class StaffPartners:
    @result.field(
        raises=manage.LIST_RAISES,
        description="The partners, newest first, including revoked ones. Requires the ADMIN role.",
        directives=[PAGED],
    )
    async def partners(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Partner]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await manage.page_of_partners(
            viewer=info.context.viewer, window=asked.window(name=_PARTNERS)
        )
        return Connection.of(found, Partner.of, name=_PARTNERS)


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
        return CreatePartnerSuccess(partner=Partner.of(made.partner), token=made.token.text)

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
            partner_id=node_uuid(input.id, of=Partner),
            overlap_hours=input.overlap_hours,
            now=info.context.now,
        )
        return RotatePartnerTokenSuccess(partner=Partner.of(made.partner), token=made.token.text)

    @result.mutation(
        raises=manage.REVOKE_RAISES,
        description="Revokes a partner. Its tokens become invalid and its streams end immediately. "
        "Requires the ADMIN role and a fresh card proof.",
    )
    async def revoke_partner(self, info: Info, input: RevokePartnerInput) -> RevokePartnerSuccess:
        await info.context.limit(Act.CHANGE)
        ended = await manage.revoke_partner(
            actor=info.context.viewer,
            partner_id=node_uuid(input.id, of=Partner),
            now=info.context.now,
        )
        return RevokePartnerSuccess(partner=Partner.of(ended))
