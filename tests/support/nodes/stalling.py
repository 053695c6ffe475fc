"""A TCP proxy that can fall silent: connections stay open, and nothing passes any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Stalling:
    """A proxy before one server; ``port`` is its own on 127.0.0.1."""

    host: str
    server_port: int
    port: int = 0
    _passes: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _clients: set[asyncio.StreamWriter] = field(default_factory=set)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    def stall(self) -> None:
        """Pass nothing on, in either direction, of connections old and new."""
        self._passes.clear()

    def resume(self) -> None:
        """Pass everything on, what was held back first."""
        self._passes.set()

    def say(self, answer: bytes) -> None:
        """Send clients an answer of the server that they did not ask for."""
        for writer in self._clients:
            writer.write(answer)

    def cut(self) -> None:
        """Close every connection."""
        for writer in self._open:
            writer.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Stalling"]:
        self.resume()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.resume()
            server.close()
            self.cut()
            for one in self._serving:
                one.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        one = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(one)
        one.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self._clients.add(writer)
        try:
            await self._passes.wait()
            onward, back = await asyncio.open_connection(self.host, self.server_port)
            self._open.add(back)
            await asyncio.gather(self._pass(reader, back), self._pass(onward, writer))
            self._open.discard(back)
        except OSError:
            writer.close()
        finally:
            self._open.discard(writer)
            self._clients.discard(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._passes.wait()
                writer.write(chunk)
                await writer.drain()
        writer.close()
