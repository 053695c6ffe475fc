"""Benchmark of what is asked most, beside other stacks on the same database.

Each peer looks up the token or session, records its use, counts a limit, reads the same rows and
writes a line in its log; the service does so with its gate, its rights and Redis. All must give the
same answer, which is the right one, and go on giving it.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from models.database.transaction import opened
from tests.bench.bench_streams import Node, running
from tests.bench.measure import Measure, table_of
from tests.bench.questions import Question, prepared
from tests.conftest import POSTGRES
from tests.support.counting import REDIS
from tests.support.servers.process import free_port
from tests.support.templates import digest, on_postgres

FEW = 1_000
CONNECTIONS = 8
REQUESTS = 100
ROUNDS = 5
PEERS = Path(__file__).parent / "peers"
YOGA, STOCK = "graphql-yoga + pg", "Strawberry + Tortoise"


class Asker(asyncio.Protocol):
    """A connection that sends the same request again as soon as it is answered."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._request = question.request
        self._left = REQUESTS
        self._answer = b""
        # The first body, once it is known to be the right answer.
        self._right: bytes | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, blank, body = self._answer.partition(b"\r\n\r\n")
        chunked = b"chunked" in head.lower()
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not blank or not (body.endswith(b"0\r\n\r\n") if chunked else len(body) >= int(length)):
            return
        if self._right is None:
            try:
                self._question.check(body)
            except (RuntimeError, ValueError) as wrong:
                self.done.set_exception(wrong)
                return
            self._right = body
        elif body != self._right:
            self.done.set_exception(RuntimeError(body[:600].decode()))
            return
        self._answer = b""
        self._left -= 1
        if self._left:
            self._transport.write(self._request)
        else:
            self._transport.close()
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("closed before the answer"))


async def ask(node: Node, question: Question) -> tuple[float, float]:
    """Return the requests a second, and the milliseconds of the node's processor for one."""
    loop = asyncio.get_running_loop()
    cpu, began = node.seconds, perf_counter()
    askers = [
        (await loop.create_connection(lambda: Asker(question), "127.0.0.1", node.port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(asker.done for asker in askers))
    count = CONNECTIONS * REQUESTS
    return count / (perf_counter() - began), 1_000 * (node.seconds - cpu) / count


@asynccontextmanager
async def server(name: str, *command: str, port: int) -> AsyncIterator[Node]:
    async def publish(_: int) -> None:
        """Nothing is published here."""

    with tempfile.TemporaryFile() as log:
        async with running(name, command, port, stderr=log) as process:
            yield Node(name, port, process, lambda *_: b"", publish)


@asynccontextmanager
async def nodes(url: str, state: Path) -> AsyncIterator[list[Node]]:
    """Run the service and its peers: graphql-yoga, and stock Strawberry."""
    ports = [free_port() for _ in range(3)]
    python = (sys.executable, "-m")
    ours = (*python, "tests.bench.nodes.partners", str(ports[0]), url, REDIS, str(state))
    commands = {
        "here": ours,
        YOGA: ("node", str(PEERS / "yoga_pg.mjs"), str(ports[1]), url),
        STOCK: (*python, "tests.bench.nodes.stock", str(ports[2]), url),
    }
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(server(name, *command, port=port))
            for (name, command), port in zip(commands.items(), ports, strict=True)
        ]


async def in_turns(some: Sequence[Node], question: Question) -> dict[str, tuple[float, float]]:
    """Ask each again and again, in turns, and return the medians."""
    found: dict[str, list[tuple[float, float]]] = {node.name: [] for node in some}
    for node in some:
        await ask(node, question)
    for _ in range(ROUNDS):
        for node in some:
            found[node.name].append(await ask(node, question))
    return {
        name: (median(rate for rate, _ in each), median(cpu for _, cpu in each))
        for name, each in found.items()
    }


async def measures() -> list[Measure]:
    found = []
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as name:
        url, state = f"{POSTGRES}/{name}", Path(folder)
        async with opened(url):
            questions = await prepared(url, state, copies=FEW)
        async with nodes(url, state) as [ours, yoga, stock]:
            for question in questions:
                first = question is questions[0]
                some = [ours, yoga, *([stock] if first else [])]
                took = await in_turns(some, question)
                rate, cpu = took[ours.name]
                what = f"{question.what}, ms of its processor"
                found.append(Measure(what=what, here=cpu, peer=took[YOGA][1], beside=YOGA, goal=2))
                if first:
                    beside = took[STOCK]
                    found += [
                        Measure(what=what, here=cpu, peer=beside[1], beside=STOCK, goal=0.33),
                        Measure(
                            what=f"{question.what}, requests a second by {CONNECTIONS} connections",
                            here=rate,
                            peer=took[YOGA][0],
                            beside=YOGA,
                        ),
                    ]
    return found


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="Asking"))
