"""The journal: who did what, when, in commit order; feeds watch and audit."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

# What the very first event names as its predecessor.
GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """Say what happened, before the journal has given it a number.

    ``subject`` is ``<record>:<id>``, ``actor`` is ``<kind>:<id>``; the payload names no person.
    """

    subject: str
    kind: str
    actor: str
    at: datetime
    payload: Mapping[str, str] = field(default_factory=dict)


class Event(Model):
    """Keep one fact for ever, chained to the one before by its hash."""

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
        """List what happened last to a subject, newest first, as (kind, time)."""
        rows = cls.filter(subject=subject).order_by("-seq").limit(most)
        return [(kind, at) for kind, at in await rows.values_list("kind", "at")]

    @classmethod
    async def trace_of(cls, subject: str) -> str | None:
        """Give the trace under which something last happened to a subject."""
        last = await cls.filter(subject=subject).order_by("-seq").first()
        return last.payload.get("trace") if last else None


class Journal(Model):
    """Count the events: its one row orders the commits and holds the head of the hash chain."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    epoch = fields.CharField(16)
    seq = fields.BigIntField()
    hash = fields.CharField(64)

    class Meta:
        table = "journal"


def chained(*, seq: int, fact: NewEvent, previous: str) -> str:
    """Compute an event's hash over its content and its predecessor's hash (SHA-256, hex)."""
    content = [
        seq,
        fact.at.astimezone(UTC).isoformat(timespec="microseconds"),
        fact.subject,
        fact.kind,
        fact.actor,
        dict(sorted(fact.payload.items())),
        previous,
    ]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


async def append(client: BaseDBAsyncClient, facts: Sequence[NewEvent]) -> None:
    """Number the facts and store them; the last thing a transaction does before it commits.

    Taking the number locks the journal's row until the commit, so numbers follow commits and a
    reader that has seen N never misses one below it.
    """
    [row] = await client.execute_query_dict(
        # The count is our own integer, never a caller's text.
        f"UPDATE journal SET seq = seq + {len(facts)} WHERE id = 1 RETURNING seq, hash"  # noqa: S608
    )
    seq, previous = int(row["seq"]) - len(facts), str(row["hash"])
    events = []
    for fact in facts:
        seq += 1
        events.append(
            Event(
                seq=seq,
                at=fact.at,
                subject=fact.subject,
                kind=fact.kind,
                actor=fact.actor,
                payload=dict(fact.payload),
                previous_hash=previous,
            )
        )
        previous = chained(seq=seq, fact=fact, previous=previous)
    await Event.bulk_create(events, using_db=client)
    await Journal.filter(id=1).using_db(client).update(hash=previous)
