"""An EMS on a real socket that answers, stalls, drips or lies."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import orjson

from models.company.company import FIELDS

HOST = "127.0.0.1"

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Registry:
    """A running registry: its port, and what it was asked."""

    port: int = 0
    requests: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        """Its address, as settings have it."""
        return f"http://{HOST}:{self.port}/ems"


def answer(
    body: bytes,
    *,
    status: str = "200 OK",
    media_type: str = "application/json",
    headers: tuple[str, ...] = (),
) -> Answering:
    """Answer at once, with a declared length."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def raw(data: bytes) -> Answering:
    """Write these bytes and close."""

    async def write(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return write


def entry(**changed: object) -> dict[str, object]:
    """Return one entry in the wire format, with some columns changed."""
    columns: dict[str, object] = {field.camel_case: its.example for field, its in FIELDS.items()}
    return columns | {"controlNumber": "A1234567", "contactEmail": None} | changed


def found(*entries: object, control_number: object = "A1234567") -> Answering:
    """Answer with entries in the wire format."""
    return answer(orjson.dumps({"controlNumber": control_number, "entries": list(entries)}))


async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await reader.read()


def drip(data: bytes) -> Answering:
    """Answer byte by byte, in time for each read and without end."""

    async def write(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            for byte in data:
                writer.write(bytes([byte]))
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(1), 0.02)

    return write


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer without end and without a declared length, as fast as it is read."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b" " * 65_536)
        await writer.drain()


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Drop the connection in the middle of the answer."""
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
    )
    await writer.drain()
    writer.transport.abort()


@asynccontextmanager
async def registry(answering: Answering) -> AsyncIterator[Registry]:
    """Run a registry that answers every request in one way."""
    running = Registry()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = head.lower().partition("content-length:")[2].partition("\r\n")[0]
                running.bodies.append(await reader.readexactly(int(length or 0)))
                running.requests.append(head)
                await answering(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def on_connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.ensure_future(talk(reader, writer)))

    server = await asyncio.start_server(on_connect, HOST, 0)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()
        for each in talks:
            each.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)
