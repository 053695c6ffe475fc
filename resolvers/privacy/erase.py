"""Personal data past its retention is erased: applications, persons, sessions, mails, evidence."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q, Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.invitation import Invitation
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.application.application import Application
from models.application.transitions import CAME_TO_NOTHING
from models.card.certificate import ENDED, Certificate, CertificateStatus
from models.card.challenge import Challenge
from models.card_changes.card_change import CardChange, ChangeKind
from models.core.rules import DAY, ERASURE_HELD, NOT_ME_LIFE, REFUSED_CARDS_KEPT, TAIWAN
from models.database.brake import Brake
from models.database.put_off import PutOff
from models.database.transaction import tx
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.mail.outbox import Mail, MailState
from models.membership.identity_join import IdentityJoin
from models.membership.person import Person
from models.privacy.applications import erase_applications
from models.session.session import Session
from models.session.visit import LogoutNotice, NoticeState, Visit
from models.signature.evidence import ERASED, Evidence, erased_subject
from models.signature.refused_cards import RefusedCards

log = logging.getLogger(__name__)

Record = TypeVar("Record", bound=Model)
ERASER = "service:erase"
_PUT_OFF, _STEPS = PutOff("erase"), PutOff("erase steps")
_BRAKED = "applications, persons, joins, corrections, sessions, mails, evidence, refused cards"
_BRAKES = {name: Brake(f"erase {name}", waits=ERASURE_HELD) for name in _BRAKED.split(", ")}
BATCH = 200
# Overdue applications to which other records refer, and until when they are left alone.
_REFERRED: dict[UUID, datetime] = {}
# Contact details are not needed once a card has one of these statuses.
_GONE = (
    CertificateStatus.REMOVED,
    CertificateStatus.REPLACED,
    CertificateStatus.REVOKED,
    CertificateStatus.EXPIRED,
)


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """Retention: abandoned applications, ended sessions, sent mails, evidence."""

    came_to_nothing: timedelta
    sessions: timedelta
    mails: timedelta
    evidence: timedelta


async def erase_next(*, keeping: Keeping, now: datetime) -> bool:
    """Erase one step of what is overdue; return False when nothing is.

    Each step is complete and safe to run in two workers at once. One that fails stops no other.
    """
    closed = now - keeping.came_to_nothing
    steps = {
        "applications": partial(_applications, before=closed, at=now),
        "contacts": partial(_contacts, before=closed),
        "edits": partial(_edits, before=closed, now=now),
        "persons": partial(_persons, at=now),
        "joins": partial(_joins, before=closed, at=now),
        "corrections": partial(_corrections, before=closed, at=now),
        "sessions": partial(_sessions, before=now - keeping.sessions, at=now),
        "invitations": partial(_invitations, before=closed),
        "mails": partial(_mails, before=now - keeping.mails, at=now),
        "evidence": partial(_evidence, before=now - keeping.evidence, at=now),
        "refused cards": partial(_refused_cards, before=now - REFUSED_CARDS_KEPT, at=now),
    }
    skipped = _STEPS.skipped(at=now)
    for name, step in steps.items():
        if name not in skipped:
            with _STEPS.trying(name, at=now):
                if await step():
                    return True
    return False


async def _applications(*, before: datetime, at: datetime) -> bool:
    overdue = Application.filter(status__in=CAME_TO_NOTHING, closed_at__lte=before)
    if not await _BRAKES["applications"].is_free(overdue, at=at):
        return False
    for over in [one for one, until in _REFERRED.items() if at >= until]:
        del _REFERRED[over]
    due = overdue.exclude(id__in=list(_REFERRED)) if _REFERRED else overdue

    async def erase(ids: Sequence[UUID]) -> None:
        try:
            async with tx() as change:
                await erase_applications(overdue, ids, change, actor=ERASER, at=at)
        except IntegrityError as fault:
            if len(ids) > 1:
                raise
            await _leave(ids[0], fault, at=at)

    return await _PUT_OFF.together(due.order_by("closed_at").limit(BATCH), erase, at=at)


async def _leave(application_id: UUID, fault: IntegrityError, *, at: datetime) -> None:
    """Leave an application to which other records refer until tomorrow."""
    _REFERRED[application_id] = at + DAY
    left = await Application.filter(id=application_id).values_list("case_number", flat=True)
    log.warning("%s is overdue and cannot be erased: %s", *left, fault)


async def _contacts(*, before: datetime) -> bool:
    # The holder's identity is kept for disputes. A disputed card may have to be restored, so it
    # keeps its contact details until then.
    known = ~Q(phone="") | ~Q(email="")
    waiting = CardChange.filter(reported_at__isnull=False, settled_at__isnull=True)
    named = await waiting.values_list("certificate_id", "previous_id")
    disputed = {card_id for pair in named for card_id in pair if card_id}
    gone = Certificate.filter(known, status__in=_GONE, released_at__lte=before)
    gone = gone.exclude(id__in=disputed)
    # A dormant member is still told about the account.
    stands = Q(membership_id__isnull=False, membership__ended_at__isnull=True)
    gone = gone.filter(~(Q(status__in=ENDED) & stands))
    ids = await gone.limit(BATCH).values_list("id", flat=True)
    if ids:
        await gone.filter(id__in=ids).update(phone="", email="")
    return bool(ids)


async def _edits(*, before: datetime, now: datetime) -> bool:
    # An edit that may still be disputed, or whose dispute waits for staff, may have to be undone.
    settled = Q(settled_at__lte=before)
    stood = Q(reported_at__isnull=True, at__lte=min(before, now - NOT_ME_LIFE))
    edits = CardChange.filter(settled | stood, kind=ChangeKind.EDITED, before__not={})
    ids = await edits.limit(BATCH).values_list("id", flat=True)
    if ids:
        await CardChange.filter(id__in=ids).update(before={})
    return bool(ids)


async def _persons(*, at: datetime) -> bool:
    """Erase persons of whom no card and no membership is left, with their identifiers."""
    left = Person.filter(certificates__id__isnull=True, memberships__id__isnull=True)

    async def erase(ids: Sequence[UUID]) -> None:
        async with tx() as change:
            # One of them may have bound a card meanwhile.
            for person in await left.filter(id__in=ids):
                await person.delete()
                person.note(change, EventKind.ERASED, actor=ERASER, at=at)

    free = await _BRAKES["persons"].is_free(left, at=at)
    return free and await _PUT_OFF.together(left.limit(BATCH), erase, at=at)


async def _delete(name: str, over: QuerySet[Record], *, at: datetime) -> bool:
    """Delete some of what is over and to which nothing refers, unless the duty is held."""
    return await _BRAKES[name].is_free(over, at=at) and await _PUT_OFF.together(
        over.limit(BATCH), lambda ids: over.model.filter(id__in=ids).delete(), at=at
    )


async def _joins(*, before: datetime, at: datetime) -> bool:
    return await _delete("joins", IdentityJoin.filter(expires_at__lte=before), at=at)


async def _corrections(*, before: datetime, at: datetime) -> bool:
    """Erase corrections that came to nothing, and of the others the mailbox that was wrong."""
    over = MailboxCorrection.filter(done_at__lte=before)
    if not await _BRAKES["corrections"].is_free(over, at=at):
        return False
    nothing = over.exclude(status=CorrectionStatus.CORRECTED)
    if await _PUT_OFF.together(
        nothing.limit(BATCH), lambda ids: MailboxCorrection.filter(id__in=ids).delete(), at=at
    ):
        return True
    return bool(await over.exclude(previous="").update(previous=""))


async def _sessions(*, before: datetime, at: datetime) -> bool:
    over = Session.filter(Q(expires_at__lte=before) | Q(ended_at__lte=before))
    if not await _BRAKES["sessions"].is_free(over, at=at):
        return False
    # Once a session is forgotten, no end of its membership could be told to who was visited.
    lasting = Visit.filter(ended_at__isnull=True, session_id__in=Subquery(over.values("id")))
    if visits := await lasting.limit(BATCH):
        async with tx():
            await LogoutNotice.queue([visit.session_id for visit in visits], at=at)
        return True
    untold = LogoutNotice.filter(state=NoticeState.QUEUED).values("visit__session_id")
    over = over.exclude(id__in=Subquery(untold))

    async def erase(ids: Sequence[UUID]) -> None:
        async with tx():
            await Application.filter(session_id__in=ids).update(session_id=None)
            await Challenge.filter(session_id__in=ids).delete()
            await LogoutNotice.filter(visit__session_id__in=ids).delete()
            await Visit.filter(session_id__in=ids).delete()
            await Session.filter(id__in=ids).delete()

    return await _PUT_OFF.together(over.limit(BATCH), erase, at=at)


async def _invitations(*, before: datetime) -> bool:
    # The person who used one is named by the card; nobody else came of it.
    over = Q(used_at__lte=before) | Q(voided_at__lte=before) | Q(link__expires_at__lte=before)
    named = Invitation.filter(over).exclude(name="")
    ids = await named.limit(BATCH).values_list("id", flat=True)
    if ids:
        await Invitation.filter(id__in=ids).update(name="", last_four="")
    return bool(ids)


async def _mails(*, before: datetime, at: datetime) -> bool:
    settled = Mail.filter(state__not=MailState.QUEUED, queued_at__lte=before)
    return await _delete("mails", settled, at=at)


async def _refused_cards(*, before: datetime, at: datetime) -> bool:
    old = RefusedCards.filter(day__lt=before.astimezone(TAIWAN).date())
    return await _delete("refused cards", old, at=at)


async def _evidence(*, before: datetime, at: datetime) -> bool:
    async def erase(due: Sequence[UUID]) -> None:
        async with tx() as change:
            # Locked, so that of two workers one alone erases a piece of evidence and says so.
            there = Evidence.filter(id__in=due).only("id").select_for_update()
            ids = [evidence.id for evidence in await there]
            await Evidence.filter(id__in=ids).delete()
            for evidence_id in ids:
                # Without this event, `journal verify` would report the evidence as missing.
                change.record(
                    NewEvent(subject=erased_subject(evidence_id), kind=ERASED, actor=ERASER, at=at)
                )

    due = Evidence.filter(at__lte=before)
    free = await _BRAKES["evidence"].is_free(due, at=at)
    return free and await _PUT_OFF.together(due.order_by("at").limit(BATCH), erase, at=at)
