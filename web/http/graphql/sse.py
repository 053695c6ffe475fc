"""The frames of server-sent events (HTML §9.2) in graphql-sse's distinct connections mode."""

import re
from collections.abc import Mapping

import orjson

COMPLETE = b"event: complete\ndata: \n\n"
HEARTBEAT = b": ping\n\n"
_EVENT_ID = re.compile(r"[\x21-\x7e]{1,500}")


def event(content: Mapping[str, object] | bytes, *, event_id: str | None = None) -> bytes:
    """Return a server-sent event of a response or its JSON, with LF: urql parses no other lines.

    :raises ValueError: when the id is not 1 to 500 visible ASCII characters
    """
    json = content if isinstance(content, bytes) else orjson.dumps(content)
    if event_id is None:
        return framed(json)
    if not _EVENT_ID.fullmatch(event_id):
        raise ValueError(f"not an event id: {event_id!r}")
    return b"event: next\nid: %b\ndata: %b\n\n" % (event_id.encode(), json)


def framed(content: bytes) -> bytes:
    """Return a server-sent event without an id, of JSON on one line."""
    return b"event: next\ndata: %b\n\n" % content


def first_heartbeat(*, retry_milliseconds: int) -> bytes:
    """Return the first heartbeat, which tells EventSource how long to wait before it reconnects."""
    return b"retry: %d\n%b" % (retry_milliseconds, HEARTBEAT)
