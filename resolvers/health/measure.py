"""Measurements of the service: queue lengths and waits, and the age of revocation lists."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from tortoise.expressions import Q
from tortoise.functions import Count, Min
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.missing_company import MissingCompany
from models.application.application import Application
from models.application.transitions import Status
from models.calendar.office_year import calendar_between, missing_year
from models.card.list_scopes import lists_for_nobody
from models.core.errors import UNFORESEEN
from models.core.rules import DAY, GIVEN_UP_SHOWN, LOGOUT_TRIED_FOR, MAIL_TRIED_FOR
from models.database import migrate
from models.database.brake import held_duties
from models.database.transaction import client, on_postgres
from models.limits.table import TooManyRequests
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState
from models.pki.crl.same_hosts import SameHosts
from models.pki.path.trust import TrustStore
from models.rehearsal.proven import unproven
from models.revocation.lists_on_hand import lists_left_out
from models.revocation.stored_list import StoredList
from models.session.visit import LogoutNotice, NoticeState

# How long a measure waits for lists that are being read for the first time.
LIST_SECONDS = 1.0
Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The length of a queue, and how long its oldest entry has waited."""

    count: int
    oldest: timedelta


@dataclass(frozen=True, kw_only=True)
class ListAge:
    """The age of an issuer's list, the time since its last fetch, and whether it has expired."""

    made: timedelta
    fetched: timedelta
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Measurements from the database, without personal data.

    ``mails`` and ``logouts`` count by state, what was sent or has become needless for the last day
    only; ``letters`` are those that wait, by kind; ``untold`` the logouts of which partners have
    not been told yet. ``lists`` holds the newest list of each issuer, by issuer key id, and
    ``lists_left_out`` why a stored list is unusable, by the name of its CA. ``lists_for_nobody``
    are the addresses of those that cover no card, by the same name. ``drift`` is how far the
    database's clock is ahead of ours; None where both share one clock. ``review_overdue`` is how
    long ago the oldest case had to be decided by the office calendar. ``unproven`` are the
    generations of cards that nobody has rehearsed with, and ``missing_companies`` counts the cases
    that wait for staff. ``missing_office_year`` is this year if no office calendar of it is known.
    """

    mails: Mapping[str, int]
    letters: Mapping[str, Waiting]
    outbox: Waiting
    logouts: Mapping[str, int]
    untold: Waiting
    reviews: Waiting
    review_overdue: timedelta
    for_person: Waiting
    failing: Mapping[str, int]
    given_up: Mapping[str, int]
    lists: Mapping[str, ListAge]
    lists_left_out: Mapping[str, str]
    lists_for_nobody: Mapping[str, str]
    drift: timedelta | None
    missing_migrations: tuple[str, ...]
    held_duties: Mapping[str, int]
    unproven: tuple[str, ...]
    missing_companies: int
    missing_office_year: int | None


async def measure(
    *,
    trust: TrustStore,
    now: datetime,
    same_hosts: SameHosts = (),
    generations: Collection[str] = (),
) -> Measures:
    """Measure the service; ``generations`` of cards are those that need a rehearsal."""
    mails = await _by_state(_counted(Mail, MailState, now=now), MailState)
    logouts = await _by_state(_counted(LogoutNotice, NoticeState, now=now), NoticeState)
    under_review = Application.filter(status=Status.UNDER_REVIEW)
    faulty = under_review.filter(review_faults__gt=0)
    mail_faults = await _by_state(_unforeseen(Mail, tried_for=MAIL_TRIED_FOR, now=now), MailState)
    logout_faults = await _by_state(
        _unforeseen(LogoutNotice, tried_for=LOGOUT_TRIED_FOR, now=now), NoticeState
    )
    return Measures(
        mails=mails,
        letters=await _letters(now=now),
        outbox=Waiting(
            count=mails[MailState.QUEUED],
            oldest=await _oldest_mail(now=now),
        ),
        logouts=logouts,
        untold=Waiting(
            count=logouts[NoticeState.QUEUED],
            oldest=await _oldest_logout(now=now),
        ),
        # Includes cases left to a person, because the same-day promise covers those too.
        reviews=await _waiting(under_review, now=now),
        review_overdue=await _overdue(under_review, now=now),
        for_person=await _waiting(under_review.filter(for_person=True), now=now),
        failing={
            "review": await faulty.filter(for_person=False).count(),
            "mail": mail_faults[MailState.QUEUED],
            "logout": logout_faults[NoticeState.QUEUED],
        },
        given_up={
            "review": await faulty.filter(for_person=True).count(),
            "mail": mail_faults[MailState.GIVEN_UP],
            "logout": logout_faults[NoticeState.GIVEN_UP],
        },
        lists=await _lists(now=now),
        lists_left_out=await _left_out(trust, now=now),
        lists_for_nobody=await lists_for_nobody(trust, same_hosts=same_hosts),
        drift=await clock_drift(now=now),
        missing_migrations=await migrate.missing(),
        held_duties={held.name: held.due for held in await held_duties()},
        unproven=await unproven(generations),
        missing_companies=await MissingCompany.standing().count(),
        missing_office_year=await missing_year(now=now),
    )


def _counted(
    records: type[Record], states: type[MailState | NoticeState], *, now: datetime
) -> QuerySet[Record]:
    # However many were sent in all, as many are looked at as one day brings.
    standing = Q(state__in=[states.QUEUED, states.GIVEN_UP])
    return records.filter(standing | Q(queued_at__gt=now - DAY))


def _unforeseen(records: type[Record], *, tried_for: timedelta, now: datetime) -> QuerySet[Record]:
    """Return a query for what failed unforeseen, among what is still tried or was lately."""
    since = now - tried_for - GIVEN_UP_SHOWN
    return records.filter(trouble__startswith=UNFORESEEN, queued_at__gt=since)


async def _by_state(records: QuerySet[Record], states: type[StrEnum]) -> dict[str, int]:
    found = records.annotate(count=Count("id")).group_by("state").values_list("state", "count")
    counts = {str(states(state)): int(count) for state, count in await found}
    return {state.value: counts.get(state.value, 0) for state in states}


async def _letters(*, now: datetime) -> dict[str, Waiting]:
    """Return what waits of every kind of letter that this version knows."""
    waiting = Mail.filter(state=MailState.QUEUED, template__in=list(Template))
    counted = waiting.annotate(count=Count("id"), oldest=Min("queued_at")).group_by("template")
    found = {
        Template(template): Waiting(count=int(count), oldest=_age(_moment(oldest), now=now))
        for template, count, oldest in await counted.values_list("template", "count", "oldest")
    }
    none = Waiting(count=0, oldest=timedelta())
    return {template.value: found.get(template, none) for template in Template}


def _moment(found: object) -> datetime:
    # SQLite has texts for times, which the ORM does not read of an aggregate.
    moment = found if isinstance(found, datetime) else datetime.fromisoformat(str(found))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _oldest_mail(*, now: datetime) -> timedelta:
    # One that waits for its mailbox's allowance is no sign of a failing mail server.
    moving = Q(trouble__isnull=True) | ~Q(trouble=TooManyRequests.code) | Q(due_at__lte=now)
    waiting = Mail.filter(moving, state=MailState.QUEUED).only("queued_at")
    first = await waiting.order_by("queued_at").first()
    return _age(first.queued_at if first else None, now=now)


async def _oldest_logout(*, now: datetime) -> timedelta:
    first = await LogoutNotice.filter(state=NoticeState.QUEUED).order_by("queued_at").first()
    return _age(first.queued_at if first else None, now=now)


async def _waiting(applications: QuerySet[Application], *, now: datetime) -> Waiting:
    first = await applications.order_by("submitted_at").first()
    oldest = _age(first.submitted_at if first else None, now=now)
    return Waiting(count=await applications.count(), oldest=oldest)


async def _overdue(under_review: QuerySet[Application], *, now: datetime) -> timedelta:
    # A case that was submitted earlier is never due later.
    first = await under_review.order_by("submitted_at").first()
    submitted = first.submitted_at if first else None
    if submitted is None:
        return timedelta()
    calendar = await calendar_between(submitted, now)
    return _age(calendar.due(submitted), now=now)


async def _lists(*, now: datetime) -> dict[str, ListAge]:
    rows = await StoredList.all().values_list(
        "issuer_key_id", "this_update", "fetched_at", "next_update"
    )
    newest = {key: row for key, *row in sorted(rows, key=lambda row: row[1])}
    return {
        key: ListAge(made=now - made, fetched=now - fetched, overdue=ends < now)
        for key, (made, fetched, ends) in newest.items()
    }


async def _left_out(trust: TrustStore, *, now: datetime) -> Mapping[str, str]:
    try:
        async with asyncio.timeout(LIST_SECONDS):
            return await lists_left_out(trust, at=now)
    except TimeoutError:
        return {}  # Large lists are still being read, and will be in memory at a later measure.


async def clock_drift(*, now: datetime) -> timedelta | None:
    """Return how far the database's clock is ahead; None where both share one clock."""
    if not on_postgres():
        return None
    [row] = await client().execute_query_dict("SELECT clock_timestamp() AS at")
    at: datetime = row["at"]
    return at - now


def _age(since: datetime | None, *, now: datetime) -> timedelta:
    return max(now - since, timedelta()) if since else timedelta()
