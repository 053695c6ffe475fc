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
    return hashlib.sha256(f'[{seq},{_covered(event)},"{previous}"]'.encode()).hexdigest()


def _covered(event: EventContent) -> str:
    """Return what a hash covers between an event's number and its predecessor's hash, as JSON."""
    content = [
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.subject,
        event.kind,
        event.actor,
        dict(sorted(event.payload.items())),
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))[1:-1]


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
    """Record events, as the last statement of a transaction.

    They are numbered by the commit, while the journal's row is locked: numbers are in commit order,
    and a reader that has seen N has not missed a lower one. All others who change something wait
    meanwhile, so that PostgreSQL does it alone, without asking this process for anything.
    """
    if client.capabilities.dialect == "postgres":
        await client.execute_query_dict(_PENDING, [*_columns(events)])
    else:
        await _number(client, events)


_PENDING = """
INSERT INTO event_pending
  (at, subject, kind, actor, payload, content, marked_payload, marked_content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


def _columns(events: Sequence[NewEvent]) -> Iterator[list[object]]:
    yield [event.at for event in events]
    yield [event.subject for event in events]
    yield [str(event.kind) for event in events]
    yield [event.actor for event in events]
    # What the database is stands in its own row, so that no process can leave the mark out.
    for each in (events, [_marked(event) for event in events]):
        yield [json.dumps(dict(event.payload)) for event in each]
        yield [_covered(event) for event in each]


def _marked(event: NewEvent) -> NewEvent:
    return replace(event, payload={**event.payload, **STAGING})


async def _number(client: BaseDBAsyncClient, events: Sequence[NewEvent]) -> None:
    journal = await Journal.all().using_db(client).get(id=1)
    seq, previous, numbered = journal.seq, journal.hash, []
    for unmarked in events:
        event = _marked(unmarked) if journal.staging else unmarked
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
    await Journal.filter(id=1).using_db(client).update(seq=seq, hash=previous)
