"""Benchmark of erasure: many applications that came to nothing are overdue at once."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from rich.console import Console

from models.application.application import Application
from models.database.brake import confirm_duty, forget_looks, held_duties
from models.database.transaction import opened
from resolvers.privacy.erase import Keeping, erase_next
from tests.bench.measure import Measure, table_of
from tests.conftest import POSTGRES
from tests.support.grown.copying import multiply
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import approved
from tests.support.templates import digest, on_postgres

OVERDUE = 18_900
KEPT = timedelta(days=90)
KEEPING = Keeping(came_to_nothing=KEPT, sessions=KEPT, mails=KEPT, evidence=timedelta(days=2000))
GOAL = 60


async def erased(portal: TestPortal) -> None:
    """Erase until nothing is overdue."""
    while await erase_next(keeping=KEEPING, now=portal.clock()):
        pass


async def seconds(url: str, state: Path) -> float:
    """Return how long it takes; the operator has confirmed that so much is due."""
    async with opened(url), TestPortal.over(url, state=state) as portal:
        alice = await approved(portal)
        await alice.withdraw()
        await multiply(url, OVERDUE - 1)
        portal.clock.forward(KEPT)
        await erased(portal)
        for held in await held_duties():
            await confirm_duty(held.name, operator="bench")
        forget_looks()
        before, began = await Application.all().count(), perf_counter()
        await erased(portal)
        took, after = perf_counter() - began, await Application.all().count()
    if (before, after) != (OVERDUE, 0):
        raise RuntimeError(f"{before} applications before, {after} after")
    return took


async def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as name:
        took = await seconds(f"{POSTGRES}/{name}", Path(folder))
    what = f"erasing {OVERDUE:,} overdue applications and what belongs to them, s"
    return [Measure(what=what, here=took, goal=GOAL)]


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="Erasure"))
