"""A round: persons act, something fails, everything comes back, and the checker judges."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.support.production.checker import Verdict, check
from tests.support.production.load import Load
from tests.support.production.production import Production
from web.cli.common.exits import Exit

SEATS = 8
# So long persons act before the fault, and after everything is ready again.
AROUND_SECONDS = 3.0
# What was found in the rounds of the running test; a fixture reports it at the end of the run.
LINES: list[str] = []


async def judged(
    name: str,
    shape: Production,
    fault: Callable[[Production], Awaitable[None]],
    *,
    seats: int = SEATS,
    patience: float = 45.0,
    around: float = AROUND_SECONDS,
) -> Verdict:
    """Carry out a round, print what came of it, and fail where anything is wrong."""
    load = Load(shape, seats=seats, patience=patience)
    async with load.running():
        await asyncio.sleep(around)
        await fault(shape)
        again = await shape.all_ready()
        await asyncio.sleep(around)
    verdict = await check(load)
    verdict.measured["ready after"] = f"{again:.1f} s"
    require_clean(name, verdict)
    # Nobody came to the end: then nothing was tested.
    assert load.finished
    # A process that starts while the database is away says so and ends; nothing else ends one.
    assert set(shape.exits) <= {Exit.UNAVAILABLE}, shape.exits
    return verdict


def require_clean(name: str, verdict: Verdict) -> None:
    """Report what came of a round, and fail where anything is wrong."""
    LINES.append(verdict.table(name))
    assert not verdict.wrong, "\n".join(verdict.wrong[:40])
