"""A web server that publishes revocation lists."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


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


@dataclass
class Versioned:
    """A list with its version, as a server with conditional requests keeps it."""

    content: bytes
    etag: str = '"1"'
    modified: str = "Mon, 02 Mar 2026 03:00:00 GMT"
    asked: list[dict[str, str]] = field(default_factory=list)

    def is_known(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request is for another version only (RFC 9110 §13.2.2)."""
        if "if-none-match" in headers:
            return headers["if-none-match"] == self.etag
        return headers.get("if-modified-since") == self.modified != ""


@asynccontextmanager
async def versioned(published: Versioned) -> AsyncIterator[str]:
    """Publish one list over HTTP, and answer 304 where the version is known."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        headers: dict[str, str] = {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        published.asked.append(headers)
        known = published.is_known(headers)
        said = "304 Not Modified" if known else "200 OK"
        body = b"" if known else published.content
        lines = [f"HTTP/1.1 {said}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"ETag: {published.etag}"] if published.etag else []
        lines += [f"Last-Modified: {published.modified}"] if published.modified else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a.crl"
