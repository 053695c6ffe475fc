"""Tests of the call to a partner's back-channel address: bounded, never in the own network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from urllib.parse import parse_qs

import pytest

from models.outside.fetch import BadStatus, Bounds, FetchFailed, TimedOut, TooLarge, Unreachable
from models.outside.logout import AddressRefused, HTTPLogout

HERE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
TOKEN = "header.body.signature"
Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def partner(answering: Answering) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Listen on the loopback interface; yield the port and what came."""
    came: list[bytes] = []
    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            came.append(head + await reader.readexactly(length))
            await answering(writer)
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], came
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def saying(text: bytes) -> Answering:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()

    return answer


@pytest.mark.parametrize("status", [b"200 OK", b"204 No Content"])
async def test_the_token_comes_as_a_form_to_the_named_host(status: bytes) -> None:
    async with partner(saying(b"HTTP/1.1 %b\r\ncontent-length: 0\r\n\r\n" % status)) as (
        port,
        came,
    ):
        await HTTPLogout(networks=HERE).tell(f"http://localhost:{port}/out?of=us", token=TOKEN)

    head, _, body = came[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /out?of=us HTTP/1.1\r\n")
    assert f"host: localhost:{port}".encode() in head.lower()
    assert b"content-type: application/x-www-form-urlencoded" in head.lower()
    assert b"cookie" not in head.lower()
    assert parse_qs(body.decode()) == {"logout_token": [TOKEN]}


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        (
            b"HTTP/1.1 302 Found\r\nlocation: http://localhost/\r\ncontent-length: 0\r\n\r\n",
            BadStatus,
        ),
        (b"HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n", BadStatus),
        (b"HTTP/1.1 503 Away\r\ncontent-length: 0\r\n\r\n", BadStatus),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n", TooLarge),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 20_000, TooLarge),
        (b"", Unreachable),
        (b"nonsense\r\n\r\n", Unreachable),
    ],
)
async def test_any_other_answer_was_not_heard(text: bytes, failure: type[FetchFailed]) -> None:
    async with partner(saying(text)) as (port, came):
        with pytest.raises(failure):
            await HTTPLogout(networks=HERE).tell(f"http://localhost:{port}/", token=TOKEN)

    # A redirect is not followed.
    assert len(came) == 1


async def test_a_slow_partner_is_left_alone() -> None:
    async def never(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        await writer.drain()
        await asyncio.sleep(5)

    quick = HTTPLogout(networks=HERE, bounds=Bounds(seconds=0.2, max_bytes=100))
    async with partner(never) as (port, _):
        with pytest.raises(TimedOut):
            await quick.tell(f"http://localhost:{port}/", token=TOKEN)


async def test_the_own_network_is_never_called_unless_it_is_listed() -> None:
    async with partner(saying(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")) as (port, came):
        with pytest.raises(AddressRefused):
            await HTTPLogout().tell(f"http://localhost:{port}/", token=TOKEN)
        with pytest.raises(AddressRefused):
            await HTTPLogout(networks=(ip_network("10.0.0.0/8"),)).tell(
                f"http://127.0.0.1:{port}/", token=TOKEN
            )

    assert came == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]"),
        *(
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b:1::1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::1]",
        ),
    ],
)
async def test_no_special_address_is_public(host: str) -> None:
    with pytest.raises((AddressRefused, Unreachable)):
        await HTTPLogout().tell(f"https://{host}/", token=TOKEN)


async def test_one_private_address_among_public_ones_refuses_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)

    with pytest.raises(AddressRefused):
        await HTTPLogout().tell("https://tracks.example/", token=TOKEN)


async def test_a_name_that_does_not_resolve_was_not_heard() -> None:
    with pytest.raises(Unreachable):
        await HTTPLogout().tell("https://tracks.invalid/", token=TOKEN)


async def test_a_name_that_nobody_answers_for_was_not_heard_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    port = HTTPLogout(networks=HERE, bounds=Bounds(seconds=0.01, max_bytes=1))

    with pytest.raises(TimedOut, match="not resolved"):
        await port.tell("http://slow.example/out", token=TOKEN)
