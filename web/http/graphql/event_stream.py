"""Subscriptions as server-sent events (HTML §9.2, graphql-sse)."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from starlette.types import Message, Receive, Scope, Send
from strawberry.types import ExecutionResult

from models.database.unavailable import DatabaseUnavailable
from schema.gate.masking import mask
from web.http.graphql.error import Refused, refusal
from web.http.graphql.negotiation import STREAM
from web.http.graphql.response import TOO_LARGE, body, fits, is_unavailable
from web.http.graphql.sse import COMPLETE, HEARTBEAT, event, first_heartbeat
from web.http.graphql.stream import Streams

HEADERS = {
    "content-type": f"{STREAM}; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "vary": "accept",
    # Without this, nginx buffers events.
    "x-accel-buffering": "no",
}

logger = logging.getLogger(__name__)


class StreamContext(Protocol):
    """What a stream needs of the context that resolvers see.

    ``last_event_id`` is the last one that the client received (Last-Event-ID); the resolver
    continues after it. The resolver sets ``event_id`` right before each ``yield``; the stream takes
    it with the result and resets it to None, so that an event without an id never gets an older
    one. ``stream_key`` is the key by which open streams are limited, ``address`` the one by which
    they are shared; ``still_there`` returns whether the stream may continue, and is called at each
    heartbeat.
    """

    event_id: str | None
    last_event_id: str | None

    @property
    def stream_key(self) -> str: ...

    @property
    def address(self) -> str: ...

    async def still_there(self) -> bool: ...


class ReaderLost(Exception):
    """The client has disconnected, or has received nothing for too long."""


class EventStream:
    """An ASGI response that sends results as they come."""

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
        try:
            key, address = self._context.stream_key, self._context.address
            with self._streams.reserve(key, address=address):
                await self._run(receive, send)
        except Refused as refused:
            await refusal(refused)(scope, receive, send)

    async def _run(self, receive: Receive, send: Send) -> None:
        await send(self._start())
        delivery = asyncio.create_task(self._deliver(send))
        gone = asyncio.create_task(_gone(receive))
        self._streams.watch(delivery, key=self._context.stream_key)
        try:
            await self._attend(send, delivery=delivery, gone=gone)
        except ReaderLost:
            logger.info("A stream's client has stopped reading")
        finally:
            delivery.cancel()
            gone.cancel()
            await asyncio.gather(delivery, gone, return_exceptions=True)

    def _start(self) -> Message:
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self._headers]
        self._headers = []  # The stream's other parts live much longer.
        return {"type": "http.response.start", "status": 200, "headers": headers}

    async def _attend(
        self, send: Send, *, delivery: asyncio.Task[None], gone: asyncio.Task[None]
    ) -> None:
        done: set[asyncio.Task[None]] = set()
        # The first heartbeat shows the client, and proxies between, that the stream is open.
        heartbeat = first_heartbeat(retry_milliseconds=self._streams.retry_milliseconds)
        while not done:
            await self._send(send, heartbeat)
            heartbeat = HEARTBEAT
            done, _ = await asyncio.wait(
                (delivery, gone),
                timeout=self._streams.until_heartbeat(),
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
            # Without the database nothing can be delivered either, so the stream may stay open.
            logger.exception("Cannot check whether a stream may continue")
            return True

    async def _deliver(self, send: Send) -> None:
        """Send what comes; what is away ends the stream without ``complete``: clients resume."""
        try:
            async with aclosing(self._results):
                async for result in self._results:
                    if is_unavailable(result):
                        return
                    content = body(result)
                    sent = event(content, event_id=self._take_event_id())
                    await self._send(send, sent if fits(sent) else event(TOO_LARGE))
        except ReaderLost:
            raise
        except DatabaseUnavailable as away:
            mask(away)
            return
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
        except OSError as fault:
            # A TimeoutError is an OSError too.
            raise ReaderLost from fault


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
