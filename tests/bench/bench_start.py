"""Benchmark of starting: a command that does nothing, and a web process until it is ready."""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx
from rich.console import Console

from models.database.migrate import migrate
from tests.bench.bench_streams import running, seconds_of
from tests.bench.measure import Measure, table_of
from tests.support.cli.commands import PRODUCTION
from tests.support.counting import REDIS
from tests.support.pki.trust_folder import confirm_both
from tests.support.servers.process import free_port

RUNS = 5
STARTS = 5
READY_SECONDS = 60.0


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def processor_seconds(work: Callable[[], object]) -> float:
    """Return the processor's time of a command, the median of some runs."""
    work()
    taken = []
    for _ in range(RUNS):
        began = _of_children()
        work()
        taken.append(_of_children() - began)
    return median(taken)


def _version() -> None:
    command = (sys.executable, "-m", "web", "--version")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


async def ready(environ: Mapping[str, str]) -> tuple[float, float]:
    """Return the seconds until `serve` answers, and those of its processor."""
    port = free_port()
    command = (sys.executable, "-m", "web", "serve", "--port", str(port))
    began = perf_counter()
    async with (
        running("serve", command, port, environ=environ) as process,
        httpx.AsyncClient() as client,
    ):
        answer = await client.get(f"http://127.0.0.1:{port}/healthz", timeout=READY_SECONDS)
        answer.raise_for_status()
        took = perf_counter() - began
        return took, seconds_of(process.pid)


async def measures() -> list[Measure]:
    command = await asyncio.to_thread(processor_seconds, _version)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{folder}/gpszone.sqlite3"
        await migrate(url)
        confirm_both(Path(folder) / "trust")
        environ = {
            "PATH": os.environ["PATH"],
            **PRODUCTION,
            "GPSZONE_DATABASE_URL": url,
            "GPSZONE_REDIS_URL": REDIS,
            "GPSZONE_TRUST": f"{folder}/trust",
            # As in the image, all modules are compiled; the first start here compiles them.
            "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
        }
        await ready(environ)
        starts = [await ready(environ) for _ in range(STARTS)]
    return [
        Measure(what="`python -m web --version`, s of the processor", here=command, goal=0.4),
        Measure(
            what="start of `serve` to ready, s of the processor",
            here=median(used for _, used in starts),
            goal=1.5,
        ),
        Measure(what="the same, s by the clock", here=median(took for took, _ in starts)),
    ]


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="Starting"))
