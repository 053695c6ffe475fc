"""An ADMIN lists the cards of invited staff that await confirmation."""

from datetime import datetime

from models.card.certificate import Certificate, CertificateStatus
from models.core.paging import Page, Window, page
from models.session.permissions import NOT_STAFF, require_staff
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Viewer

RAISES = NOT_STAFF


async def awaiting_confirmation(
    *, viewer: Viewer | None, window: Window, now: datetime
) -> Page[Certificate]:
    """Return a page of the cards that `confirm` accepts, those bound first at the beginning.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    waiting = Certificate.filter(
        status=CertificateStatus.LIVE,
        on_hold_since__isnull=True,
        not_after__gte=now,
        account__kind=AccountKind.STAFF,
        account__status=AccountStatus.ACTIVE,
        membership__ended_at__isnull=True,
        membership__confirmed_at__isnull=True,
    )
    listed: Page[Certificate] = await page(waiting, window, order="bound_at")
    return listed
