"""Carry the results of a subscription as server-sent events (HTML §9.2, graphql-sse)."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import Protocol

from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from schema.gate.masking import mask
from web.http.graphql.error import Refused, refusal
from web.http.graphql.negotiation import STREAM
from web.http.graphql.response import COMPLETE, body, event

HEADERS = {
    "content-type": f"{STREAM}; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "vary": "accept",
    # nginx would otherwise hold events back.
    "x-accel-buffering": "no",
}
HEARTBEAT = b": ping\n\n"

logger = logging.getLogger(__name__)


class StreamContext(Protocol):
    """Say what a stream needs of the context that resolvers see.

    ``last_event_id`` is what the client saw last (Last-Event-ID), for the resolver to go on
    from. The resolver sets ``event_id`` right before each ``yield``; the stream takes it with
    the result and leaves None, so that an event without an id never bears an older one.
    ``stream_key`` names whom a stream is counted against; ``still_there`` tells whether who opened
    it may go on, and is asked at each heartbeat.
    """

    event_id: str | None
    last_event_id: str | None

    @property
    def stream_key(self) -> str: ...

    async def still_there(self) -> bool: ...


class ReaderLost(Exception):
    """State that a reader is gone, or has taken nothing for too long."""


class Streams:
    """Know the open streams of the process: how many there may be, and how all of them end."""

    def __init__(
        self,
        *,
        per_key: int = 10,
        in_all: int = 2_000,
        heartbeat_seconds: float = 15.0,
        send_seconds: float = 20.0,
        retry_milliseconds: int = 1_000,
    ) -> None:
        """Set the limits; an EventSource that lost its stream waits ``retry_milliseconds``."""
        self.heartbeat_seconds = heartbeat_seconds
        self.send_seconds = send_seconds
        self.retry_milliseconds = retry_milliseconds
        self._per_key = per_key
        self._in_all = in_all
        self._open_by_key: Counter[str] = Counter()
        self._deliveries: dict[asyncio.Task[None], str] = {}
        self._stopping = False

    @property
    def open(self) -> int:
        """Count the open streams."""
        return self._open_by_key.total()

    @contextmanager
    def place(self, key: str) -> Iterator[None]:
        """Hold a place for one stream.

        :raises Refused: 429 when the key has no place left, 503 when the process has none.
        """
        if self._open_by_key[key] >= self._per_key:
            message = f"{self._per_key} streams may be open at once."
            raise Refused(429, "TOO_MANY_STREAMS", message, headers={"retry-after": "10"})
        if self.open >= self._in_all:
            message = "No stream is free, try again."
            raise Refused(503, "NO_STREAM_FREE", message, headers={"retry-after": "10"})
        self._open_by_key[key] += 1
        try:
            yield
        finally:
            self._open_by_key[key] -= 1
            # Keys that are gone must not pile up.
            self._open_by_key += Counter()

    def watch(self, delivery: asyncio.Task[None], *, key: str) -> None:
        """Take note of a delivery, to abort it when the process stops or its key is let go."""
        self._deliveries[delivery] = key
        delivery.add_done_callback(self._deliveries.pop)
        if self._stopping:
            delivery.cancel()

    def abort(self, key: str) -> None:
        """End the streams of a key without ``complete``: who comes back is told why."""
        for delivery, owner in tuple(self._deliveries.items()):
            if owner == key:
                delivery.cancel()

    def abort_all(self) -> None:
        """End every stream, and those still to come, without ``complete``: clients come back."""
        self._stopping = True
        for delivery in tuple(self._deliveries):
            delivery.cancel()


class EventStream:
    """Send results as they come, as an ASGI response."""

    def __init__(
        self,
        results: AsyncGenerator[ExecutionResult, None],
        *,
        context: StreamContext,
        streams: Streams,
        headers: list[tuple[str, str]],
    ) -> None:
        self._results = results
        self._context = context
        self._streams = streams
        self._headers = [*HEADERS.items(), *headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream, or a refusal when there is no place for it."""
        try:
            with self._streams.place(self._context.stream_key):
                await self._run(receive, send)
        except Refused as refused:
            await refusal(refused)(scope, receive, send)

    async def _run(self, receive: Receive, send: Send) -> None:
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self._headers]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        delivery = asyncio.create_task(self._deliver(send))
        gone = asyncio.create_task(_gone(receive))
        self._streams.watch(delivery, key=self._context.stream_key)
        try:
            await self._attend(send, delivery=delivery, gone=gone)
        except ReaderLost:
            logger.info("A reader of a stream takes nothing any more")
        finally:
            delivery.cancel()
            gone.cancel()
            await asyncio.gather(delivery, gone, return_exceptions=True)

    async def _attend(
        self, send: Send, *, delivery: asyncio.Task[None], gone: asyncio.Task[None]
    ) -> None:
        done: set[asyncio.Task[None]] = set()
        # The first heartbeat tells the client, and proxies between, that it is connected.
        heartbeat = b"retry: %d\n%b" % (self._streams.retry_milliseconds, HEARTBEAT)
        while not done:
            await self._send(send, heartbeat)
            heartbeat = HEARTBEAT
            done, _ = await asyncio.wait(
                (delivery, gone),
                timeout=self._streams.heartbeat_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done and not await self._still_there():
                delivery.cancel()
        if delivery in done and not delivery.cancelled():
            delivery.result()
        if gone not in done:
            await self._send(send, b"", ends=True)

    async def _still_there(self) -> bool:
        try:
            return await self._context.still_there()
        except Exception:
            # While the database is away nothing can be delivered either.
            logger.exception("Whether a reader may go on cannot be found out")
            return True

    async def _deliver(self, send: Send) -> None:
        try:
            async with aclosing(self._results):
                async for result in self._results:
                    await self._send(send, event(body(result), event_id=self._take_event_id()))
        except ReaderLost:
            raise
        except Exception as error:
            await self._send(send, event({"errors": [mask(error).formatted]}))
        await self._send(send, COMPLETE)

    def _take_event_id(self) -> str | None:
        event_id, self._context.event_id = self._context.event_id, None
        return event_id

    async def _send(self, send: Send, chunk: bytes, *, ends: bool = False) -> None:
        message = {"type": "http.response.body", "body": chunk, "more_body": not ends}
        try:
            async with asyncio.timeout(self._streams.send_seconds):
                await send(message)
        except OSError as lost:
            # A TimeoutError is one too.
            raise ReaderLost from lost


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
