"""Benchmark of the journal: changes a second, all of which go through its one row."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from time import perf_counter

from rich.console import Console

from tests.bench.measure import Measure, table_of
from tests.conftest import POSTGRES
from tests.support.paths import ROOT
from tests.support.templates import digest, on_postgres

PROCESSES, WRITERS = 4, 4
SECONDS = 8.0
GOAL = 600


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


async def measures() -> list[Measure]:
    with on_postgres(POSTGRES, digest()) as name:
        url = f"{POSTGRES}/{name}"
        one = await rate(url, processes=1, writers=1)
        many = await rate(url, processes=PROCESSES, writers=WRITERS)
    what = f"changes a second by {PROCESSES * WRITERS} writers in {PROCESSES} processes"
    return [
        Measure(what=what, here=many, goal=GOAL, at_least=True),
        Measure(what="changes a second by one writer", here=one),
    ]


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="The journal"))
