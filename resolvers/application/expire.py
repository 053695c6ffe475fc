"""Overdue applications are closed: without a card, uncorrected, or never activated."""

from collections.abc import Mapping
from datetime import datetime

from models.application.application import Application
from models.application.transitions import OPEN, ClosedBecause, Status
from models.card.certificate import Certificate
from models.database.set_aside import SetAside
from models.database.transaction import tx
from models.link.link import Link

CLOSER = "service:expire"
REASONS: Mapping[Status, ClosedBecause] = {
    Status.DRAFT: ClosedBecause.NO_CARD_IN_TIME,
    Status.REJECTED: ClosedBecause.NOT_CORRECTED_IN_TIME,
    Status.APPROVED: ClosedBecause.NOT_ACTIVATED_IN_TIME,
}


async def expire_next(*, now: datetime) -> bool:
    """Close the open application that expired first; return False when there is none."""
    due = Application.filter(status__in=OPEN, expires_at__lte=now).order_by("expires_at")
    application = await SetAside.first_of(due, job=CLOSER, at=now)
    if application is None:
        return False
    async with SetAside.on_fault(application.id, job=CLOSER, at=now), tx() as change:
        reason = REASONS[application.status]
        await application.close(change, because=reason, actor=CLOSER, at=now)
        await Certificate.release(application_id=application.id, at=now)
        await Link.void(application_id=application.id, at=now)
    return True
