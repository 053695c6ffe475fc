"""One bounded HTTP exchange, used by every client of an outside service."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx

from models.core.tls import client_context


class FetchFailed(Exception):
    """There is no usable response; the subclasses say why."""


class Unreachable(FetchFailed):
    """No connection was made, or it broke before the response was complete."""


class BadAddress(FetchFailed):
    """The address is not an http or https address, or is malformed."""


class TimedOut(FetchFailed):
    """The response was not complete at the deadline."""


class TooLarge(FetchFailed):
    """The response exceeds the limit, or declares a length that does."""


class BadStatus(FetchFailed):
    """The response has a status that the caller does not accept, such as a redirect."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Encoded(FetchFailed):
    """The response is compressed, although identity was requested; it may expand to any size."""


# How much of a bad address is logged.
_SHOWN = 200
_LAST_PORT = 65_535


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """The time limit of the whole exchange, and the size limit of the body."""

    seconds: float
    max_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A response within its bounds; ``etag`` and ``last_modified`` are empty where it has none."""

    status: int
    media_type: str
    body: bytes
    etag: str = ""
    last_modified: str = ""


async def get(
    url: str,
    *,
    bounds: Bounds,
    statuses: frozenset[int] = frozenset({200}),
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Fetch ``url``, which comes from settings; neither redirects nor proxy variables are followed.

    The deadline covers everything from the DNS lookup to the last byte, so that it ends slow
    responses too.

    :raises FetchFailed: when no response with these statuses came complete and within bounds;
        BadAddress when ``url`` is not an absolute http or https address
    """
    return await _exchange("GET", url, None, bounds=bounds, statuses=statuses, headers=headers)


async def post(
    url: str,
    *,
    body: bytes,
    bounds: Bounds,
    statuses: frozenset[int] = frozenset({200}),
    headers: Mapping[str, str] | None = None,
    connect_to: str | None = None,
) -> Answer:
    """Post ``body`` to ``url``, which comes from settings; otherwise like `get`.

    With ``connect_to``, an IP address, the connection goes there, and the certificate must be that
    of the host in ``url``.

    :raises FetchFailed: when no response with these statuses came complete and within bounds;
        BadAddress when ``url`` is not an absolute http or https address
    """
    return await _exchange(
        "POST",
        url,
        body,
        bounds=bounds,
        statuses=statuses,
        headers=headers,
        connect_to=connect_to,
    )


async def _exchange(
    method: str,
    url: str,
    body: bytes | None,
    *,
    bounds: Bounds,
    statuses: frozenset[int],
    headers: Mapping[str, str] | None,
    connect_to: str | None = None,
) -> Answer:
    address = _address(url)
    asked = {"Accept-Encoding": "identity", **(headers or {})}
    extensions: dict[str, object] = {}
    if connect_to is not None:
        # The name for the certificate, and for the server, although the address has none.
        extensions["sni_hostname"] = address.raw_host.decode("ascii")
        asked["Host"] = address.netloc.decode("ascii")
        address = address.copy_with(host=connect_to)
    try:
        async with (
            asyncio.timeout(bounds.seconds),
            httpx.AsyncClient(
                verify=_trust(), trust_env=False, follow_redirects=False, timeout=bounds.seconds
            ) as client,
            client.stream(
                method, address, content=body, headers=asked, extensions=extensions
            ) as response,
        ):
            return await _take(response, statuses=statuses, max_bytes=bounds.max_bytes)
    except (TimeoutError, httpx.TimeoutException) as late:
        raise TimedOut(f"no whole answer within {bounds.seconds:g} s") from late
    except (httpx.RequestError, httpx.InvalidURL, UnicodeError) as broken:
        # The last two: httpx parses the address of a redirect although it does not follow it.
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
    return Answer(
        status=response.status_code,
        media_type=media_type,
        body=bytes(body),
        etag=response.headers.get("ETag", "").strip(),
        last_modified=response.headers.get("Last-Modified", "").strip(),
    )


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
        # Reading the host decodes it, which may fail.
        is_absolute = address.scheme in {"http", "https"} and bool(address.host)
    except (httpx.InvalidURL, ValueError) as wrong:
        raise BadAddress(f"{url[:_SHOWN]!r}: {wrong}") from wrong
    if not is_absolute:
        raise BadAddress(f"not an http or https address: {url[:_SHOWN]!r}")
    if address.port is not None and not 0 < address.port <= _LAST_PORT:
        raise BadAddress(f"no such port: {url[:_SHOWN]!r}")
    return address


# Loading the system's certificate authorities takes tens of milliseconds.
@cache
def _trust() -> ssl.SSLContext:
    return client_context()
