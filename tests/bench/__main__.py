"""Runs benchmarks, all or those that are named, and prints what they measure in one table."""

import asyncio
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console

from tests.bench.measure import Measure, table_of


def names() -> list[str]:
    """Return the benchmarks, each of which has a coroutine function ``measures``."""
    return sorted(
        file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py")
    )


async def measured(name: str) -> list[Measure]:
    found: list[Measure] = await import_module(f"tests.bench.bench_{name}").measures()
    return found


def main(chosen: Sequence[str]) -> None:
    console = Console(width=140)
    if unknown := set(chosen) - set(names()):
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    found: list[Measure] = []
    load = os.getloadavg()[0]
    for name in chosen or names():
        console.print(f"[dim]{name} …[/dim]")
        found += asyncio.run(measured(name))
    title = f"{os.cpu_count()} processors; load {load:.1f} before, {os.getloadavg()[0]:.1f} after"
    console.print(table_of(found, title=title))


if __name__ == "__main__":
    main(sys.argv[1:])
