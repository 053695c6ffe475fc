"""Writing the journal: numbering events and chaining their hashes, in the change's transaction."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from types import MappingProxyType

from tortoise.backends.base.client import BaseDBAsyncClient

from models.journal.event import Event, EventContent, Journal, NewEvent

# What the payload of every event of staging has besides.
STAGING: Mapping[str, str] = MappingProxyType({"staging": "yes"})


def chained(*, seq: int, event: EventContent, previous: str) -> str:
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


def content_of(event: Event) -> EventContent:
    """Return what the hash of a stored event covers.

    :raises AttributeError: or TypeError, when the payload is malformed.
    """
    return EventContent(
        subject=event.subject,
        kind=event.kind,
        actor=event.actor,
        at=event.at,
        payload=dict(event.payload.items()),
    )


def hash_of(event: Event) -> str:
    """Return the hash of a stored event; raises as ``content_of``."""
    return chained(seq=event.seq, event=content_of(event), previous=event.previous_hash)


async def append(client: BaseDBAsyncClient, events: Sequence[NewEvent]) -> None:
    """Number and store events, as the last statements of a transaction.

    Taking the numbers locks the journal's row until the commit. Numbers are therefore in commit
    order, and a reader that has seen N has not missed a lower one. All others who change something
    wait meanwhile, so that two statements do it all.
    """
    is_postgres = client.capabilities.dialect == "postgres"
    lock = " FOR NO KEY UPDATE" if is_postgres else ""
    [row] = await client.execute_query_dict(
        f"SELECT seq, hash, staging FROM journal WHERE id = 1{lock}"  # noqa: S608  # Ours.
    )
    seq, previous = int(row["seq"]), str(row["hash"])
    # What the database is stands in its own row, so that no process can leave the mark out.
    marked = STAGING if row["staging"] else {}
    numbered = []
    for unmarked in events:
        event = replace(unmarked, payload={**unmarked.payload, **marked})
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
    if is_postgres:
        await client.execute_query_dict(_APPEND, [*_columns(numbered), seq, previous])
        return
    await Event.bulk_create(numbered, using_db=client)
    await Journal.filter(id=1).using_db(client).update(seq=seq, hash=previous)


_APPEND = """
WITH written AS (
  INSERT INTO event (seq, at, subject, kind, actor, payload, previous_hash)
  SELECT seq, at, subject, kind, actor, payload::jsonb, previous_hash
  FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[]) AS e (seq, at, subject, kind, actor, payload, previous_hash)
)
UPDATE journal SET seq = $8, hash = $9 WHERE id = 1
"""


def _columns(events: Sequence[Event]) -> Iterator[list[object]]:
    for name in ("seq", "at", "subject", "kind", "actor"):
        yield [getattr(event, name) for event in events]
    yield [json.dumps(event.payload) for event in events]
    yield [event.previous_hash for event in events]
