"""The reviewers' queue, and for one case everything needed to decide it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from models.application.application import Application, ApplicationNotFound
from models.application.events import ApplicationEventKind
from models.application.transitions import Status
from models.card.certificate import Certificate
from models.company.comparison import Comparison, closest
from models.core.errors import CouldNotFindOut
from models.core.paging import Page, Window, page
from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.journal.event import Event
from models.journal.kinds import EventKind
from models.outside.ems import RegistryPort
from models.review import queue
from models.review.case_mailbox import CaseMailbox
from models.review.claim import claimant, name_of, name_of_actor
from models.review.decision import registered_mailbox
from models.review.expected_recipient import (
    ExpectedRecipient,
    expected_recipient,
    unknown_recipient,
)
from models.review.lifecycle import CouldNotCompare
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer

# The schema may not import ``models.outside``, and takes the registry's type from here.
Registry = RegistryPort


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A page of the queue, and the totals of the whole queue."""

    head: queue.Head
    page: Page[Application]


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The registry's answer: how many rows, and the comparison with the closest.

    ``trouble`` is the code of why it did not answer; it says nothing about the company.
    """

    rows: int = 0
    comparison: Comparison | None = None
    trouble: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShownMailbox:
    """A mailbox that was proposed for a case, with the names of those who verified it."""

    record: CaseMailbox
    proposed_by: str | None
    confirmed_by: str | None


RAISES = (*NOT_STAFF, InvalidInput)
# Their payload names the proposed mailbox.
_OF_MAILBOXES = (ApplicationEventKind.MAILBOX_PROPOSED, ApplicationEventKind.MAILBOX_CONFIRMED)


async def review_queue(
    *, viewer: Viewer | None, asked: queue.Asked, window: Window, now: datetime
) -> Queue:
    """Return a page of the matching cases, longest waiting first.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises InvalidInput: with each number that no case could have.
    """
    someone = require_staff(viewer)
    form = Form()
    asked = replace(
        asked,
        control_number=form.optional("controlNumber", asked.control_number, kinds.CONTROL_NUMBER),
        case_number=form.optional("caseNumber", asked.case_number, kinds.CASE_NUMBER),
        search=form.optional("search", asked.search, kinds.SEARCH),
    )
    form.close()
    rows = queue.cases(asked, staff=someone, at=now)
    found: Page[Application] = await page(rows, window, order="submitted_at")
    return Queue(head=await queue.head(at=now), page=found)


SEE_CASE_RAISES = (*NOT_STAFF, ApplicationNotFound)


async def see_case(*, viewer: Viewer | None, application_id: UUID) -> Application:
    """Return the application of a case.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises ApplicationNotFound: when there is no such case.
    """
    return await queue.case_of(require_staff(viewer), application_id)


async def look_up_filed(application: Application, *, registry: RegistryPort) -> Filed:
    try:
        rows = await registry.look_up(control_number=application.control_number)
    except CouldNotFindOut as trouble:
        return Filed(trouble=trouble.code)
    return Filed(rows=len(rows), comparison=closest(application.company, rows) if rows else None)


async def recipient_of(application: Application, filed: Filed) -> ExpectedRecipient | None:
    """Return where an approval would go; None for a case that is not under review."""
    if application.status is not Status.UNDER_REVIEW:
        return None
    if filed.trouble is not None:
        return unknown_recipient(application)
    found = filed.comparison
    mailbox = registered_mailbox(found.on_file) if found else None
    waits = found is not None and found.on_file.mailbox_in_use is not None
    return await expected_recipient(application, filed=mailbox, another_waits=waits)


async def proposed_mailbox(application: Application) -> ShownMailbox | None:
    """Return the mailbox that is proposed for the present version of a case, if there is one."""
    record = await CaseMailbox.of_case(application)
    return await _shown(record) if record is not None else None


async def claimed_by(application: Application, *, at: datetime) -> str | None:
    card = claimant(application, at=at)
    return await name_of(card) if card else None


def is_claimed_by(application: Application, *, viewer: Viewer | None, at: datetime) -> bool:
    card = claimant(application, at=at)
    return card is not None and viewer is not None and viewer.certificate_id == card


async def decided_by(application: Application) -> str | None:
    """Return who decided the case; None for the automatic review and for undecided cases."""
    return await name_of_actor(application.decided_by or "")


async def put_off_because(application: Application) -> str | None:
    """Return the code of what delays the automatic review, or made it leave the case to a person.

    None when nothing does, or a comparison did.
    """
    if application.status is not Status.UNDER_REVIEW:
        return None
    if application.for_person:
        return CouldNotCompare.code if application.review_faults else None
    if not application.review_attempts:
        return None
    put_off = Event.filter(subject=application.subject, kind=EventKind.REVIEW_PUT_OFF)
    last = await put_off.order_by("-seq").first()
    return last.payload["trouble"] if last else None


async def mailbox_of(event: Event) -> ShownMailbox | None:
    """Return the mailbox that an event of a case proposed or confirmed, unless it was erased."""
    if event.kind not in _OF_MAILBOXES:
        return None
    record = await CaseMailbox.get_or_none(id=event.payload["mailbox"])
    return await _shown(record) if record is not None else None


async def see_mailbox(*, viewer: Viewer | None, mailbox_id: UUID) -> ShownMailbox | None:
    """Return a mailbox that was proposed for a case.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    """
    require_staff(viewer)
    record = await CaseMailbox.get_or_none(id=mailbox_id)
    return await _shown(record) if record is not None else None


async def names_of_actors(actors: Sequence[str]) -> list[str | None]:
    """Return the names of the people behind the journal's actors; None for whatever is no card."""
    ids = {actor: actor.removeprefix("certificate:") for actor in actors}
    cards = [key for actor, key in ids.items() if key != actor]
    rows = await Certificate.filter(id__in=cards).values_list("id", "holder_name")
    names = {str(card_id): name for card_id, name in rows}
    return [names.get(ids[actor]) for actor in actors]


async def _shown(record: CaseMailbox) -> ShownMailbox:
    confirmed_by = record.confirmed_by
    return ShownMailbox(
        record=record,
        proposed_by=await name_of(record.proposed_by),
        confirmed_by=await name_of(confirmed_by) if confirmed_by is not None else None,
    )
