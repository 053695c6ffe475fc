"""Benchmark of the journal: changes a second, all of which go through its one row.

Beside it, as many writers commit one statement that adds one to a number in one row, each from a
connection of its own: what the machine's disk and PostgreSQL make of a row that all change.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from time import perf_counter

import asyncpg
from rich.console import Console

from tests.bench.measure import Measure, table_of
from tests.conftest import POSTGRES
from tests.support.paths import ROOT
from tests.support.templates import digest, on_postgres

PROCESSES, WRITERS = 4, 4
SECONDS = 8.0
GOAL = 600
BARE = "commits of one row"


async def begun(url: str, name: str, *, writers: int) -> Process:
    """Start a process with writers, which wait for a line."""
    arguments = ("-m", "tests.bench.nodes.writers", url, name, str(writers))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    return process


def tell(process: Process) -> None:
    assert process.stdin
    process.stdin.write(b"\n")


async def written_by(process: Process) -> int:
    assert process.stdout
    written = int(await process.stdout.readline())
    await process.wait()
    return written


async def rate(url: str, *, processes: int, writers: int) -> float:
    """Return the changes a second of all writers."""
    children = [await begun(url, str(number), writers=writers) for number in range(processes)]
    began = perf_counter()
    for child in children:
        tell(child)
    await asyncio.sleep(SECONDS)
    for child in children:
        tell(child)
    written = sum([await written_by(child) for child in children])
    return written / (perf_counter() - began)


async def bare_rate(url: str, *, writers: int) -> float:
    """Return the commits a second of writers who only add one to a number in one row."""
    connections = [await asyncpg.connect(url) for _ in range(writers)]
    await connections[0].execute("CREATE TABLE IF NOT EXISTS counted AS SELECT 0::bigint AS number")
    began = perf_counter()

    async def write(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
        written = 0
        while perf_counter() < began + SECONDS:
            await connection.execute("UPDATE counted SET number = number + 1")
            written += 1
        return written

    written = sum(await asyncio.gather(*map(write, connections)))
    took = perf_counter() - began
    for connection in connections:
        await connection.close()
    return written / took


async def measures() -> list[Measure]:
    with on_postgres(POSTGRES, digest()) as name:
        url = f"{POSTGRES}/{name}"
        one, bare_one = await rate(url, processes=1, writers=1), await bare_rate(url, writers=1)
        many = await rate(url, processes=PROCESSES, writers=WRITERS)
        bare = await bare_rate(url, writers=PROCESSES * WRITERS)
    what = f"changes a second by {PROCESSES * WRITERS} writers in {PROCESSES} processes"
    return [
        Measure(what=what, here=many, goal=GOAL, at_least=True),
        Measure(what=what, here=many, peer=bare, beside=BARE),
        Measure(what="changes a second by one writer", here=one, peer=bare_one, beside=BARE),
    ]


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="The journal"))
