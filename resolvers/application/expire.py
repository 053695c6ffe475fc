"""Overdue applications are closed: without a card, uncorrected, or never activated."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from models.application.application import Application, ApplicationMoved
from models.application.transitions import OPEN, ClosedBecause, Status
from models.card.certificate import Certificate
from models.database.brake import Brake
from models.database.put_off import PutOff
from models.database.transaction import tx
from models.link.link import Link

CLOSER = "service:expire"
_PUT_OFF, _BRAKE = PutOff("expire"), Brake("expire")
REASONS: Mapping[Status, ClosedBecause] = {
    Status.DRAFT: ClosedBecause.NO_CARD_IN_TIME,
    Status.REJECTED: ClosedBecause.NOT_CORRECTED_IN_TIME,
    Status.APPROVED: ClosedBecause.NOT_ACTIVATED_IN_TIME,
}


async def expire_next(*, now: datetime) -> bool:
    """Close the open application that expired first; return False when there is none."""
    due = Application.filter(status__in=OPEN, expires_at__lte=now)
    if not await _BRAKE.is_free(due, of=Application.filter(status__in=OPEN), at=now):
        return False
    application_id = await _PUT_OFF.next(due.order_by("expires_at"), at=now)
    if application_id is None:
        return False
    # If the applicant acts first, nothing is done, and the next call does not find it.
    with _PUT_OFF.trying(application_id, at=now), suppress(ApplicationMoved):
        await _close(application_id, now=now)
    return True


async def _close(application_id: UUID, *, now: datetime) -> None:
    application = await Application.get(id=application_id)
    async with tx() as change:
        reason = REASONS[application.status]
        await application.close(change, because=reason, actor=CLOSER, at=now)
        await Certificate.release(application_id=application.id, at=now)
        await Link.void(application_id=application.id, at=now)
