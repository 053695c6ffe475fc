"""A web server that publishes revocation lists."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager


@asynccontextmanager
async def publishing(lists: Mapping[str, bytes]) -> AsyncIterator[str]:
    """Publish lists over HTTP; other paths are a 404."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        while (await reader.readline()).strip():
            pass
        content = lists.get(line.split()[1].decode())
        status = b"200 OK" if content is not None else b"404 Not Found"
        length = str(len(content or b"")).encode()
        writer.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n")
        writer.write(b"Content-Length: " + length + b"\r\n\r\n" + (content or b""))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
