"""Erases applications that came to nothing, with all that was kept for them alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.application.application import Application
from models.card.certificate import Certificate
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.link.link import Link
from models.mail.outbox import Mail
from models.review.case_mailbox import CaseMailbox


async def erase_applications(
    overdue: QuerySet[Application],
    application_ids: Sequence[UUID],
    change: Change,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Erase those of these applications that are still overdue.

    :raises IntegrityError: when other records refer to one of them
    """
    # Locked, so that of two workers one alone erases an application and says so.
    found = overdue.filter(id__in=application_ids).order_by("id").select_for_update()
    ids, subjects = list[UUID](), list[str]()
    for application in await found:
        ids.append(application.id)
        subjects.append(application.subject)
    links = Link.filter(application_id__in=ids)
    of_links = Q(link_id__in=await links.values_list("id", flat=True))
    await Mail.filter(Q(subject__in=subjects) | of_links).delete()
    await links.delete()
    await CaseMailbox.filter(application_id__in=ids).delete()
    await Certificate.filter(application_id__in=ids, account_id__isnull=True).delete()
    await Application.filter(id__in=ids).delete()
    for subject in subjects:
        # The journal keeps the fact that it existed, without naming a person.
        change.record(NewEvent(subject=subject, kind=EventKind.ERASED, actor=actor, at=at))
