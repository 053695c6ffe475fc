"""Tests of fetching a list: complete or not at all, from no other address."""

import pytest

from models.outside.fetch import (
    BadAddress,
    BadStatus,
    Bounds,
    Encoded,
    FetchFailed,
    TimedOut,
    TooLarge,
    Unreachable,
)
from models.outside.lists import DEFAULT_BOUNDS, fetch_list
from tests.support.servers.registry import (
    Answering,
    answer,
    drip,
    flood,
    raw,
    registry,
    reset,
    stall,
)

LIST = bytes(range(256)) * 100
BOUNDS = Bounds(seconds=0.5, max_bytes=len(LIST))
OK = b"HTTP/1.1 200 OK\r\n"


async def fetched(answering: Answering) -> bytes:
    async with registry(answering) as running:
        return await fetch_list(running.base_url + "/complete.crl", bounds=BOUNDS)


@pytest.mark.parametrize(
    "answering",
    [
        answer(LIST, media_type="application/pkix-crl"),
        answer(LIST, headers=("Content-Encoding: identity",)),
        raw(OK + b"\r\n" + LIST),
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\n6400\r\n" + LIST + b"\r\n0\r\n\r\n"),
    ],
    ids=["declared", "identity", "until the end", "chunked"],
)
async def test_a_list_as_large_as_allowed_comes_whole(answering: Answering) -> None:
    assert await fetched(answering) == LIST


@pytest.mark.parametrize(
    ("answering", "failure"),
    [
        (stall, TimedOut),
        (drip(OK), TimedOut),
        (drip(OK + b"\r\n"), TimedOut),
        (reset, Unreachable),
        (raw(b""), Unreachable),
        (raw(OK + b"Content-Length: 9\r\n\r\nshort"), Unreachable),
        (raw(OK + b"X: " + b"y" * 500_000 + b"\r\n\r\n"), Unreachable),
        (flood, TooLarge),
        (answer(LIST + b"!"), TooLarge),
        (raw(OK + b"\r\n" + LIST + b"!"), TooLarge),
        (raw(OK + b"Content-Length: 99999999999\r\n\r\n"), TooLarge),
        (answer(LIST, headers=("Content-Encoding: gzip",)), Encoded),
        (answer(b"", status="404 Not Found"), BadStatus),
        (answer(b"", status="500 Internal Server Error"), BadStatus),
        (answer(LIST, status="206 Partial Content"), BadStatus),
    ],
)
async def test_what_keeps_no_bounds_has_its_name(
    answering: Answering, failure: type[FetchFailed]
) -> None:
    with pytest.raises(failure):
        await fetched(answering)


async def test_a_redirect_is_not_followed() -> None:
    async with registry(answer(LIST)) as elsewhere:
        location = f"Location: {elsewhere.base_url}"
        with pytest.raises(BadStatus) as refused:
            await fetched(answer(b"", status="302 Found", headers=(location,)))

    assert refused.value.status == 302
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ldap://ldap.example.org/o=x", "//example.org/x", "x.crl", "http:///x"],
)
async def test_only_http_addresses_are_asked(url: str) -> None:
    with pytest.raises(BadAddress, match="not an http or https address"):
        await fetch_list(url)


@pytest.mark.parametrize(
    "location", ["http://xn--/", "http://xn--a/", "mailto:a@b", "http://\\xff/"]
)
async def test_a_redirect_that_cannot_be_read_is_a_failure_like_others(location: str) -> None:
    with pytest.raises(FetchFailed):
        await fetched(answer(b"", status="302 Found", headers=(f"Location: {location}",)))


async def test_compression_is_not_asked_for() -> None:
    async with registry(answer(LIST)) as running:
        await fetch_list(running.base_url)

    assert "accept-encoding: identity\r\n" in running.requests[0].lower()


def test_a_large_issuers_list_is_allowed_for() -> None:
    assert DEFAULT_BOUNDS.max_bytes == 64 * 1024 * 1024
