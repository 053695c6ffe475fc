"""The journal: an append-only, hash-chained log of events in commit order."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

# The predecessor hash of the first event.
GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event before the journal has numbered it.

    ``subject`` is ``<record>:<id>``, ``actor`` is ``<kind>:<id>``; the payload has no personal
    data.
    """

    subject: str
    kind: str
    actor: str
    at: datetime
    payload: Mapping[str, str] = field(default_factory=dict)


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
    async def newest_of(cls, subject: str, *, most: int) -> list[tuple[str, datetime]]:
        """Return a subject's latest events, newest first, as (kind, time)."""
        rows = cls.filter(subject=subject).order_by("-seq").limit(most)
        return [(kind, at) for kind, at in await rows.values_list("kind", "at")]

    @classmethod
    async def trace_of(cls, subject: str) -> str | None:
        last = await cls.filter(subject=subject).order_by("-seq").first()
        return last.payload.get("trace") if last else None


class Journal(Model):
    """The journal's only row: the number of the last event and the head of the hash chain."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    epoch = fields.CharField(16)
    seq = fields.BigIntField()
    hash = fields.CharField(64)

    class Meta:
        table = "journal"


def chained(*, seq: int, event: NewEvent, previous: str) -> str:
    """Return an event's SHA-256 (hex) over its content and its predecessor's hash."""
    content = [
        seq,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.subject,
        event.kind,
        event.actor,
        dict(sorted(event.payload.items())),
        previous,
    ]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


async def append(client: BaseDBAsyncClient, events: Sequence[NewEvent]) -> None:
    """Number and store events, as the last statements of a transaction.

    Taking the numbers locks the journal's row until the commit. Numbers are therefore in commit
    order, and a reader that has seen N has not missed a lower one.
    """
    [row] = await client.execute_query_dict(
        # The count is our own integer, never a caller's text.
        f"UPDATE journal SET seq = seq + {len(events)} WHERE id = 1 RETURNING seq, hash"  # noqa: S608
    )
    seq, previous = int(row["seq"]) - len(events), str(row["hash"])
    numbered = []
    for event in events:
        seq += 1
        numbered.append(
            Event(
                seq=seq,
                at=event.at,
                subject=event.subject,
                kind=event.kind,
                actor=event.actor,
                payload=dict(event.payload),
                previous_hash=previous,
            )
        )
        previous = chained(seq=seq, event=event, previous=previous)
    await Event.bulk_create(numbered, using_db=client)
    await Journal.filter(id=1).using_db(client).update(hash=previous)
