"""Benchmark of how soon a decision reaches the client: by subscription, and by polling."""

import asyncio
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from rich.console import Console
from rich.table import Table

from models.company.company import Company, CompanyField
from tests.bench.measure import Measure
from tests.support.people.applicant import Applicant
from tests.support.servers.process import Demo
from web.demo.stage import REGISTRY

RUNS = 40
POLL_SECONDS = 2.0
GOAL_MS = 300


def company_on_file() -> Company:
    """Return the first company of the demo's registry, which is approved automatically."""
    row = json.loads(REGISTRY.read_text(encoding="utf-8"))[0]
    return Company(**{field.attribute: row[field.attribute] for field in CompanyField})


async def measure(applicant: Applicant) -> tuple[float, float]:
    """Submit one application; return the seconds until stream and poller know the decision."""
    await applicant.apply()
    await applicant.present_card()
    async with applicant.watching() as stream:
        await anext(stream)
        submitted = perf_counter()
        polled = asyncio.create_task(polling(applicant))
        bound = asyncio.create_task(applicant.bind())
        async for frame in stream:
            if frame.status == "APPROVED":
                break
        pushed = perf_counter() - submitted
    await bound
    late = await polled - submitted
    # The card is free for the next run.
    await applicant.withdraw()
    return pushed, late


async def polling(applicant: Applicant) -> float:
    """Poll every two seconds from a random moment on; return the time of the answer."""
    # Chance needs no secrecy here.
    await asyncio.sleep(random.random() * POLL_SECONDS)  # noqa: S311  # Spreads the clients; nothing secret.
    while True:
        seen = await applicant.see()
        if seen is not None and seen["status"] == "APPROVED":
            return perf_counter()
        await asyncio.sleep(POLL_SECONDS)


def row(name: str, seconds: Sequence[float]) -> tuple[str, ...]:
    """Format the median, the 99th percentile and the extremes in milliseconds."""
    percentiles = quantiles(seconds, n=100, method="inclusive")
    shown = (min(seconds), percentiles[49], percentiles[98], max(seconds))
    return name, *(f"{1000 * value:,.0f}" for value in shown)


async def runs_of() -> tuple[Sequence[float], Sequence[float]]:
    """Return the seconds of each run until the stream, and a poller, know the decision."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(Path(folder), f"sqlite://{folder}/gpszone.sqlite3")
        try:
            await demo.start()
            await measure(Applicant(demo, company_on_file()))
            runs = [await measure(Applicant(demo, company_on_file())) for _ in range(RUNS)]
        finally:
            demo.kill()
    pushed, polled = zip(*runs, strict=True)
    return pushed, polled


async def measures() -> list[Measure]:
    pushed, polled = await runs_of()
    return [
        Measure(
            what="submitting to the decision by the stream, ms",
            here=1_000 * median(pushed),
            peer=1_000 * median(polled),
            beside=f"polling every {POLL_SECONDS:g} s",
        ),
        Measure(what="the same, the goal", here=1_000 * median(pushed), goal=GOAL_MS),
    ]


async def main() -> None:
    pushed, polled = await runs_of()
    title = f"submit → decision on screen, ms, {RUNS} runs (goal: p50 under {GOAL_MS})"
    table = Table("", "least", "p50", "p99", "most", title=title)
    table.add_row(*row("pushed by the stream", pushed))
    table.add_row(*row(f"polled every {POLL_SECONDS:g} s", polled))
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
