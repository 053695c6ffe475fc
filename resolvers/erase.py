"""Personal data that is needed no more is erased: applications, sessions, mails, evidence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from models.application import Application
from models.certificate import Certificate, CertificateStatus
from models.challenge import Challenge
from models.database import tx
from models.event import Fact
from models.evidence import Evidence
from models.link import Link
from models.mail import Mail, MailState
from models.moves import CAME_TO_NOTHING
from models.session import Session

ERASER = "service:erase"
BATCH = 200
# How a card's holder is reached is of no use once the card is not at its place any more.
_GONE = (
    CertificateStatus.REMOVED,
    CertificateStatus.REPLACED,
    CertificateStatus.REVOKED,
    CertificateStatus.EXPIRED,
)


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """Say how long what is kept: what came to nothing, sessions, sent mails, evidence."""

    came_to_nothing: timedelta
    sessions: timedelta
    mails: timedelta
    evidence: timedelta


async def erase_next(*, keeping: Keeping, now: datetime) -> bool:
    """Erase a little of what is overdue; False when nothing is.

    Asked again until then; each step is whole, and two workers may take it at once.
    """
    return (
        await _application(before=now - keeping.came_to_nothing, at=now)
        or await _contacts(before=now - keeping.came_to_nothing)
        or await _sessions(before=now - keeping.sessions)
        or await _mails(before=now - keeping.mails)
        or await _evidence(before=now - keeping.evidence, at=now)
    )


async def _application(*, before: datetime, at: datetime) -> bool:
    """Erase one application that came to nothing, with its card, its links and its mails.

    The journal keeps that there was one; it names no person.
    """
    overdue = Application.filter(status__in=CAME_TO_NOTHING, closed_at__lte=before)
    application = await overdue.order_by("closed_at").first()
    if application is None:
        return False
    async with tx() as change:
        await Mail.filter(subject=application.subject).delete()
        await Link.filter(application_id=application.id).delete()
        await Certificate.filter(application_id=application.id, account_id__isnull=True).delete()
        if await Application.filter(id=application.id, version=application.version).delete():
            fact = Fact(subject=application.subject, kind="ERASED", actor=ERASER, at=at)
            change.record(fact)
    return True


async def _contacts(*, before: datetime) -> bool:
    """Forget telephone and e-mail of cards that have gone; whose they were stays for disputes."""
    known = ~Q(phone="") | ~Q(email="")
    gone = Certificate.filter(known, status__in=_GONE, released_at__lte=before)
    ids = await gone.limit(BATCH).values_list("id", flat=True)
    if ids:
        await gone.filter(id__in=ids).update(phone="", email="")
    return bool(ids)


async def _sessions(*, before: datetime) -> bool:
    """Erase sessions that ended long ago, and their challenges."""
    over = Session.filter(Q(expires_at__lte=before) | Q(ended_at__lte=before))
    ids = await over.limit(BATCH).values_list("id", flat=True)
    if ids:
        async with tx():
            await Application.filter(session_id__in=ids).update(session_id=None)
            await Challenge.filter(session_id__in=ids).delete()
            await Session.filter(id__in=ids).delete()
    return bool(ids)


async def _mails(*, before: datetime) -> bool:
    """Erase mails that went out, or never will, long ago."""
    settled = Mail.filter(state__in=(MailState.SENT, MailState.GIVEN_UP), queued_at__lte=before)
    ids = await settled.limit(BATCH).values_list("id", flat=True)
    if ids:
        await Mail.filter(id__in=ids).delete()
    return bool(ids)


async def _evidence(*, before: datetime, at: datetime) -> bool:
    """Erase evidence whose legal term is over, and say in the journal how much it was."""
    ids = await Evidence.filter(at__lte=before).limit(BATCH).values_list("id", flat=True)
    if not ids:
        return False
    async with tx() as change:
        gone = await Evidence.filter(id__in=ids).delete()
        many = {"count": str(gone)}
        fact = Fact(
            subject="evidence:term", kind="EVIDENCE_ERASED", actor=ERASER, at=at, payload=many
        )
        change.record(fact)
    return True
