"""Benchmark of streams: one event to many, many events to one, and open streams that wait.

The service runs on PostgreSQL with its rights, its journal and its log; beside it, in the same run,
graphql-yoga sends the same five fields from memory. WATCHERS and IDLE set the numbers of streams.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import IO

import httpx
import orjson
from rich.console import Console
from rich.table import Table

from models.account.account import Account
from models.database.transaction import opened, tx
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.session.roles import AccountKind, AccountStatus
from tests.bench.measure import Measure
from tests.conftest import POSTGRES
from tests.support.paths import ROOT
from tests.support.servers.process import free_port, until
from tests.support.streams.cursors import cursor_at
from tests.support.templates import digest, on_postgres
from web.clock import now

WATCHERS = int(os.environ.get("WATCHERS", "2000"))
IDLE = int(os.environ.get("IDLE", "10000"))
EVENTS = 20_000
ROUNDS = 5
IDLE_SECONDS = 20.0
# A session or token has ten streams at most, so some tokens have several.
PER_TOKEN = 8
ADDRESSES = 40
PEERS = Path(__file__).parent / "peers"
FIELDS = "cursor kind at controlNumber certificateSha256"
OURS = (
    "subscription($after: Cursor) { accountEvents(after: $after) "
    f"{{ ... on AccountEvent {{ {FIELDS} }} }} }}"
)
YOGAS = f"subscription($after: Int) {{ accountEvents(after: $after) {{ {FIELDS} }} }}"


class Watcher(asyncio.Protocol):
    """A stream, of which only the events are counted."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._rest = b""
        self.open = asyncio.get_running_loop().create_future()
        self.events = 0
        self.octets = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self.open.done():
            self.open.set_result(data)
        self.octets += len(data)
        data = self._rest + data
        self.events += data.count(b'"controlNumber"')
        self._rest = data[-14:] if not data.endswith(b"\n") else b""


