"""Benchmark of partners: an account by its number, beside other stacks on the same database.

Each peer looks up the token, records its use, counts a limit, reads the account and writes a line
in its log; the service does so with its gate, its rights and Redis. ACCOUNTS sets how many accounts
there are at the end of a run.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from models.account.account import Account
from models.database.transaction import opened
from models.mail.outbox import Mail
from models.partner.partner import Partner, PartnerToken, Scope
from models.review import queue
from resolvers.health.measure import measure
from tests.bench.bench_streams import Node, post, running
from tests.conftest import POSTGRES
from tests.support import cards
from tests.support.counting import REDIS
from tests.support.grown.copying import multiply
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import activated
from tests.support.servers.process import free_port
from tests.support.templates import digest, on_postgres
from web.clock import now

FEW, MANY = 1_000, int(os.environ.get("ACCOUNTS", "1000000"))
CONNECTIONS = 8
REQUESTS = 150
ROUNDS = 3
PEERS = Path(__file__).parent / "peers"
DOCUMENT = (
    "query Account($number: String!) { partner { account(controlNumber: $number) "
    "{ id controlNumber kind status name openedAt } } }"
)
# What grows with the years, of which the questions below go through the most rows.
GROWING = ("account", "application", "mail", "event")


class Asker(asyncio.Protocol):
    """A connection that sends the same request again as soon as it is answered."""

    def __init__(self, request: bytes, count: int) -> None:
        self._request = request
        self._left = count
        self._answer = b""
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
        if COMPANY.control_number.encode() not in body:
            self.done.set_exception(RuntimeError(self._answer[:600].decode()))
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


async def ask(node: Node) -> tuple[float, float]:
    """Return the requests a second, and the milliseconds of the node's processor for one."""
    loop, request = asyncio.get_running_loop(), node.request(0, None)
    cpu, began = node.seconds, perf_counter()
    askers = [
        (await loop.create_connection(lambda: Asker(request, REQUESTS), "127.0.0.1", node.port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(asker.done for asker in askers))
    count = CONNECTIONS * REQUESTS
    return count / (perf_counter() - began), 1_000 * (node.seconds - cpu) / count


@asynccontextmanager
async def server(name: str, *command: str, port: int, token: str) -> AsyncIterator[Node]:
    body = {"query": DOCUMENT, "variables": {"number": COMPANY.control_number}}
    request = post("/graphql", body, authorization=f"Bearer {token}").replace(
        b"text/event-stream", b"application/json"
    )

    async def publish(_: int) -> None:
        """Nothing is published here."""

    with tempfile.TemporaryFile() as log:
        async with running(name, command, port, stderr=log) as process:
            yield Node(name, port, process, lambda *_: request, publish)


async def in_turns(nodes: Sequence[Node]) -> dict[str, tuple[float, float]]:
    """Ask each again and again, in turns, and return the medians."""
    found: dict[str, list[tuple[float, float]]] = {node.name: [] for node in nodes}
    for node in nodes:
        await ask(node)
    for _ in range(ROUNDS):
        for node in nodes:
            found[node.name].append(await ask(node))
    return {
        name: (median(rate for rate, _ in some), median(cpu for _, cpu in some))
        for name, some in found.items()
    }


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Return the milliseconds that something takes, the median of some."""
    await act()
    waited = []
    for _ in range(15):
        began = perf_counter()
        await act()
        waited.append(1_000 * (perf_counter() - began))
    return median(waited)


async def questions() -> dict[str, float]:
    """Return the milliseconds of what is asked after each commit, and by each probe."""
    return {
        "the next mail": await timed(lambda: Mail.next_due(at=now())),
        "the totals of the queue": await timed(lambda: queue.head(at=now())),
        "the measurements of /readyz": await timed(
            lambda: measure(trust=cards.trust(cards.AT), now=now())
        ),
        "the accounts opened last": await timed(
            lambda: Account.all().order_by("-opened_at", "-id").limit(20)
        ),
    }


async def main() -> None:
    table = Table("", "this service", "graphql-yoga + pg", "Strawberry + Tortoise", "ratios")
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as name:
        url, state = f"{POSTGRES}/{name}", Path(folder)
        async with opened(url):
            async with TestPortal.over(url, state=state) as portal:
                await activated(portal)
            token = await _token()
            await multiply(url, FEW, changed={("mail", "state"): "'SENT'"})
            few = await questions()
            await _compare(table, url, state, token, accounts=FEW)
            for growing in GROWING:
                await multiply(
                    url, MANY, first=FEW + 1, changed={("mail", "state"): "'SENT'"}, only=growing
                )
            many = await questions()
            await _compare(table, url, state, token, accounts=MANY)
    growth = Table("ms", f"{FEW:,}", f"{MANY:,}", "ratio", title="What is asked again and again")
    for what, milliseconds in few.items():
        ratio = many[what] / milliseconds
        growth.add_row(what, f"{milliseconds:.2f}", f"{many[what]:.2f}", f"{ratio:.2f}")
    console = Console(width=130)
    console.print(table)
    console.print(growth)


async def _token() -> str:
    partner = await Partner.create(
        name="bench",
        scopes=[Scope.ACCOUNTS_READ.value],
        created_at=now(),
        created_by="bench",
        changed_at=now(),
    )
    made = await PartnerToken.issue(partner, at=now(), expires_at=now() + timedelta(days=1))
    return made.text


async def _compare(table: Table, url: str, state: Path, token: str, *, accounts: int) -> None:
    ports = [free_port() for _ in range(3)]
    python = (sys.executable, "-m")
    async with AsyncExitStack() as stack:
        nodes = [
            await stack.enter_async_context(server(name, *command, port=port, token=token))
            for (name, command), port in zip(
                (
                    (
                        "this service",
                        (
                            *python,
                            "tests.bench.nodes.partners",
                            str(ports[0]),
                            url,
                            REDIS,
                            str(state),
                        ),
                    ),
                    ("yoga", ("node", str(PEERS / "yoga_pg.mjs"), str(ports[1]), url)),
                    ("stock", (*python, "tests.bench.nodes.stock", str(ports[2]), url)),
                ),
                ports,
                strict=True,
            )
        ]
        found = await in_turns(nodes)
    for number, what in enumerate(("requests/s", "ms of its processor")):
        ours, yoga, stock = (found[node.name][number] for node in nodes)
        table.add_row(
            f"{what}, {accounts:,} accounts",
            f"{ours:,.2f}",
            f"{yoga:,.2f}",
            f"{stock:,.2f}",
            f"{ours / yoga:.2f}, {ours / stock:.2f}",
        )


if __name__ == "__main__":
    asyncio.run(main())
