"""Subscriptions as server-sent events (HTML §9.2, graphql-sse)."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from starlette.types import Message, Receive, Scope, Send
from strawberry.types import ExecutionResult

from models.database.unavailable import DatabaseUnavailable
from schema.execution.plain import WrittenResult
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
        self._streams.watch(delivery, key=self._context.stream_key)
        try:
            await self._attend(receive, send, delivery=delivery)
        except ReaderLost:
            logger.info("A stream's client has stopped reading")
        finally:
            delivery.cancel()
            await asyncio.gather(delivery, return_exceptions=True)

    def _start(self) -> Message:
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self._headers]
        self._headers = []  # The stream's other parts live much longer.
        return {"type": "http.response.start", "status": 200, "headers": headers}

    async def _attend(self, receive: Receive, send: Send, *, delivery: asyncio.Task[None]) -> None:
        """Send heartbeats until the delivery has ended or the client has gone."""
        # The first heartbeat shows the client, and proxies between, that the stream is open.
        heartbeat = first_heartbeat(retry_milliseconds=self._streams.retry_milliseconds)
        while not delivery.done():
            await self._send_within(send, heartbeat)
            heartbeat = HEARTBEAT
            seconds = self._streams.until_heartbeat()
            if await _has_gone(receive, within=seconds, until=delivery):
                return
            if not delivery.done() and not await self._still_there():
                delivery.cancel()
                await asyncio.wait((delivery,))
        if not delivery.cancelled():
            delivery.result()
        await self._send_within(send, b"", ends=True)

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
                    await self._send(send, _frame(result, event_id=self._take_event_id()))
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
        """Send without a time limit: a heartbeat behind it waits for the same client, with one."""
        try:
            await send({"type": "http.response.body", "body": chunk, "more_body": not ends})
        except OSError as fault:
            raise ReaderLost from fault

    async def _send_within(self, send: Send, chunk: bytes, *, ends: bool = False) -> None:
        try:
            async with asyncio.timeout(self._streams.send_seconds):
                await self._send(send, chunk, ends=ends)
        except TimeoutError as late:
            raise ReaderLost from late


def _frame(result: ExecutionResult, *, event_id: str | None) -> bytes:
    if not isinstance(result, WrittenResult):
        return _bounded(event(body(result), event_id=event_id))
    if result.frame is None or result.frame[0] != event_id:
        result.frame = (event_id, _bounded(event(result.json, event_id=event_id)))
    return result.frame[1]


def _bounded(frame: bytes) -> bytes:
    return frame if fits(frame) else event(TOO_LARGE)


async def _has_gone(receive: Receive, *, within: float, until: asyncio.Task[None]) -> bool:
    """Wait for the client to disconnect, for some seconds, or until a task is done.

    A task of its own that waits for the client would be one more for each stream.
    """
    try:
        async with asyncio.timeout(within) as limit:

            def end(_: object) -> None:
                if not limit.expired():
                    limit.reschedule(0)

            until.add_done_callback(end)
            try:
                while (await receive())["type"] != "http.disconnect":
                    pass
            finally:
                until.remove_done_callback(end)
    except TimeoutError:
        return False
    return True
