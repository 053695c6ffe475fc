"""Write the result of an operation: its keys, its status, its form."""

import re
from collections.abc import Mapping

import orjson
from starlette.responses import Response
from strawberry.types import ExecutionResult

from schema.gate.masking import INTERNAL, TOO_MANY
from web.http.graphql.error import JSON
from web.http.graphql.negotiation import GRAPHQL_JSON, STREAM

COMPLETE = b"event: complete\ndata: \n\n"
_EVENT_ID = re.compile(r"[\x21-\x7e]{1,500}")


def body(result: ExecutionResult) -> dict[str, object]:
    """Shape a result (GraphQL §7.1); one that failed before it ran has no ``data``."""
    answer: dict[str, object] = {}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    if not _failed_before_it_ran(result):
        answer["data"] = result.data
    if result.extensions:
        answer["extensions"] = result.extensions
    return answer


def event(answer: Mapping[str, object], *, event_id: str | None = None) -> bytes:
    """Write an answer as a server-sent event; its lines end in LF, for urql reads no other.

    :raises ValueError: when the id is not 1 to 500 visible ASCII characters.
    """
    if event_id is None:
        return b"event: next\ndata: %b\n\n" % orjson.dumps(answer)
    if not _EVENT_ID.fullmatch(event_id):
        raise ValueError(f"not an event id: {event_id!r}")
    return b"event: next\nid: %b\ndata: %b\n\n" % (event_id.encode(), orjson.dumps(answer))


def respond(result: ExecutionResult, *, media: str, headers: list[tuple[str, str]]) -> Response:
    """Write a single result; as a stream it is one event and the end."""
    wait = _wait(result)
    if wait is not None:
        headers = [*headers, ("retry-after", str(wait))]
        # Clients look at its status, which a stream would have sent already.
        media = JSON if media == STREAM else media
    answer = body(result)
    response = Response(
        event(answer) + COMPLETE if media == STREAM else orjson.dumps(answer),
        status_code=_status(result, media=media),
        media_type=media if media == STREAM else f"{media}; charset=utf-8",
        headers={"cache-control": "no-store", "vary": "accept"},
    )
    for name, value in headers:
        response.headers.append(name, value)
    return response


def _failed_before_it_ran(result: ExecutionResult) -> bool:
    # A field that failed has a path, only a request error has none (GraphQL §7.1.2).
    return result.data is None and all(error.path is None for error in result.errors or ())


def _wait(result: ExecutionResult) -> int | None:
    # RFC 6585 §4: what was refused before it ran says in how many seconds to come again.
    for error in result.errors or () if _failed_before_it_ran(result) else ():
        if (error.extensions or {}).get("code") == TOO_MANY:
            return int((error.extensions or {})["retryAfter"])
    return None


def _status(result: ExecutionResult, *, media: str) -> int:
    # GraphQL over HTTP, "Status Codes": application/json keeps 200 for requests that are
    # well formed, application/graphql-response+json says 400 where nothing was run.
    if media == STREAM or not _failed_before_it_ran(result):
        return 200
    if _wait(result) is not None:
        return 429
    codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
    if INTERNAL in codes:
        return 500
    return 400 if media == GRAPHQL_JSON else 200
