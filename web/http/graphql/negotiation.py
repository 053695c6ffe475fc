"""Content negotiation by the Accept header (RFC 9110 §12.5.1)."""

from dataclasses import dataclass
from typing import NamedTuple

from web.http.graphql.error import JSON, Refused

GRAPHQL_JSON = "application/graphql-response+json"
STREAM = "text/event-stream"
# No browser sends a fifth of it. What comes behind is not read.
LONGEST_ACCEPT = 1_000


@dataclass(frozen=True, slots=True)
class Form:
    """The media type of a single response, and whether the client accepts a stream."""

    media: str
    streams: bool


class _Match(NamedTuple):
    quality: float
    named: bool
    preferred: bool


def negotiate(accept: str | None) -> Form:
    """Return the form of the response.

    A missing header or a wildcard alone means ``application/json``. A single response is written as
    an event stream only if the client names no JSON type: urql names every type it supports.

    :raises Refused: 406, when no type that we can write is acceptable
    """
    if not accept or not accept.strip():
        return Form(media=JSON, streams=False)
    ranges = _ranges(accept)
    matches = {media: _match(media, ranges) for media in (JSON, GRAPHQL_JSON)}
    streams = ranges.get(STREAM, 0.0) > 0
    if streams and not any(match.named and match.quality for match in matches.values()):
        return Form(media=STREAM, streams=True)
    media = max(matches, key=matches.__getitem__)
    if not matches[media].quality:
        message = f"Available types are {GRAPHQL_JSON}, {JSON} and {STREAM}."
        raise Refused(406, "NOT_ACCEPTABLE", message)
    return Form(media=media, streams=streams)


def _ranges(accept: str) -> dict[str, float]:
    ranges: dict[str, float] = {}
    for part in accept[:LONGEST_ACCEPT].split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        ranges[name] = max(ranges.get(name, 0.0), _quality(parameters))
    return ranges


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0.0 <= quality <= 1.0 else 0.0
    return 1.0


def _match(media: str, ranges: dict[str, float]) -> _Match:
    # A named type takes precedence over wildcards (RFC 9110 §12.5.1).
    if media in ranges:
        return _Match(ranges[media], named=True, preferred=media == GRAPHQL_JSON)
    wildcard = ranges.get("application/*", ranges.get("*/*", 0.0))
    return _Match(wildcard, named=False, preferred=media == JSON)
