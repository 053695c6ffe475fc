"""A reviewer sees the whole number of a case's card; the journal says who, and why."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.application.application import ApplicationNotFound
from models.database.transaction import tx
from models.review.card_number import NoCard, NumberReason, show_number
from models.review.queue import case_of
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer

RAISES = (*NOT_STAFF, ApplicationNotFound, NoCard)


async def reveal_card_number(
    *, viewer: Viewer | None, application_id: UUID, reason: NumberReason, now: datetime
) -> str:
    """Return the number in full.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises ApplicationNotFound: when there is no such case.
    :raises NoCard: when no card is bound to it.
    """
    someone = require_staff(viewer)
    application = await case_of(someone, application_id)
    async with tx() as change:
        await require_still(someone, at=now, case=application)
        return await show_number(application, change, reason=reason, staff=someone, at=now)
