"""One bounded HTTP exchange, for every party outside that is asked over HTTP."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx


class FetchFailed(Exception):
    """Nothing usable came back; the subclasses say why."""


class Unreachable(FetchFailed):
    """No connection was made, or it broke before the answer was whole."""


class BadAddress(FetchFailed):
    """The address is no http or https address, or none that can be asked at all."""


class TimedOut(FetchFailed):
    """The answer was not whole at the deadline."""


class TooLarge(FetchFailed):
    """The answer is, or says it is, larger than the cap."""


class BadStatus(FetchFailed):
    """The answer has a status that the caller did not ask for; redirects are among them."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Encoded(FetchFailed):
    """The answer is compressed, though plain bytes were asked for; it may unfold to any size."""


# How much of an address that is none stands in the log.
_SHOWN = 200
_LAST_PORT = 65_535


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """Say how long the whole exchange may take, and how many bytes the body may have."""

    seconds: float
    max_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Hold an answer that kept to its bounds."""

    status: int
    media_type: str
    body: bytes


async def get(
    url: str,
    *,
    bounds: Bounds,
    statuses: frozenset[int] = frozenset({200}),
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Fetch ``url``, which comes from settings; follow no redirect, obey no proxy variable.

    The deadline covers everything from the name look-up to the last byte, so that a
    server that drips ends as well.

    :raises FetchFailed: when no answer of these statuses came whole and within bounds; BadAddress
        when ``url`` is not an absolute http or https address
    """
    return await _exchange("GET", url, None, bounds=bounds, statuses=statuses, headers=headers)


async def post(
    url: str,
    *,
    body: bytes,
    bounds: Bounds,
    statuses: frozenset[int] = frozenset({200}),
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send ``body`` to ``url``, which comes from settings; all else is as for `get`.

    :raises FetchFailed: when no answer of these statuses came whole and within bounds; BadAddress
        when ``url`` is not an absolute http or https address
    """
    return await _exchange("POST", url, body, bounds=bounds, statuses=statuses, headers=headers)


async def _exchange(
    method: str,
    url: str,
    body: bytes | None,
    *,
    bounds: Bounds,
    statuses: frozenset[int],
    headers: Mapping[str, str] | None,
) -> Answer:
    address = _address(url)
    asked = {"Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            asyncio.timeout(bounds.seconds),
            httpx.AsyncClient(
                verify=_trust(), trust_env=False, follow_redirects=False, timeout=bounds.seconds
            ) as client,
            client.stream(method, address, content=body, headers=asked) as response,
        ):
            return await _take(response, statuses=statuses, max_bytes=bounds.max_bytes)
    except (TimeoutError, httpx.TimeoutException) as late:
        raise TimedOut(f"no whole answer within {bounds.seconds:g} s") from late
    except (httpx.RequestError, httpx.InvalidURL, UnicodeError) as broken:
        # The last two: httpx reads the address of a redirect though it does not follow it.
        raise Unreachable(f"{type(broken).__name__}: {broken}") from broken


async def _take(response: httpx.Response, *, statuses: frozenset[int], max_bytes: int) -> Answer:
    if response.status_code not in statuses:
        raise BadStatus(response.status_code)
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Encoded(response.headers["Content-Encoding"])
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise TooLarge(f"{declared} bytes declared, {max_bytes} allowed")
    body = bytearray()
    async for chunk in response.aiter_raw():
        if len(body) + len(chunk) > max_bytes:
            raise TooLarge(f"more than {max_bytes} bytes")
        body += chunk
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(status=response.status_code, media_type=media_type, body=bytes(body))


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
        # The host is decoded where it is read, and not every one can be.
        is_absolute = address.scheme in {"http", "https"} and bool(address.host)
    except (httpx.InvalidURL, ValueError) as wrong:
        raise BadAddress(f"{url[:_SHOWN]!r}: {wrong}") from wrong
    if not is_absolute:
        raise BadAddress(f"not an http or https address: {url[:_SHOWN]!r}")
    if address.port is not None and not 0 < address.port <= _LAST_PORT:
        raise BadAddress(f"no such port: {url[:_SHOWN]!r}")
    return address


@cache
def _trust() -> ssl.SSLContext:
    """Load the machine's trusted authorities once; it takes tens of milliseconds."""
    return ssl.create_default_context()
