"""How the service is: what waits, since when, and how old is what it judges by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from models.application.application import Application
from models.application.transitions import Status
from models.database import migrate
from models.database.transaction import client, on_postgres
from models.mail.outbox import Mail, MailState
from models.revocation.stored_list import StoredList


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Count what waits, and say for how long the oldest of it has."""

    count: int
    oldest: timedelta


@dataclass(frozen=True, kw_only=True)
class ListAge:
    """Say how old an issuer's list is, since when it was not fetched, and if its time is over."""

    made: timedelta
    fetched: timedelta
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Hold what the database says of the service; nothing in it speaks of anybody.

    ``lists`` is by issuer key id, its newest list counts. ``drift`` is how far the database's
    clock is ahead of ours; None where both are one.
    """

    mails: Mapping[str, int]
    outbox: Waiting
    reviews: Waiting
    for_person: Waiting
    lists: Mapping[str, ListAge]
    drift: timedelta | None
    missing_migrations: tuple[str, ...]


async def measure(*, now: datetime) -> Measures:
    """Measure the service, by the database alone."""
    states = await Mail.annotate(count=Count("id")).group_by("state").values_list("state", "count")
    counts = {str(MailState(state)): int(count) for state, count in states}
    under_review = Application.filter(status=Status.UNDER_REVIEW)
    return Measures(
        mails={state.value: counts.get(state.value, 0) for state in MailState},
        outbox=Waiting(
            count=counts.get(MailState.QUEUED, 0),
            oldest=await _oldest_mail(now=now),
        ),
        # The same-day promise: whoever has to decide, the applicant waits.
        reviews=await _waiting(under_review, now=now),
        for_person=await _waiting(under_review.filter(for_person=True), now=now),
        lists=await _lists(now=now),
        drift=await _drift(now=now),
        missing_migrations=await migrate.missing(),
    )


async def _oldest_mail(*, now: datetime) -> timedelta:
    first = await Mail.filter(state=MailState.QUEUED).order_by("queued_at").first()
    return _age(first.queued_at if first else None, now=now)


async def _waiting(applications: QuerySet[Application], *, now: datetime) -> Waiting:
    first = await applications.order_by("submitted_at").first()
    oldest = _age(first.submitted_at if first else None, now=now)
    return Waiting(count=await applications.count(), oldest=oldest)


async def _lists(*, now: datetime) -> dict[str, ListAge]:
    """Measure the newest list of each issuer, without reading what is on it."""
    rows = await StoredList.all().values_list(
        "issuer_key_id", "this_update", "fetched_at", "next_update"
    )
    newest = {key: row for key, *row in sorted(rows, key=lambda row: row[1])}
    return {
        key: ListAge(made=now - made, fetched=now - fetched, overdue=ends < now)
        for key, (made, fetched, ends) in newest.items()
    }


async def _drift(*, now: datetime) -> timedelta | None:
    """Compare the database's clock with ours."""
    if not on_postgres():
        return None
    [row] = await client().execute_query_dict("SELECT clock_timestamp() AS at")
    at: datetime = row["at"]
    return at - now


def _age(since: datetime | None, *, now: datetime) -> timedelta:
    return max(now - since, timedelta()) if since else timedelta()
