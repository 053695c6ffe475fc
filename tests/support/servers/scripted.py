"""A server that answers each connection with bytes that a test has written."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


def answer(body: object, *, status: str = "200 OK", headers: str = "") -> bytes:
    """Return an HTTP response with a body of JSON, or of the bytes that are given."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(content)}\r\nconnection: close\r\n{headers}"
    return head.encode() + b"\r\n" + content


def event(data: object) -> bytes:
    """Return a pushed event."""
    return b"event: next\ndata: " + json.dumps({"data": data}).encode() + b"\n\n"


def _drops(text: bytes) -> list[bytes]:
    return [text[n : n + 1] for n in range(len(text))]


@dataclass
class Scripted:
    """A server; ``asked`` are the headers and bodies of the requests that it got.

    The connections get the answers in order, and what is beyond the last one stays silent, as does
    an answer that is None. With ``drop`` every byte comes so many seconds after the one before. A
    server that ``holds`` closes no connection.
    """

    answers: Sequence[bytes | None]
    drop: float | None = None
    holds: bool = False
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    url: str = ""
    _connections: int = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Scripted"]:
        held: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.append(writer)
            number, self._connections = self._connections, self._connections + 1
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.partition(":")[2])
                for line in head.splitlines()
                if line.lower().startswith("content-length:")
            )
            self.asked.append((head, json.loads(await reader.readexactly(length))))
            text = self.answers[number] if number < len(self.answers) else None
            if text is None:
                return
            for piece in [text] if self.drop is None else _drops(text):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(self.drop or 0)
            if not self.holds:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
        try:
            yield self
        finally:
            server.close()
            for writer in held:
                writer.transport.abort()
            await asyncio.gather(*(one.wait_closed() for one in held), return_exceptions=True)
            await server.wait_closed()
