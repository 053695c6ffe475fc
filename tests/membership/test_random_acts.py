"""A random walk of ordinary acts over the running service, judged by a model of who belongs."""

import asyncio
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from models.database.transaction import opened
from tests.conftest import POSTGRES
from tests.support.portal import TestPortal
from tests.support.templates import Templates
from tests.support.walk.draws import Drawn, drawn
from tests.support.walk.invariants import at_the_end, at_times
from tests.support.walk.people import ALICE, BOB
from tests.support.walk.shares import ACTS, Act
from tests.support.walk.world import FIRST, World

# Seconds a database: a quick part in every run, an hour in the nightly one.
BUDGET = float(os.environ.get("GPSZONE_WALK_SECONDS", "30"))
STEPS = 60
# Acts that every run plays, however slow the machine.
LEAST = 30


class Walk(RuleBasedStateMachine):
    """One world, and acts in it until the budget is used up, but ``LEAST`` in any case."""

    templates: ClassVar[Templates]
    database: ClassVar[str]
    ends: ClassVar[float]
    outcomes: ClassVar[Counter[str]] = Counter()
    found: ClassVar[bool] = False
    done: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner: asyncio.Runner | None = None
        self.stack = AsyncExitStack()
        self.world: World | None = None

    # One rule, because Hypothesis would leave most of many out of a run this short.
    @rule(act=st.sampled_from(ACTS), it=drawn)
    def acts(self, act: Act, it: Drawn) -> None:
        """Let one act happen in the world, which is made for the first."""
        if self.runner is None or self.world is None:
            used_up = type(self).done >= LEAST and monotonic() > type(self).ends
            if used_up and not type(self).found:
                return
            self.runner = asyncio.Runner()
            self.world = self.runner.run(self._begin())
        world, before = self.world, len(self.world.said)
        try:
            self.runner.run(_played(act, world, it))
        except Exception as fault:
            # From now on Hypothesis shortens the walk, and must not run out of time.
            type(self).found = True
            fault.add_note("\n".join(world.said))
            raise
        type(self).outcomes.update(line.rpartition(": ")[2] for line in world.said[before:])
        type(self).done += 1

    async def _begin(self) -> World:
        folder = Path(mkdtemp(prefix="walk-"))
        self.stack.callback(shutil.rmtree, folder)
        if self.database == "sqlite":
            shutil.copy(self.templates.sqlite, folder / "walk.sqlite3")
            url = f"sqlite://{folder / 'walk.sqlite3'}"
        else:
            copies = self.templates.postgres
            assert copies is not None
            name = await copies.take()
            self.stack.callback(copies.drop, name)
            url = f"{POSTGRES}/{name}"
        await self.stack.enter_async_context(opened(url))
        portal = await self.stack.enter_async_context(TestPortal.over(url, state=folder))
        world = World(portal)
        await world.begin()
        await world.open(ALICE, "new", FIRST)
        await world.add(world.seats[-1], BOB, "old")
        return world

    def teardown(self) -> None:
        if self.runner is not None:
            self.runner.run(self._end())
            self.runner.close()

    async def _end(self) -> None:
        """Check what holds at the end, unless a fault was found already, and tidy up."""
        try:
            if self.world is not None and not sys.exc_info()[0]:
                await at_the_end(self.world)
        except Exception as fault:
            type(self).found = True
            fault.add_note("\n".join(self.world.said if self.world else ()))
            raise
        finally:
            if self.world is not None:
                await self.world.end()
            await self.stack.aclose()


async def _played(act: Act, world: World, it: Drawn) -> None:
    await act(world, it)
    if len(world.said) % 10 == 0:
        await at_times(world)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.timeout(BUDGET * 2 + 300)
def test_no_walk_lets_in_who_does_not_belong(
    templates: Templates, database: str, record_property: Callable[[str, object], None]
) -> None:
    if database == "postgres" and templates.postgres is None:
        pytest.skip(templates.why_not)
    Walk.templates, Walk.database, Walk.ends = templates, database, monotonic() + BUDGET
    Walk.outcomes, Walk.found, Walk.done = Counter(), False, 0

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=max(20, int(BUDGET)),
            stateful_step_count=STEPS,
            deadline=None,
            # A walk tells its acts one by one; to shorten it would take many minutes.
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )

    record_property("outcomes", str(Walk.outcomes.most_common()))
    assert Walk.outcomes.total() >= LEAST * 3 // 4
