"""Writing the journal: numbering events and chaining their hashes, in the change's transaction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
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
    order, and a reader that has seen N has not missed a lower one.
    """
    [row] = await client.execute_query_dict(
        f"UPDATE journal SET seq = seq + {len(events)} WHERE id = 1 RETURNING seq, hash, staging"  # noqa: S608  # Our own integer.
    )
    seq, previous = int(row["seq"]) - len(events), str(row["hash"])
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
    await Event.bulk_create(numbered, using_db=client)
    await Journal.filter(id=1).using_db(client).update(hash=previous)
