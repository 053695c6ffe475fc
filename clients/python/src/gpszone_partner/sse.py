"""Server-sent events (HTML §9.2.6), from bytes as they come."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from gpszone_partner.errors import Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One event of a stream; a heartbeat has neither name nor data."""

    event: str
    data: str


async def frames(chunks: AsyncIterator[bytes], *, most_bytes: int) -> AsyncGenerator[Frame, None]:
    """Split a stream into its events; what is only a comment is a heartbeat.

    What stands behind the last empty line was cut off, and is dropped.

    :raises Unreachable: when an event is longer than ``most_bytes``.
    """
    event, data, size = "", list[str](), 0
    async with aclosing(_lines(chunks, most_bytes=most_bytes)) as lines:
        async for line in lines:
            size += len(line)
            if size > most_bytes:
                raise Unreachable(f"an event is longer than {most_bytes} bytes")
            if line:
                name, _, value = line.decode(errors="replace").partition(":")
                value = value.removeprefix(" ")
                if name == "event":
                    event = value
                elif name == "data":
                    data.append(value)
                continue
            yield Frame(event=event, data="\n".join(data))
            event, data, size = "", [], 0


async def _lines(chunks: AsyncIterator[bytes], *, most_bytes: int) -> AsyncGenerator[bytes, None]:
    """Yield whole lines, which end in LF or CRLF; the service writes no other ends."""
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > most_bytes:
            raise Unreachable(f"a line is longer than {most_bytes} bytes")
        for line in whole:
            yield line.removesuffix(b"\r")
