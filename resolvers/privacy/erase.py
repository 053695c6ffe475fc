"""Personal data that is needed no more is erased: applications, sessions, mails, evidence."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from models.application.application import Application
from models.application.transitions import CAME_TO_NOTHING
from models.card.certificate import Certificate, CertificateStatus
from models.card.challenge import Challenge
from models.card_changes.card_change import CardChange, ChangeKind
from models.core.rules import NOT_ME_LIFE
from models.database.transaction import tx
from models.journal.event import NewEvent
from models.link.link import Link
from models.mail.outbox import Mail, MailState
from models.session.session import Session
from models.signature.evidence import Evidence

log = logging.getLogger(__name__)

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
        or await _edits(before=now - keeping.came_to_nothing, now=now)
        or await _sessions(before=now - keeping.sessions)
        or await _mails(before=now - keeping.mails)
        or await _evidence(before=now - keeping.evidence, at=now)
    )


async def _application(*, before: datetime, at: datetime) -> bool:
    """Erase the first application that came to nothing and can be erased.

    One that something else still needs stays, and is named in the log; it stops no other.
    """
    overdue = Application.filter(status__in=CAME_TO_NOTHING, closed_at__lte=before)
    async for application in overdue.order_by("closed_at"):
        try:
            await _erase(application, at=at)
        except IntegrityError as fault:
            log.warning("%s is overdue and cannot be erased: %s", application.case_number, fault)
        else:
            return True
    return False


async def _erase(application: Application, *, at: datetime) -> None:
    """Erase an application, or a change of an account's data, with card, links and mails.

    The journal keeps that there was one; it names no person.

    :raises IntegrityError: when an account, or a change of cards, rests on it or on its card.
    """
    links = Link.filter(application_id=application.id)
    async with tx() as change:
        of_links = Q(link_id__in=await links.values_list("id", flat=True))
        await Mail.filter(Q(subject=application.subject) | of_links).delete()
        await links.delete()
        await Certificate.filter(application_id=application.id, account_id__isnull=True).delete()
        if await Application.filter(id=application.id, version=application.version).delete():
            fact = NewEvent(subject=application.subject, kind="ERASED", actor=ERASER, at=at)
            change.record(fact)


async def _contacts(*, before: datetime) -> bool:
    """Forget telephone and e-mail of cards that have gone; whose they were stays for disputes.

    One whose going somebody objected to may have to be put back, and keeps them until then.
    """
    known = ~Q(phone="") | ~Q(email="")
    waiting = CardChange.filter(reported_at__isnull=False, settled_at__isnull=True)
    named = await waiting.values_list("certificate_id", "previous_id")
    disputed = {card_id for pair in named for card_id in pair if card_id}
    gone = Certificate.filter(known, status__in=_GONE, released_at__lte=before)
    gone = gone.exclude(id__in=disputed)
    ids = await gone.limit(BATCH).values_list("id", flat=True)
    if ids:
        await gone.filter(id__in=ids).update(phone="", email="")
    return bool(ids)


async def _edits(*, before: datetime, now: datetime) -> bool:
    """Forget what an edited card had before, once nobody can object any more, or staff settled it.

    An objection that waits for staff keeps it: it may have to be put back.
    """
    settled = Q(settled_at__lte=before)
    stood = Q(reported_at__isnull=True, at__lte=min(before, now - NOT_ME_LIFE))
    edits = CardChange.filter(settled | stood, kind=ChangeKind.EDITED, before__not={})
    ids = await edits.limit(BATCH).values_list("id", flat=True)
    if ids:
        await CardChange.filter(id__in=ids).update(before={})
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
        fact = NewEvent(
            subject="evidence:term", kind="EVIDENCE_ERASED", actor=ERASER, at=at, payload=many
        )
        change.record(fact)
    return True
