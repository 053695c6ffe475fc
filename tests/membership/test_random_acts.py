"""A random walk of ordinary acts over the running service, judged by a model of who belongs."""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from models.database.transaction import opened
from tests.conftest import POSTGRES
from tests.support.portal import TestPortal
from tests.support.templates import Templates
from tests.support.walk.people import (
    ADA,
    ALICE,
    APPLICANTS,
    BERTA,
    BOB,
    BRUNO,
    EVERYBODY,
    KINDS,
    Identity,
)
from tests.support.walk.replay import replayed_differences
from tests.support.walk.world import FIRST, NUMBERS, Seat, World

T = TypeVar("T")

# Seconds a database: a quick part in every run, an hour in the nightly one.
BUDGET = float(os.environ.get("GPSZONE_WALK_SECONDS", "30"))
STEPS = 40
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Drawn:
    """What Hypothesis drew for one act, of which each act takes what it needs.

    ``place`` and ``other_place`` count from the newest of what people kept; from 3 on it is
    something old.
    """

    who: Identity
    other: Identity
    anybody: Identity
    staff: Identity
    kind: str
    number: str
    place: int
    other_place: int
    undone: bool
    pause: timedelta


places = st.one_of(st.integers(0, 2), st.integers(0, 12))
drawn = st.builds(
    Drawn,
    who=st.sampled_from(APPLICANTS),
    other=st.sampled_from(APPLICANTS),
    anybody=st.sampled_from((*APPLICANTS, *EVERYBODY)),
    staff=st.sampled_from((BRUNO, BERTA, ADA, ADA)),
    kind=st.sampled_from(KINDS),
    number=st.sampled_from((FIRST, FIRST, FIRST, *NUMBERS)),
    place=places,
    other_place=places,
    undone=st.booleans(),
    pause=st.sampled_from((timedelta(minutes=1), timedelta(hours=1), 3 * DAY, 21 * DAY)),
)


async def open_account(world: World, it: Drawn) -> None:
    await world.open(it.who, it.kind, it.number)


async def apply(world: World, it: Drawn) -> None:
    await world.apply(it.who, it.kind, it.number)


async def review(world: World, _: Drawn) -> None:
    await world.review()


async def activate(world: World, it: Drawn) -> None:
    if world.links:
        await world.activate(_kept(world.seats, it.place), _kept(world.links, it.other_place))


async def sign_in(world: World, it: Drawn) -> None:
    await world.sign_in(it.anybody, it.kind)


async def renew(world: World, it: Drawn) -> None:
    await world.renew(it.anybody, it.kind)


async def add(world: World, it: Drawn) -> None:
    await world.add(await _holder(world, it.place), it.anybody, it.kind)


async def remove(world: World, it: Drawn) -> None:
    await world.remove(await _holder(world, it.place), it.who)


async def replace(world: World, it: Drawn) -> None:
    await world.replace(await _holder(world, it.place), it.other, it.anybody, it.kind)


async def edit(world: World, it: Drawn) -> None:
    email = f"new{it.other_place}@company.example"
    await world.edit(await _holder(world, it.place), it.who, email)


async def report(world: World, it: Drawn) -> None:
    if world.not_me:
        await world.report(_kept(world.not_me, it.place))


async def settle(world: World, it: Drawn) -> None:
    await world.settle(await world.at_desk(it.staff), undone=it.undone)


async def settle_anywhere(world: World, it: Drawn) -> None:
    await world.settle(_kept(world.seats, it.place), undone=it.undone)


async def suspend(world: World, it: Drawn) -> None:
    await world.stand(await world.at_desk(it.staff), "suspend", it.number)


async def restore(world: World, it: Drawn) -> None:
    await world.stand(await world.at_desk(it.staff), "restore", it.number)


async def close(world: World, it: Drawn) -> None:
    await world.stand(await world.at_desk(it.staff), "close", it.number)


async def ask_link(world: World, it: Drawn) -> None:
    numbers = (*NUMBERS, "STF-0001", "STF-0003")
    await world.ask_link(numbers[it.place % len(numbers)])


async def bind_first(world: World, it: Drawn) -> None:
    if world.first_links:
        await world.bind_first(_kept(world.first_links, it.place), it.anybody, it.kind)


async def wait(world: World, it: Drawn) -> None:
    await world.forward(it.pause)


async def revoke(world: World, it: Drawn) -> None:
    await world.revoke(it.anybody.cards[it.kind])


async def hold(world: World, it: Drawn) -> None:
    await world.hold(it.anybody.cards[it.kind])


async def lift(world: World, _: Drawn) -> None:
    await world.lift()


Act = Callable[[World, Drawn], Awaitable[None]]
# The share of each act: deciding, objecting and settling come as often as anything else. The first
# fills the simplest walk, where it does nothing.
SHARES: dict[Act, int] = {
    bind_first: 2,
    open_account: 2,
    apply: 2,
    review: 2,
    activate: 2,
    sign_in: 3,
    renew: 3,
    add: 4,
    remove: 3,
    replace: 3,
    edit: 2,
    report: 4,
    settle: 4,
    settle_anywhere: 1,
    suspend: 1,
    restore: 2,
    close: 1,
    ask_link: 2,
    wait: 3,
    revoke: 1,
    hold: 1,
    lift: 2,
}
ACTS = tuple(act for act, share in SHARES.items() for _ in range(share))


class Walk(RuleBasedStateMachine):
    """One world, and acts in it until the budget is used up."""

    templates: ClassVar[Templates]
    database: ClassVar[str]
    ends: ClassVar[float]
    outcomes: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.runner: asyncio.Runner | None = None
        self.stack = AsyncExitStack()
        self.world: World | None = None
        self.said = 0

    # One rule, because Hypothesis would leave most of many out of a run this short.
    @rule(act=st.sampled_from(ACTS), it=drawn)
    def acts(self, act: Act, it: Drawn) -> None:
        """Let one act happen in the world, which is made for the first."""
        if monotonic() > type(self).ends and self.world is None:
            return
        if self.runner is None or self.world is None:
            self.runner = asyncio.Runner()
            self.world = self.runner.run(self._begin())
        self.runner.run(_played(act, self.world, it))
        said, self.said = self.world.said[self.said :], len(self.world.said)
        type(self).outcomes.update(line.rpartition(": ")[2] for line in said)

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
        """Require that the journal says what the tables say, and tidy up."""
        try:
            if self.world is not None:
                assert await replayed_differences() == []
        finally:
            await self.stack.aclose()


async def _played(act: Act, world: World, it: Drawn) -> None:
    await act(world, it)


def _kept(kept: list[T], place: int) -> T:
    """Return what somebody kept, counted from the newest."""
    return kept[-1 - place % len(kept)]


async def _holder(world: World, place: int) -> Seat:
    """Return the browser of a member who is signed in, or at times whatever somebody kept."""
    members = [who for who in world.model.members if who in APPLICANTS]
    if place <= 2 and members:
        return await world.at_desk(_kept(members, place))
    return _kept(world.seats, place)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.timeout(BUDGET * 2 + 300)
def test_no_walk_lets_in_who_does_not_belong(templates: Templates, database: str) -> None:
    if database == "postgres" and templates.postgres is None:
        pytest.skip(templates.why_not)
    Walk.templates, Walk.database, Walk.ends = templates, database, monotonic() + BUDGET
    Walk.outcomes = Counter()

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=max(20, int(BUDGET)),
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )

    assert Walk.outcomes.total() > STEPS
