"""Partners and their tokens, as administrators see them, and holders in their menu."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.partner import partner
from models.partner.partner import Scope
from models.session.permissions import is_staff
from models.session.roles import Role
from resolvers.partner import handoff, manage
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most
from schema.partner.scope import PartnerScope
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode

# The list's name in its cursors.
_TOKENS = "tokens"


def _of_admins(
    kind: object,
    read: Callable[[partner.Partner], object],
    *,
    description: str,
    directives: Sequence[object] = (),
) -> Any:
    """Declare a field that administrators see, and everybody else as null."""

    def resolve(root: "Partner", info: Info) -> Any:
        may = is_staff(info.context.viewer, at_least=Role.ADMIN)
        return read(root.record) if may else None

    return strawberry.field(
        resolver=resolve,
        graphql_type=kind,
        description=f"{description} Null for viewers other than administrators.",
        directives=directives,
    )


@strawberry.type(
    description="An access token of a partner. The token's text is returned only once, when "
    "the token is created."
)
class PartnerToken(SeenNode):
    id: relay.NodeID[str]
    subject: str = strawberry.field(
        description="The token as the journal identifies it: `partner-token:…`."
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
            id=str(record.id),
            subject=record.subject,
            prefix=record.prefix,
            created_at=record.created_at,
            expires_at=record.expires_at,
            last_used_at=record.last_used_at,
            revoked_at=record.revoked_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await manage.see_token(viewer=info.context.viewer, token_id=node_id)
        return cls.of(found) if found else None


@strawberry.type(
    description="A partner: another system of the zone that accesses this service with tokens. "
    "Account holders to whose menu it belongs see its name."
)
class Partner(SeenNode):
    id: relay.NodeID[str]
    name: str = strawberry.field(description="The name that is shown to account holders and staff.")
    record: strawberry.Private[partner.Partner]

    scopes = _of_admins(
        list[PartnerScope] | None,
        lambda one: [scope for scope in Scope if scope in one.reach],
        description="The scopes of the partner's tokens.",
        directives=[at_most(len(PartnerScope))],
    )
    version = _of_admins(
        str | None,
        lambda one: one.version,
        description="An opaque text that changes with the name, the scopes and the handoff "
        "address, for `updatePartner`.",
    )
    handoff_url = _of_admins(
        str | None,
        lambda one: one.handoff_url,
        description="The address to which account holders are redirected, with a handoff code; "
        "null when handoff is not set up.",
    )
    created_at = _of_admins(
        datetime | None,
        lambda one: one.created_at,
        description="The date and time when the partner was created.",
    )
    created_by = _of_admins(
        str | None,
        lambda one: one.created_by,
        description="The administrator who created the partner, as the journal identifies the "
        "actor.",
    )
    revoked_at = _of_admins(
        datetime | None,
        lambda one: one.revoked_at,
        description="The date and time when the partner was revoked; null when it was not.",
    )

    @result.field(
        raises=manage.LIST_RAISES,
        description="The partner's tokens, those that expire last first. Requires the ADMIN role.",
        directives=[PAGED],
    )
    async def tokens(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PartnerToken]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await manage.page_of_tokens(
            self.record, viewer=info.context.viewer, window=asked.window(name=_TOKENS)
        )
        return Connection.of(found, PartnerToken.of, name=_TOKENS)

    @classmethod
    def of(cls, record: partner.Partner) -> Self:
        return cls(id=str(record.id), name=record.name, record=record)

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await handoff.see_partner(
            viewer=info.context.viewer, partner_id=node_id, now=info.context.now
        )
        return cls.of(found) if found else None
