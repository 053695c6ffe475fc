"""Search the journal by subject, actor, kind and time, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.journal.event import Event


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """A filter of events; None or empty means any. ``since`` is inclusive, ``until`` exclusive."""

    subject: str | None = None
    actor: str | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


async def newest(wanted: EventFilter, *, before: int | None, most: int) -> Sequence[Event]:
    """Return up to ``most`` matching events with a number below ``before``, newest first."""
    found = Event.all()
    if wanted.subject is not None:
        found = found.filter(subject=wanted.subject)
    if wanted.actor is not None:
        found = found.filter(actor=wanted.actor)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    # SQLite compares times as text, so all are written in UTC.
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since.astimezone(UTC))
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until.astimezone(UTC))
    if before is not None:
        found = found.filter(seq__lt=before)
    return await found.order_by("-seq").limit(most)
