"""An ADMIN writes her rehearsal into the journal, or looks at one again."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.database.transaction import tx
from models.rehearsal.rehearsal import (
    Rehearsal,
    RehearsalNotFound,
    RehearsalRecorded,
    RehearsalWithoutCard,
)
from models.session.permissions import NOT_STAFF, require_staff
from models.session.roles import Role
from models.session.session import Viewer

RAISES = (*NOT_STAFF, RehearsalNotFound, RehearsalRecorded, RehearsalWithoutCard)


async def record_rehearsal(
    *, viewer: Viewer | None, rehearsal_id: UUID, now: datetime
) -> Rehearsal:
    """Write a rehearsal of the viewer's into the journal: how much held, and never of whom.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises RehearsalNotFound: when she carried out none such, or it is too old.
    :raises RehearsalWithoutCard: when no card of a trusted CA was recognised.
    :raises RehearsalRecorded: when it was written before.
    """
    someone = require_staff(viewer, at_least=Role.ADMIN)
    rehearsal = await Rehearsal.own(rehearsal_id, actor=someone.actor, at=now)
    async with tx() as change:
        await require_still(someone, at=now)
        await rehearsal.record(change, actor=someone.actor, at=now)
    return rehearsal


async def find_rehearsal(*, viewer: Viewer | None, rehearsal_id: UUID) -> Rehearsal | None:
    """Return a rehearsal of any ADMIN; None if there is none.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    return await Rehearsal.get_or_none(id=rehearsal_id)
