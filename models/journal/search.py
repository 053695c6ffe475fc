"""The journal is searched: by subject, by who acted, by kind and time, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.journal.event import Event


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Say which events are wanted; what is None or empty does not count.

    ``since`` belongs to it, ``until`` does not.
    """

    subject: str | None = None
    actor: str | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


async def newest(wanted: Wanted, *, before: int | None, most: int) -> Sequence[Event]:
    """Read the newest events that are wanted, below a number."""
    found = Event.all()
    if wanted.subject is not None:
        found = found.filter(subject=wanted.subject)
    if wanted.actor is not None:
        found = found.filter(actor=wanted.actor)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    # SQLite compares moments as they are written, so that all must be written in UTC.
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since.astimezone(UTC))
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until.astimezone(UTC))
    if before is not None:
        found = found.filter(seq__lt=before)
    return await found.order_by("-seq").limit(most)
