"""The mutation with which administrators update a partner."""

import strawberry
from strawberry import relay

from models.limits.table import Act
from models.partner.form import PartnerEdit
from resolvers.partner import update
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.partner.record import Partner
from schema.partner.scope import PartnerScope


@strawberry.input(
    description="Input for updating a partner. Fields that are omitted, null or empty stay as "
    "they are."
)
class UpdatePartnerInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the partner.")
    version: str = strawberry.field(
        description="The version of the partner that the administrator saw."
    )
    name: str | None = strawberry.field(
        default=None,
        description="The new name, at most 80 characters; must be unique among partners.",
    )
    scopes: list[PartnerScope] | None = strawberry.field(
        default=None,
        description="All scopes that the partner's tokens have from now on; at least one.",
    )
    handoff_url: str | None = strawberry.field(
        default=None,
        description="The new https address to which account holders are redirected. Required for "
        "the HANDOFF scope if the partner has none.",
    )


@strawberry.type(description="The partner is as the input asked for.")
class UpdatePartnerSuccess:
    partner: Partner = strawberry.field(description="The partner.")


@strawberry.type
class PartnerUpdateMutation:
    @result.mutation(
        raises=update.RAISES,
        description="Updates a partner's name, scopes and handoff address. A scope that is taken "
        "away is lost immediately: by the partner's tokens, and by open streams that need it. "
        "Requires the ADMIN role and a fresh card proof.",
    )
    async def update_partner(self, info: Info, input: UpdatePartnerInput) -> UpdatePartnerSuccess:
        await info.context.limit(Act.CHANGE)
        updated = await update.update_partner(
            actor=info.context.viewer,
            partner_id=node_uuid(input.id, of=Partner),
            version=input.version,
            edit=PartnerEdit(name=input.name, scopes=input.scopes, handoff_url=input.handoff_url),
            mode=info.context.services.settings.mode,
            now=info.context.now,
        )
        return UpdatePartnerSuccess(partner=Partner.of(updated))
