"""A reviewer claims a case for ``CLAIM_LIFE``, releases it, or requests a new automatic review."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.database.transaction import tx
from models.review import claim, lifecycle
from models.review.claim import AlreadyClaimed, NotClaimed, OwnCase
from models.review.queue import case_of
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer

RAISES = (*NOT_STAFF, ApplicationNotFound, OwnCase, ApplicationMoved, AlreadyClaimed)


async def claim_application(
    *, viewer: Viewer | None, application_id: UUID, now: datetime
) -> Application:
    """Claim a case, or extend the viewer's own claim by ``CLAIM_LIFE``.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises ApplicationNotFound: when there is no such case.
    :raises OwnCase: when it is a case of the viewer's own company.
    :raises ApplicationMoved: when it is not under review.
    :raises AlreadyClaimed: when another reviewer has it.
    """
    someone = require_staff(viewer)
    application = await case_of(someone, application_id)
    await claim.require_not_own(application, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, case=application)
        return await claim.claim(application, change, staff=someone, at=now)


RELEASE_RAISES = (*NOT_STAFF, ApplicationNotFound, NotClaimed)


async def release_application(
    *, viewer: Viewer | None, application_id: UUID, now: datetime
) -> Application:
    someone = require_staff(viewer)
    application = await case_of(someone, application_id)
    async with tx() as change:
        await require_still(someone, at=now, case=application)
        return await claim.release(application, change, staff=someone, at=now)


REVIEW_AGAIN_RAISES = (*NOT_STAFF, ApplicationNotFound, OwnCase, AlreadyClaimed, ApplicationMoved)


async def review_again(
    *, viewer: Viewer | None, application_id: UUID, now: datetime
) -> Application:
    """Schedule another automatic review at once, for a registry that was corrected.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises ApplicationNotFound: when there is no such case.
    :raises OwnCase: when it is a case of the viewer's own company.
    :raises AlreadyClaimed: when another reviewer has it.
    :raises ApplicationMoved: when it is not under review, or was moved meanwhile.
    """
    someone = require_staff(viewer)
    application = await case_of(someone, application_id)
    await claim.require_not_own(application, staff=someone)
    await claim.require_unclaimed(application, staff=someone, at=now)
    async with tx() as change:
        await require_still(someone, at=now, case=application)
        await lifecycle.begin_again(application, change, actor=someone.actor, at=now)
    return application
