"""Throughput to activation, in production shape: so many persons at once, from form to account.

Their cards are issued beforehand; they sign in the load's own process, beside two nodes, two
workers, PostgreSQL, Redis, mail server and registry on this machine. What each of these uses of
the processors for an activation is printed, and how much of them was had at all: it shows what
saturates.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.measure import Measure
from tests.support.production.checker import check
from tests.support.production.load import Load
from tests.support.production.processes.cluster import Cluster
from tests.support.production.production import Production, assembled, prepared

SEATS = (8, 30, 80)
SECONDS = 30.0
GOAL_A_MINUTE = 2_000
TICKS = os.sysconf("SC_CLK_TCK")


async def measures() -> list[Measure]:
    cluster = Cluster(like=await prepared())
    with tempfile.TemporaryDirectory() as folder:
        shape = assembled(Path(folder), cluster)
        try:
            await shape.start()
            await _measured(shape, 4, SECONDS / 3)
            row = await _measured(shape, SEATS[-1], SECONDS)
        finally:
            shape.end()
    what = f"applications to activation a minute, production shape, {SEATS[-1]} persons"
    return [
        Measure(what=what, here=float(row[1].replace(",", "")), goal=GOAL_A_MINUTE, at_least=True)
    ]


async def main(seconds: float) -> None:
    table = Table(
        *("persons", "a minute", "letters p99 s", "wrong", "processors"),
        *("load", "nodes", "workers", "PostgreSQL", "others"),
        title=f"form to account and sign-in, {os.cpu_count()} processors; ms of them an activation",
    )
    cluster = Cluster(like=await prepared())
    with tempfile.TemporaryDirectory() as folder:
        shape = assembled(Path(folder), cluster)
        try:
            await shape.start()
            await _measured(shape, 4, seconds / 3)
            for seats in SEATS:
                table.add_row(*await _measured(shape, seats, seconds))
        finally:
            shape.end()
    Console().print(table)
    Console().print(f"goal: {GOAL_A_MINUTE:,} a minute at {SEATS[-1]} persons")


async def _measured(shape: Production, seats: int, seconds: float) -> tuple[str, ...]:
    load = Load(shape, seats=seats)
    load.prepare(seats * 40)
    async with load.running():
        # The first persons all do the same at once.
        await asyncio.sleep(seconds / 6)
        began, before, used = time.monotonic(), _activated(load), _used(shape)
        await asyncio.sleep(seconds)
        took = time.monotonic() - began
        activated, more = _activated(load) - before, _used(shape)
    verdict = await check(load)
    cost = {name: more[name] - used[name] for name in used}
    return (
        str(seats),
        f"{60 * activated / took:,.0f}",
        f"{verdict.letters_p99:.1f}",
        str(len(verdict.wrong)),
        f"{sum(cost.values()) / took:.2f}",
        *(f"{1000 * seconds / max(activated, 1):,.0f}" for seconds in cost.values()),
    )


def _activated(load: Load) -> int:
    return sum("activate" in person.done for person in load.persons)


def _used(shape: Production) -> Mapping[str, float]:
    """Return the processor seconds that have been used, by what used them."""
    others = (shape.smtp, shape.registry, shape.redis)
    return {
        "load": time.process_time(),
        "nodes": sum(_of(child.pid) for child in shape.webs),
        "workers": sum(_of(child.pid) for child in shape.workers),
        "PostgreSQL": _of(shape.cluster.child.pid)
        + sum(_of(pid) for pid in shape.cluster.backends()),
        "others": sum(_of(child.pid) for child in others),
    }


def _of(pid: int) -> float:
    """Return the processor seconds of a process and of its children that have ended (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:15]) / TICKS


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
