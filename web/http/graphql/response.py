"""Responses to an operation: body, status and media type."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response
from strawberry.types import ExecutionResult

from schema.gate.masking import INTERNAL, TOO_MANY, UNAVAILABLE
from web.http.graphql.error import JSON
from web.http.graphql.negotiation import GRAPHQL_JSON, STREAM
from web.http.graphql.sse import COMPLETE, framed

# The most bytes of an answer: the whole contract, introspected, has less than half of it.
MOST_BYTES = 1_000_000
TOO_LARGE: Mapping[str, object] = {
    "errors": [
        {
            "message": f"The answer would have more than {MOST_BYTES} bytes. Select fewer fields "
            "or ask for smaller pages. What a mutation does was done.",
            "extensions": {"code": "ANSWER_TOO_LARGE", "limit": MOST_BYTES},
        }
    ]
}


def fits(answer: bytes) -> bool:
    return len(answer) <= MOST_BYTES


def body(result: ExecutionResult) -> dict[str, object]:
    """Return the response (GraphQL §7.1); without ``data`` if the request failed before it ran."""
    content: dict[str, object] = {}
    if result.errors:
        content["errors"] = [error.formatted for error in result.errors]
    if not _failed_before_it_ran(result):
        content["data"] = result.data
    if result.extensions:
        content["extensions"] = result.extensions
    return content


def respond(result: ExecutionResult, *, media: str, headers: list[tuple[str, str]]) -> Response:
    """Return the response to a single result; as a stream it is one event and ``complete``."""
    seconds = _retry_after(result)
    if seconds is not None:
        headers = [*headers, ("retry-after", str(seconds))]
        # Clients check the status, which a stream would have sent already.
        media = JSON if media == STREAM else media
    status = _status(result, media=media)
    answer = orjson.dumps(body(result))
    if not fits(answer):
        answer = orjson.dumps(TOO_LARGE)
        status = 400 if media == GRAPHQL_JSON else status
    response = Response(
        framed(answer) + COMPLETE if media == STREAM else answer,
        status_code=status,
        media_type=media if media == STREAM else f"{media}; charset=utf-8",
        headers={"cache-control": "no-store", "vary": "accept"},
    )
    for name, value in headers:
        response.headers.append(name, value)
    return response


def _failed_before_it_ran(result: ExecutionResult) -> bool:
    # A field error has a path; a request error has none (GraphQL §7.1.2).
    return result.data is None and all(error.path is None for error in result.errors or ())


def _retry_after(result: ExecutionResult) -> int | None:
    # RFC 6585 §4, RFC 9110 §15.6.4: Retry-After, in seconds, for requests that were refused before
    # they ran, and for those of which something could not be answered.
    waits = {UNAVAILABLE, TOO_MANY} if _failed_before_it_ran(result) else {UNAVAILABLE}
    for error in result.errors or ():
        if (error.extensions or {}).get("code") in waits:
            return int((error.extensions or {})["retryAfter"])
    return None


def is_unavailable(result: ExecutionResult) -> bool:
    """Return whether something was not answered because something that is needed is away."""
    return any((error.extensions or {}).get("code") == UNAVAILABLE for error in result.errors or ())


def _status(result: ExecutionResult, *, media: str) -> int:
    # GraphQL over HTTP, "Status Codes": application/json keeps 200 for requests that are
    # well formed, application/graphql-response+json says 400 where nothing was run.
    if is_unavailable(result):
        return 503
    if media == STREAM or not _failed_before_it_ran(result):
        return 200
    if _retry_after(result) is not None:
        return 429
    codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
    if INTERNAL in codes:
        return 500
    return 400 if media == GRAPHQL_JSON else 200
