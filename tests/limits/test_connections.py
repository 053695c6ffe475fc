"""Tests of connections: heads, half-sent requests, silence, and clients that do not read."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.servers.edge import Server, serving
from tests.support.servers.process import until
from web.processes.connections import ConnectionLimits, Connections

SHORT = 0.2
LARGE = 2_000_000
GET = b"GET / HTTP/1.1\r\nhost: a\r\n"


async def _small(request: Request) -> Response:
    return Response(await request.body() or b"hello")


async def _large(_: Request) -> Response:
    return Response(b"x" * LARGE)


def bounds(**changed: float) -> Connections:
    limits = ConnectionLimits(
        **{  # type: ignore[arg-type]  # Seconds are no integers, numbers are.
            "head_seconds": SHORT,
            "request_seconds": SHORT,
            "read_seconds": SHORT,
            "unread_bytes": 100 * LARGE,
            **changed,
        }
    )
    return Connections(limits=limits)


@asynccontextmanager
async def served(connections: Connections) -> AsyncIterator[Server]:
    routes = [
        Route("/", _small, methods=["GET", "POST"]),
        Route("/large", _large),
    ]
    async with serving(Starlette(routes=routes), connections=connections) as server:
        yield server


class Raw:
    """A connection that sends bytes as they are, and whose buffer is small."""

    def __init__(self, server: Server) -> None:
        self._port = server.port
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def __aenter__(self) -> "Raw":
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", self._port))
        self.reader, self.writer = await asyncio.open_connection(sock=client, limit=4096)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def rest(self) -> bytes:
        """Read until the server ends the connection."""
        received = b""
        try:
            async with asyncio.timeout(20):
                while chunk := await self.reader.read(65_536):
                    received += chunk
        except ConnectionResetError:
            pass
        return received


async def none_open(connections: Connections) -> None:
    await until(lambda: not connections.open)


HALVES: tuple[tuple[str, bytes], ...] = (
    ("nothing", b""),
    ("a blank line", b"\r\n"),
    ("half a request line", b"GET / HT"),
    ("half a header", GET + b"x-half: b"),
    ("no end of the head", GET),
    ("half a body", b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf"),
    (
        "half a chunk",
        b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal",
    ),
    ("a second request by half", GET + b"\r\n" + GET),
    ("a second blank line", GET + b"\r\n\r\n"),
)


@pytest.mark.parametrize("sent", [sent for _, sent in HALVES], ids=[name for name, _ in HALVES])
async def test_what_is_sent_by_half_is_not_waited_for(sent: bytes) -> None:
    connections = bounds()
    async with served(connections) as server, Raw(server) as raw:
        raw.send(sent)

        await raw.rest()

        await none_open(connections)


async def test_half_a_body_has_a_time_of_its_own() -> None:
    connections = bounds(head_seconds=60)
    async with served(connections) as server, Raw(server) as raw:
        raw.send(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf")

        await raw.rest()

        await none_open(connections)


async def test_nor_is_the_second_half_of_a_second_request_waited_for() -> None:
    connections = bounds()
    async with served(connections) as server, Raw(server) as raw:
        raw.send(GET + b"\r\n")
        await raw.reader.readuntil(b"hello")
        raw.send(GET)

        await raw.rest()

        await none_open(connections)


async def test_a_head_that_drips_is_cut_off() -> None:
    async with served(bounds()) as server, Raw(server) as raw:
        raw.send(GET)
        dripping = asyncio.create_task(_drip(raw))

        received = await raw.rest()
        dripping.cancel()

    assert b"200" not in received


async def _drip(raw: Raw) -> None:
    while True:
        raw.send(b"x-a: b\r\n")
        await asyncio.sleep(SHORT / 10)


def _one_long(size: int) -> bytes:
    return GET + b"x-long: " + b"a" * size + b"\r\n\r\n"


def _many(size: int) -> bytes:
    return GET + b"".join(b"x-%d: %s\r\n" % (n, b"a" * (size // 50)) for n in range(50)) + b"\r\n"


def _long_line(size: int) -> bytes:
    return b"GET /?" + b"a" * size + b" HTTP/1.1\r\nhost: a\r\n\r\n"


def _trailers(size: int) -> bytes:
    head = b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
    return head + b"x-trailer: " + b"a" * size + b"\r\n\r\n"


@pytest.mark.parametrize("head", [_one_long, _many, _long_line])
async def test_a_head_may_be_so_large(head: Callable[[int], bytes]) -> None:
    async with served(bounds(head_seconds=20)) as server:
        async with Raw(server) as raw:
            raw.send(head(20_000))
            fits = await raw.reader.readline()
        async with Raw(server) as raw:
            raw.send(head(40_000))
            exceeds = await raw.rest()

    assert fits.startswith(b"HTTP/1.1 200")
    assert exceeds.startswith(b"HTTP/1.1 431")


async def test_a_head_without_an_end_is_not_kept() -> None:
    connections = bounds(head_seconds=20, request_seconds=20)
    async with served(connections) as server:
        for endless in (GET + b"x-long: ", b"GET /?", _trailers(0)[:-4]):
            async with Raw(server) as raw:
                sent = await _pour(raw, endless)

                await none_open(connections)

            assert sent < 5_000_000


async def _pour(raw: Raw, begun: bytes) -> int:
    """Send without end, until the other side closes; return how much was taken."""
    sent, chunk = 0, b"a" * 16_384
    try:
        raw.send(begun)
        while sent < 20_000_000:
            raw.send(chunk)
            await raw.writer.drain()
            sent += len(chunk)
    except ConnectionError:
        pass
    return sent


async def test_there_are_so_many_headers() -> None:
    many = GET + b"".join(b"x-%d: a\r\n" % n for n in range(150)) + b"\r\n"
    async with served(bounds(head_seconds=20)) as server, Raw(server) as raw:
        raw.send(many)

        received = await raw.rest()

    assert received.startswith(b"HTTP/1.1 431")


async def test_requests_are_not_queued_without_end() -> None:
    connections = bounds(head_seconds=20)
    async with served(connections) as server, Raw(server) as raw:
        raw.send((GET + b"\r\n") * 1_000)

        received = await raw.rest()

    assert received.count(b"HTTP/1.1 200") <= 11


async def test_a_kept_connection_is_used_again() -> None:
    async with served(bounds(head_seconds=20, request_seconds=20)) as server, Raw(server) as raw:
        statuses = []
        for _ in range(20):
            raw.send(_one_long(8_000))
            statuses.append(await raw.reader.readline())
            await raw.reader.readuntil(b"hello")

    assert statuses == [b"HTTP/1.1 200 OK\r\n"] * 20


async def test_a_client_that_does_not_read_is_cut_off() -> None:
    connections = bounds(head_seconds=20)
    async with served(connections) as server:
        async with Raw(server) as raw:
            raw.send(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n")

            await none_open(connections)

        assert not connections.unread


async def test_a_client_that_reads_slowly_gets_everything() -> None:
    connections = bounds(head_seconds=20, read_bytes=1)
    async with served(connections) as server, Raw(server) as raw:
        raw.send(b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        received = 0
        while chunk := await raw.reader.read(65_536):
            received += len(chunk)
            await asyncio.sleep(SHORT / 50)

    assert received > LARGE


async def test_what_an_address_does_not_read_has_a_bound() -> None:
    connections = bounds(read_seconds=20, unread_bytes=LARGE + LARGE // 2)
    async with served(connections) as server:
        await _together(3, server, b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n", connections)

    assert sum(connections.unread.values()) <= LARGE + LARGE // 2


async def _together(count: int, server: Server, sent: bytes, connections: Connections) -> None:
    """Open connections that do not read, and wait until one was cut off."""
    raws = [Raw(server) for _ in range(count)]
    for raw in raws:
        await raw.__aenter__()
        raw.send(sent)
    await until(lambda: sum(connections.open.values()) < count and connections.unread)
    for raw in raws:
        await raw.__aexit__()


async def test_an_address_may_have_so_many_connections() -> None:
    connections = bounds(head_seconds=20, per_address=2)
    async with served(connections) as server, Raw(server) as first, Raw(server) as second:
        async with Raw(server) as third:
            third.send(GET + b"\r\n")
            refused = await third.rest()
        first.send(GET + b"connection: close\r\n\r\n")
        answered = await first.rest()
        await until(lambda: connections.open["127.0.0.1"] == 1)
        async with Raw(server) as fourth:
            fourth.send(GET + b"\r\n")
            again = await fourth.reader.readline()
        second.send(b"")

    assert refused == b""
    assert answered.startswith(b"HTTP/1.1 200")
    assert again.startswith(b"HTTP/1.1 200")


async def test_the_connections_of_a_proxy_are_not_counted() -> None:
    connections = bounds(head_seconds=20, per_address=1)
    connections.trusts = lambda address: address == "127.0.0.1"
    async with served(connections) as server, Raw(server), Raw(server) as second:
        second.send(GET + b"\r\n")
        answered = await second.reader.readline()

    assert answered.startswith(b"HTTP/1.1 200")
    assert not connections.open


def test_addresses_are_counted_as_the_limits_count_them() -> None:
    connections = Connections()

    assert connections.counted("2001:db8::1") == connections.counted("2001:db8::2")
    assert connections.counted(None) is None
