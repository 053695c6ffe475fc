"""The journal: an append-only, hash-chained log of events in commit order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from models.journal.kinds import EventKind

# The predecessor hash of the first event.
GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class EventContent:
    """What the hash of an event covers, beside its number and its predecessor's hash.

    ``subject`` is ``<record>:<id>``, ``actor`` is ``<kind>:<id>``; the payload has no personal
    data.
    """

    subject: str
    kind: str
    actor: str
    at: datetime
    payload: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewEvent(EventContent):
    """An event before the journal has numbered it."""

    kind: EventKind


class Event(Model):
    """An event of the journal, chained to its predecessor by that one's hash."""

    seq = fields.BigIntField(primary_key=True, generated=False)
    at = fields.DatetimeField()
    subject = fields.CharField(64, db_index=True)
    kind = fields.CharField(40)
    actor = fields.CharField(64)
    payload = fields.JSONField[dict[str, str]]()
    previous_hash = fields.CharField(64)

    class Meta:
        table = "event"
        indexes = (("actor", "seq"), ("at", "seq"))

    @classmethod
    async def newest_of(
        cls, subject: str, *, kinds: Collection[str], most: int
    ) -> list[tuple[str, datetime]]:
        """Return a subject's latest events of these kinds, oldest first, as (kind, time)."""
        rows = cls.filter(subject=subject, kind__in=list(kinds)).order_by("-seq").limit(most)
        return [(kind, at) for kind, at in reversed(await rows.values_list("kind", "at"))]

    @classmethod
    async def trace_of(cls, subject: str) -> str | None:
        last = await cls.filter(subject=subject).order_by("-seq").first()
        return last.payload.get("trace") if last else None


class Journal(Model):
    """The journal's only row: the number of the last event and the head of the hash chain.

    ``staging`` says whether the database is one of staging; None until it has served.
    """

    id = fields.SmallIntField(primary_key=True, generated=False)
    epoch = fields.CharField(16)
    seq = fields.BigIntField()
    hash = fields.CharField(64)
    staging = fields.BooleanField(null=True)

    class Meta:
        table = "journal"
