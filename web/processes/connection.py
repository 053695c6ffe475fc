"""Bounds of a connection that uvicorn does not have: its head, its time, and what is not read."""

import asyncio
import socket
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web.processes.connections import Address, Connections
from web.processes.corked import Corked


class _HeadTooLarge(Exception):
    """More is sent as a head than is read of one."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 for one connection, within bounds.

    Where uvicorn waits without end: for the first byte, for the rest of a head or a body, and for a
    client to read what it was sent. It keeps a head of any size.
    """

    bounds: Connections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address: Address = None
        self._awaits_head = True
        # What was received of a head that is not complete, and what was read of it.
        self._head_received = 0
        self._head_read = 0
        self._heads = 0
        self._body_received = 0
        self._too_large = False
        self._deadline: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._unread = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        stream = Corked(cast(asyncio.Transport, transport), loop=self.loop)
        super().connection_made(stream)
        # So that it is known as soon as a client does not read.
        stream.set_write_buffer_limits(high=0)
        # What the kernel holds is not noticed here, and it keeps it for minutes after the end.
        held = self.bounds.limits.kernel_bytes
        stream.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, held)
        self._address = self.bounds.counted(self.client[0] if self.client else None)
        if not self.bounds.enter(self._address):
            stream.abort()
            return
        self._allow(self.bounds.limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._note_unread(0)
        self.bounds.leave(self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        limits = self.bounds.limits
        if self._awaits_head and self._deadline is None:
            self._allow(limits.head_seconds)
        heads = self._heads
        super().data_received(data)
        same = heads == self._heads
        self._head_received = self._head_received + len(data) if same else 0
        self._body_received = self._body_received + len(data) if same else 0
        if self._body_received > limits.request_bytes and not self._awaits_head:
            # The trailers of a body, which uvicorn keeps, or what no application reads.
            self.transport.abort()
        elif (
            self._awaits_head
            and self._head_received > limits.head_bytes
            and not self.transport.is_closing()
        ):
            self._too_large = True
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        if not self._too_large:
            super().send_400_response(msg)
            return
        # RFC 6585 §5.
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
            b"content-length: 0\r\nconnection: close\r\n\r\n"
        )
        self.transport.close()

    def on_message_begin(self) -> None:
        self._head_read = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_head(len(name) + len(value))
        super().on_header(name, value)
        # The trailers of a chunked body are headers too.
        if len(self.headers) > self.bounds.limits.headers:
            self._refuse()

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= self.bounds.limits.pipelined:
            self._refuse()
        self._awaits_head = False
        self._heads += 1
        self._allow(self.bounds.limits.request_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._awaits_head = True
        self._forget_deadline()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if not self._note_unread(self.transport.get_write_buffer_size()):
            self.transport.abort()
        elif self._reading is None:
            self._watch_reading()

    def resume_writing(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._note_unread(0)
        super().resume_writing()

    def _watch_reading(self) -> None:
        seconds = self.bounds.limits.read_seconds
        self._reading = self.loop.call_later(seconds, self._check_reading)

    def _check_reading(self) -> None:
        before, now = self._unread, self.transport.get_write_buffer_size()
        self._note_unread(now)
        if now > before - self.bounds.limits.read_bytes:
            self.transport.abort()
        else:
            self._watch_reading()

    def _note_unread(self, size: int) -> bool:
        change, self._unread = size - self._unread, size
        return self.bounds.left_unread(self._address, change)

    def _count_head(self, size: int) -> None:
        self._head_read += size
        if self._head_read > self.bounds.limits.head_bytes:
            self._refuse()

    def _refuse(self) -> None:
        """Make the parser stop, which answers by ``send_400_response``."""
        self._too_large = True
        raise _HeadTooLarge

    def _allow(self, seconds: float) -> None:
        """End the connection after some time, unless more is allowed before."""
        self._forget_deadline()
        self._deadline = self.loop.call_later(seconds, self._expire)

    def _expire(self) -> None:
        self._deadline = None
        self.transport.abort()

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _disarm(self) -> None:
        self._forget_deadline()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None


def protocol_of(connections: Connections) -> type[asyncio.Protocol]:
    """Return the protocol whose connections are counted together."""
    return cast(
        type[asyncio.Protocol], type("Bounded", (BoundedProtocol,), {"bounds": connections})
    )
