"""An applicant withdraws an application, which releases its card."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still_own
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.transitions import ActorKind, Status
from models.card.certificate import Certificate
from models.database.transaction import tx
from models.link.link import Link
from models.session.session import Viewer

RAISES = (ApplicationNotFound, ApplicationMoved)


async def withdraw(*, viewer: Viewer | None, application_id: UUID, now: datetime) -> Application:
    application = await Application.for_viewer(viewer, application_id)
    actor = viewer.actor if viewer else ""
    async with tx() as change:
        await require_still_own(application, viewer, at=now)
        columns = {"expires_at": None, "review_due_at": None}
        await application.move(
            change,
            Status.WITHDRAWN,
            actor_kind=ActorKind.APPLICANT,
            actor=actor,
            at=now,
            columns=columns,
        )
        await Certificate.release(application_id=application.id, at=now)
        await Link.void(application_id=application.id, at=now)
    return application
