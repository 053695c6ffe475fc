"""Tests of server-sent events: frames, ids, heartbeats, limits, with real clients."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import Message

from tests.support.run.patience import PATIENCE
from tests.support.servers.edge import (
    Log,
    Server,
    make_app,
    make_endpoint,
    never,
    post_scope,
    serving,
)
from tests.support.servers.node_run import needs_node, node
from web.http.graphql.stream import Streams

STREAM = {"accept": "text/event-stream"}
FOLLOW = {"query": "subscription { entries }"}


@asynccontextmanager
async def portal(
    log: Log, *, streams: Streams | None = None, port: int = 0
) -> AsyncIterator[Server]:
    known = streams if streams is not None else Streams(retry_milliseconds=10)
    app = make_app(make_endpoint(log=log, streams=known))
    async with serving(app, streams=[known], port=port) as server:
        yield server


@asynccontextmanager
async def following(server: Server, body: object = FOLLOW) -> AsyncIterator[httpx.Response]:
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream("POST", server.url, json=body, headers=STREAM) as answer,
    ):
        yield answer


async def test_events_are_framed_by_line_feeds_and_have_their_ids() -> None:
    log = Log(ends_after=2)
    await log.write(2)

    async with portal(log) as server, following(server) as answer:
        text = b"".join([chunk async for chunk in answer.aiter_raw()])

    assert text == (
        b"retry: 10\n: ping\n\n"
        b'event: next\nid: 1\ndata: {"data":{"entries":1}}\n\n'
        b'event: next\nid: 2\ndata: {"data":{"entries":2}}\n\n'
        b"event: complete\ndata: \n\n"
    )
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store, no-transform"
    assert answer.headers["x-accel-buffering"] == "no"


async def test_the_first_heartbeat_comes_before_anything_happens() -> None:
    async with portal(Log()) as server, following(server) as answer:
        first = await anext(answer.aiter_raw())

    assert first == b"retry: 10\n: ping\n\n"


async def test_heartbeats_go_on_while_nothing_happens() -> None:
    streams = Streams(heartbeat_seconds=0.01)

    async with portal(Log(), streams=streams) as server, following(server) as answer:
        lines = answer.aiter_lines()
        pings = [line async for line in first(lines, 6) if line == ": ping"]

    assert len(pings) >= 2


async def first(lines: AsyncIterator[str], count: int) -> AsyncIterator[str]:
    for _ in range(count):
        yield await anext(lines)


async def test_an_event_without_an_id_repeats_no_older_one() -> None:
    body = {"query": "subscription { nameless }"}

    async with portal(Log()) as server, following(server, body) as answer:
        text = (await answer.aread()).decode()

    assert [line for line in text.splitlines() if line.startswith(("id", "data: {"))] == [
        "id: 1",
        'data: {"data":{"nameless":1}}',
        'data: {"data":{"nameless":2}}',
    ]


async def test_an_error_in_a_stream_is_masked_and_ends_it() -> None:
    body = {"query": "subscription { falling }"}

    async with portal(Log()) as server, following(server, body) as answer:
        text = (await answer.aread()).decode()

    assert 'data: {"data":{"falling":1}}' in text
    assert "INTERNAL_SERVER_ERROR" in text
    assert "drawer" not in text
    assert text.endswith("event: complete\ndata: \n\n")


async def test_an_id_that_would_break_the_frame_is_our_error() -> None:
    body = {"query": "subscription { forging }"}

    async with portal(Log()) as server, following(server, body) as answer:
        text = (await answer.aread()).decode()

    assert "forged" not in text
    assert "INTERNAL_SERVER_ERROR" in text


@pytest.mark.parametrize(
    "query", ["subscription { nothing }", "subscription { entries entries: x }"]
)
async def test_an_invalid_subscription_is_reported_in_the_stream(query: str) -> None:
    async with portal(Log()) as server, following(server, {"query": query}) as answer:
        text = (await answer.aread()).decode()

    assert "GRAPHQL_VALIDATION_FAILED" in text
    assert '"data":' not in text
    assert text.endswith("event: complete\ndata: \n\n")


async def test_a_reader_that_leaves_frees_the_resolver() -> None:
    log, streams = Log(), Streams()

    async with portal(log, streams=streams) as server:
        async with following(server):
            await log.reader_count(1)
            assert streams.open == 1
        await log.reader_count(0)

    assert streams.open == 0


async def test_a_reader_that_takes_nothing_is_given_up() -> None:
    log, streams = Log(), Streams(send_seconds=0.01, heartbeat_seconds=0.01)
    await log.write()
    full = asyncio.Event()

    async def send(message: Message) -> None:
        # A connection whose buffers are full takes nothing more, heartbeats neither.
        if full.is_set() or message.get("body", b"").startswith(b"event"):
            full.set()
            await asyncio.Event().wait()

    endpoint = make_endpoint(log=log, streams=streams)
    await endpoint(stream_scope(), Once(b'{"query": "subscription { entries }"}'), send)

    assert (log.readers, streams.open) == (0, 0)


def stream_scope() -> dict[str, object]:
    scope = post_scope()
    scope["headers"].append((b"accept", b"text/event-stream"))
    return dict(scope)


class Once:
    """Receive one body, and then nothing."""

    def __init__(self, body: bytes) -> None:
        self._messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def __call__(self) -> Message:
        return self._messages.pop() if self._messages else await never()


async def test_one_asker_may_not_open_every_stream() -> None:
    log, streams = Log(), Streams(per_key=2, in_all=3)

    async with (
        portal(log, streams=streams) as server,
        httpx.AsyncClient(timeout=PATIENCE) as client,
    ):
        async with following(server), following(server):
            own = await client.post(server.url, json=FOLLOW, headers=STREAM)
            async with client.stream(
                "POST", server.url, json=FOLLOW, headers={**STREAM, "x-key": "bruno"}
            ) as other:
                full = await client.post(
                    server.url, json=FOLLOW, headers={**STREAM, "x-key": "clara"}
                )
        await log.reader_count(0)
        async with following(server) as again:
            assert again.status_code == 200

    assert (own.status_code, own.json()["errors"][0]["extensions"]["code"]) == (
        429,
        "TOO_MANY_STREAMS",
    )
    assert other.status_code == 200
    assert (full.status_code, full.json()["errors"][0]["extensions"]["code"]) == (
        503,
        "NO_STREAM_FREE",
    )


async def test_a_stopping_server_ends_streams_at_once_and_says_no_complete(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = Log()

    async with portal(log) as server, following(server) as answer:
        await log.reader_count(1)
        await server.stop()
        text = (await answer.aread()).decode()

    assert "complete" not in text
    assert log.readers == 0
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_stream_opened_while_stopping_ends_without_complete() -> None:
    streams = Streams()
    streams.abort_all()

    async with portal(Log(), streams=streams) as server, following(server) as answer:
        text = (await answer.aread()).decode()

    assert answer.status_code == 200
    assert "event" not in text


async def test_the_last_event_id_reaches_the_resolver() -> None:
    log = Log(ends_after=3)
    await log.write(3)

    async with portal(log) as server, httpx.AsyncClient(timeout=PATIENCE) as client:
        answer = await client.get(
            server.url, params=FOLLOW, headers={**STREAM, "last-event-id": "2", "cookie": "sid=1"}
        )

    assert "id: 3" in answer.text
    assert "id: 2" not in answer.text


@needs_node
@pytest.mark.parametrize("script", ["sse.mjs", "eventsource.mjs"])
async def test_stock_clients_come_back_after_a_restart_and_miss_nothing(script: str) -> None:
    log = Log(ends_after=4)

    async with portal(log) as server, node(script, server.url) as client:
        await log.write(2)
        before = [await client.line(), await client.line()]
        await server.stop()
        await log.write()
        async with portal(log, port=server.port):
            third = await client.line()
            await log.write()
            after = [third, await client.line(), await client.line()]

    assert [number(line) for line in before] == [1, 2]
    assert [number(line) for line in after[:2]] == [3, 4]
    assert after[2] == "complete"


def number(line: object) -> object:
    """Return the entry in a line that a script printed."""
    result = line[1] if isinstance(line, list) else line
    assert isinstance(result, dict)
    return result["data"]["entries"]


@needs_node
async def test_urql_alone_reads_the_frames() -> None:
    log = Log(ends_after=2)

    async with portal(log) as server, node("urql-fetch.mjs", server.url) as script:
        await log.write()
        first_line = await script.line()
        await log.write()
        second_line = await script.line()

    assert [first_line, second_line] == [{"data": {"entries": 1}}, {"data": {"entries": 2}}]
