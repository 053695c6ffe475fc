"""A holder sees the zone's other systems in the menu."""

from datetime import datetime

from models.openid.menu import MenuEntry, menu
from models.session.permissions import require_signed_in
from models.session.session import Viewer


async def list_systems(*, viewer: Viewer | None, now: datetime) -> list[MenuEntry]:
    """Return the menu; it is empty for staff, whom partners do not know.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    """
    if require_signed_in(viewer).role is not None:
        return []
    return await menu(at=now)