@dataclass
class Node:
    """A server in a process of its own."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    request: Callable[[int, object], bytes]
    publish: Callable[[int], Awaitable[None]]

    @property
    def seconds(self) -> float:
        """The processor's time that it has used."""
        return seconds_of(self.process.pid)

    @property
    def memory(self) -> int:
        """The bytes that it has in memory."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    async def watch(self, count: int, *, after: object = None) -> list[Watcher]:
        """Open streams, some at a time, and wait until each has begun."""
        loop, watchers = asyncio.get_running_loop(), list[Watcher]()
        for first in range(0, count, 100):
            numbers = range(first, min(first + 100, count))
            opening = [
                loop.create_connection(
                    lambda number=number: Watcher(self.request(number, after)),  # type: ignore[misc]  # Bound now.
                    "127.0.0.1",
                    self.port,
                    local_addr=(f"127.0.1.{number % ADDRESSES + 1}", 0),
                )
                for number in numbers
            ]
            some = [protocol for _, protocol in await asyncio.gather(*opening)]
            await asyncio.gather(*(one.open for one in some))
            watchers += some
        return watchers


def seconds_of(process: int) -> float:
    """Return the processor's time that a process has used (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def post(path: str, body: object, **headers: str) -> bytes:
    content = orjson.dumps(body)
    lines = {
        "host": "localhost",
        "accept": "text/event-stream",
        "content-type": "application/json",
        "content-length": str(len(content)),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + content


@asynccontextmanager
async def yoga() -> AsyncIterator[Node]:
    port = free_port()

    def request(_: int, after: object) -> bytes:
        return post("/graphql", {"query": YOGAS, "variables": {"after": after or 0}})

    async def publish(events: int) -> None:
        async with httpx.AsyncClient(timeout=60) as client:
            await client.post(f"http://127.0.0.1:{port}/publish?events={events}")

    command = ["node", str(PEERS / "yoga.mjs"), str(port)]
    async with running("graphql-yoga", command, port) as process:
        yield Node("graphql-yoga", port, process, request, publish)


@asynccontextmanager
async def service(url: str, state: Path) -> AsyncIterator[Node]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.nodes.streams", url, str(port), str(state)]
    async with running("this service", command, port) as process, opened(url):
        tokens = (state / "tokens").read_text().split()

        def request(number: int, after: object) -> bytes:
            token = tokens[number // PER_TOKEN % len(tokens)]
            body = {"query": OURS, "variables": {"after": after}}
            return post("/graphql", body, authorization=f"Bearer {token}")

        async def publish(events: int) -> None:
            await record(events)

        yield Node("this service", port, process, request, publish)


@asynccontextmanager
async def running(
    name: str,
    command: Sequence[str],
    port: int,
    *,
    stderr: IO[bytes] | None = None,
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: ASYNC220  # It begins at once.
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=stderr, env=environ
    )

    async def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"{name} has ended")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    try:
        await until(answers, within=60)
        yield process
    finally:
        process.kill()
        process.wait()


async def record(events: int) -> None:
    """Record events of one account in one transaction."""
    account = await Account.first() or await Account.create(
        control_number="A0000006",
        kind=AccountKind.BUSINESS,
        status=AccountStatus.ACTIVE,
        opened_at=now(),
        name="測試行",
        changed_at=now(),
    )
    payload = {"certificate": "ab" * 32}
    async with tx() as change:
        for _ in range(events):
            change.record(
                NewEvent(
                    subject=account.subject,
                    kind=EventKind.CARD_ADDED,
                    actor="system",
                    at=now(),
                    payload=payload,
                )
            )


async def all_have(watchers: Sequence[Watcher], events: int, *, within: float = 120) -> None:
    async def have() -> bool:
        return min(watcher.events for watcher in watchers) >= events

    await until(have, within=within)


async def one_event_to_many(node: Node) -> tuple[float, float, float]:
    """Return the milliseconds to the last of many, their median, and the node's own for each."""
    before = node.memory
    watchers = await node.watch(WATCHERS)
    await asyncio.sleep(1)
    size = (node.memory - before) / WATCHERS
    waited, used = list[float](), list[float]()
    for number in range(ROUNDS):
        cpu, begun = node.seconds, perf_counter()
        await node.publish(1)
        await all_have(watchers, number + 1)
        waited.append(1_000 * (perf_counter() - begun))
        used.append(1_000 * (node.seconds - cpu))
    for watcher in watchers:
        watcher.transport.close()
    return sorted(waited)[ROUNDS // 2], sorted(used)[ROUNDS // 2], size


async def many_events_to_one(node: Node, *, after: object) -> float:
    """Return the events a second that one stream gets of those that are there."""
    begun = perf_counter()
    [watcher] = await node.watch(1, after=after)
    await all_have([watcher], EVENTS)
    watcher.transport.close()
    return EVENTS / (perf_counter() - begun)


async def waiting(node: Node) -> tuple[float, float]:
    """Return the kilobytes of an open stream, and the share of a processor that all use."""
    before = node.memory
    watchers = await node.watch(IDLE)
    await asyncio.sleep(2)
    size = (node.memory - before) / IDLE
    used = node.seconds
    await asyncio.sleep(IDLE_SECONDS)
    share = (node.seconds - used) / IDLE_SECONDS
    for watcher in watchers:
        watcher.transport.close()
    return size / 1024, share


async def main() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    table = Table("", "this service", "graphql-yoga", "ratio", title="Streams")
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as name:
        url = f"{POSTGRES}/{name}"
        async with service(url, Path(folder)) as ours, yoga() as theirs:
            mine, peer = await one_event_to_many(ours), await one_event_to_many(theirs)
            for what, one, other in zip(
                (
                    f"one event to {WATCHERS:,} streams, ms to the last",
                    "of the node's processor, ms",
                    "bytes of a stream",
                ),
                mine,
                peer,
                strict=True,
            ):
                row(table, what, one, other)
            begin = await cursor_at(0)
            for _ in range(EVENTS // 1_000):
                await record(1_000)
            row(
                table,
                "events a second to one stream",
                await many_events_to_one(ours, after=begin),
                await many_events_to_one(theirs, after=EVENTS),
            )
        async with service(url, Path(folder)) as ours, yoga() as theirs:
            for what, one, other in zip(
                (f"{IDLE:,} waiting streams: KB of one", "and a processor's share of all"),
                await waiting(ours),
                await waiting(theirs),
                strict=True,
            ):
                row(table, what, one, other)
    Console(width=120).print(table)


def row(table: Table, what: str, ours: float, theirs: float) -> None:
    ratio = f"{ours / theirs:.2f}" if theirs else "–"
    table.add_row(what, f"{ours:,.2f}", f"{theirs:,.2f}", ratio)


async def measures() -> list[Measure]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as name:
        url = f"{POSTGRES}/{name}"
        async with service(url, Path(folder)) as ours, yoga() as theirs:
            mine, peer = await one_event_to_many(ours), await one_event_to_many(theirs)
            begin = await cursor_at(0)
            for _ in range(EVENTS // 1_000):
                await record(1_000)
            caught_up = await many_events_to_one(ours, after=begin)
            peers = await many_events_to_one(theirs, after=EVENTS)
        async with service(url, Path(folder)) as ours, yoga() as theirs:
            size, peers_size = (await waiting(ours))[0], (await waiting(theirs))[0]
    many, beside = f"one event to {WATCHERS:,} streams", "graphql-yoga"
    return [
        Measure(what=f"{many}, ms to the last", here=mine[0], peer=peer[0], beside=beside, goal=1),
        Measure(what=f"{many}, ms of its processor", here=mine[1], peer=peer[1], beside=beside),
        Measure(
            what="events a second to one stream that catches up (peer: from memory)",
            here=caught_up,
            peer=peers,
            beside=beside,
        ),
        Measure(what="the same, the goal", here=caught_up, goal=5_000, at_least=True),
        Measure(what=f"{IDLE:,} open streams: KB of one", here=size, goal=30),
        Measure(what="the same of the peer", here=peers_size),
    ]


if __name__ == "__main__":
    asyncio.run(main())
