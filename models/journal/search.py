"""Search the journal by subject, actor, kind and time, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.journal.event import Event
from models.journal.kinds import EventKind


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """A filter of events; None or empty means any. ``since`` is inclusive, ``until`` exclusive."""

    subject: str | None = None
    actor: str | None = None
    kinds: tuple[EventKind, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """How many events are requested, with numbers below and above some; from the oldest or not."""

    most: int
    below: int | None = None
    above: int | None = None
    from_oldest: bool = False


async def newest_first(wanted: EventFilter, span: Span) -> Sequence[Event]:
    """Return up to ``span.most`` matching events of a span, newest first."""
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
    if span.below is not None:
        found = found.filter(seq__lt=span.below)
    if span.above is not None:
        found = found.filter(seq__gt=span.above)
    if span.from_oldest:
        return [*reversed(await found.order_by("seq").limit(span.most))]
    return await found.order_by("-seq").limit(span.most)
