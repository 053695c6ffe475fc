"""The menu of the zone's other systems."""

from typing import Self

import strawberry

from models.openid.menu import MenuEntry
from models.partner.handoff import MOST_SYSTEMS
from models.session.permissions import SignInNeeded
from resolvers.openid.list_systems import list_systems
from schema.context import Info
from schema.gate.directives import at_most
from schema.partner.record import Partner


@strawberry.type(description="One of the zone's other systems, to which the viewer can go.")
class System:
    partner: Partner = strawberry.field(description="The partner whose system it is.")
    login_url: str | None = strawberry.field(
        description="The address that starts the system's own sign-in (OpenID Connect Core §4), to "
        "which the browser navigates. Null where the system takes handoffs: `createHandoff`."
    )

    @classmethod
    def of(cls, entry: MenuEntry, *, issuer: str) -> Self:
        return cls(partner=Partner.of(entry.partner), login_url=entry.login_url(issuer=issuer))


@strawberry.type
class MenuQuery:
    @strawberry.field(
        description="The zone's other systems to which the viewer can go, by name, each once; "
        f"{MOST_SYSTEMS} at most. Empty when the viewer is not signed in.",
        directives=[at_most(MOST_SYSTEMS)],
    )
    async def systems(self, info: Info) -> list[System]:
        try:
            found = await list_systems(viewer=info.context.viewer, now=info.context.now)
        except SignInNeeded:
            return []
        issuer = info.context.services.settings.origin
        return [System.of(entry, issuer=issuer) for entry in found]
