"""Requests over HTTP: each attempt ends in an answer, or in an error that says what helps."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TypeVar

import httpx

from gpszone_partner.errors import RateLimited, Refused, UnexpectedAnswer, Unreachable
from gpszone_partner.generated import UserError
from gpszone_partner.reading import Call, fields, take, text
from gpszone_partner.sse import Frame, frames

T = TypeVar("T")
# The wait where the service asks for one and names none, in seconds.
_WAIT = 5.0
_LIMITS = frozenset({"TOO_MANY_REQUESTS", "TOO_MANY_STREAMS", "NO_STREAM_FREE"})
_BROKEN = frozenset({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may take, in seconds and bytes.

    The service sends a heartbeat every 15 seconds; a stream that is silent for ``silence`` is dead.
    """

    connect: float = 10.0
    answer: float = 30.0
    silence: float = 45.0
    answer_bytes: int = 4 * 1024 * 1024
    event_bytes: int = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Transport:
    """The service behind one address, asked with one token."""

    url: str
    token: str = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    limits: Limits

    def __post_init__(self) -> None:
        url = httpx.URL(self.url)
        if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.host)):
            # Whoever listens on the way would have the token.
            raise ValueError("the address of the service must begin with https://")

    async def run(self, call: Call[T]) -> T:
        """Send an operation once, and return its data.

        :raises RateLimited: when the service asks to wait.
        :raises Refused: when it refuses.
        :raises Unreachable: when it or the network fails, or the answer is too large.
        :raises UnexpectedAnswer: when the answer is none that the contract knows.
        """
        limits = self.limits
        # The timeouts of httpx are those of each read, which a slow answer never exceeds.
        with _network():
            async with (
                asyncio.timeout(limits.connect + limits.answer),
                self._sent(call, accept="application/json", silence=limits.answer) as response,
            ):
                body = await _body(response, most_bytes=limits.answer_bytes)
                return call.read(_data(response, body))

    async def follow(self, call: Call[T]) -> AsyncGenerator[T | None, None]:
        """Open a stream, and yield what it pushes until it ends; None for a heartbeat.

        :raises RateLimited, Refused, Unreachable, UnexpectedAnswer: as ``run`` does.
        """
        limits = self.limits
        stream = self._sent(call, accept="text/event-stream", silence=limits.silence)
        async with stream as response:
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                body = await _body(response, most_bytes=limits.answer_bytes)
                _data(response, body)
                raise UnexpectedAnswer("expected a stream of events")
            events = frames(response.aiter_raw(), most_bytes=limits.event_bytes)
            async with aclosing(events):
                async for frame in events:
                    if frame.event == "complete":
                        return
                    if frame.event == "next":
                        yield call.read(_pushed(frame))
                    else:
                        yield None

    @asynccontextmanager
    async def _sent(
        self, call: Call[T], *, accept: str, silence: float
    ) -> AsyncIterator[httpx.Response]:
        headers = {
            "authorization": f"Bearer {self.token}",
            "accept": accept,
            # A compressed answer could be larger than any limit before it is measured.
            "accept-encoding": "identity",
            "accept-language": "en",
        }
        asked = {
            "query": call.document,
            "operationName": call.name,
            "variables": dict(call.variables),
        }
        with _network():
            async with self.http.stream(
                "POST",
                self.url,
                json=asked,
                headers=headers,
                timeout=httpx.Timeout(silence, connect=self.limits.connect),
                # The token goes to nobody else.
                follow_redirects=False,
            ) as response:
                yield response


@contextmanager
def _network() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError, TimeoutError) as fault:
        raise Unreachable(f"{type(fault).__name__}: {fault}") from fault


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def _body(response: httpx.Response, *, most_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > most_bytes:
            raise Unreachable(f"the answer is longer than {most_bytes} bytes")
    return bytes(body)


def _data(response: httpx.Response, body: bytes) -> object:
    """Return the data of a single answer, or raise what it says instead."""
    wait = _seconds(response.headers.get("retry-after"))
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        return _result(answer, wait=wait)
    # Not from the service itself, but from a proxy before it.
    if response.status_code in {429, 503} and wait is not None:
        raise RateLimited(f"HTTP {response.status_code}", wait=wait)
    raise Unreachable(f"HTTP {response.status_code} without an answer of the service")


def _pushed(frame: Frame) -> object:
    try:
        return _result(fields(json.loads(frame.data)), wait=None)
    except ValueError:
        raise UnexpectedAnswer("an event is no JSON") from None


def _result(answer: Mapping[str, object], *, wait: float | None) -> object:
    match answer.get("errors"):
        case [{"extensions": {"code": str(code)}} as first, *_]:
            error = fields(first)
            message, more = str(error.get("message", "")), fields(error["extensions"])
            raise _failure(code, more=more, message=message, wait=wait)
        case [_, *_]:
            raise UnexpectedAnswer("an error without a code")
    return take(answer, "data", lambda data: fields(data))


def _failure(
    code: str, *, more: Mapping[str, object], message: str, wait: float | None
) -> RateLimited | Refused | Unreachable:
    if code in _LIMITS:
        told = more.get("retryAfter")
        seconds = float(told) if isinstance(told, int) else wait
        return RateLimited(code, wait=_WAIT if seconds is None else seconds)
    if code in _BROKEN:
        return Unreachable(f"{code}: {more.get('id', message)}")
    path = more.get("path")
    return Refused(
        code,
        title=str(more.get("title", "")),
        message=message,
        remedy=str(more.get("remedy", "")),
        path=tuple(map(text, path)) if isinstance(path, list) else (),
    )


def refused(error: UserError) -> Refused:
    """Return the error for a refusal that is the result of an act, or the last of a stream."""
    return Refused(
        error.code,
        title=error.title,
        message=error.message,
        remedy=str(error.remedy),
        path=error.path,
    )


def _seconds(header: str | None) -> float | None:
    """Return the seconds of Retry-After; None for a date, which the service never sends."""
    return float(header) if header and header.isascii() and header.isdigit() else None
