"""A random walk of ordinary acts over the running service, judged by a model of who belongs."""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from models.database.transaction import opened
from tests.conftest import POSTGRES
from tests.support.portal import TestPortal
from tests.support.templates import Templates
from tests.support.walk.people import ALICE, APPLICANTS, BOB, EVERYBODY, KINDS, Identity
from tests.support.walk.world import ADA, BERTA, BRUNO, FIRST, NUMBERS, Seat, World

T = TypeVar("T")

# Seconds a database: a quick part in every run, an hour in the nightly one.
BUDGET = float(os.environ.get("GPSZONE_WALK_SECONDS", "30"))
STEPS = 30
DAY = timedelta(days=1)

people = st.sampled_from(APPLICANTS)
anybody = st.sampled_from(EVERYBODY)
kinds = st.sampled_from(KINDS)
numbers = st.sampled_from((FIRST, FIRST, FIRST, *NUMBERS))
# The place from the end of a list of what people kept: mostly the newest, at times an old one.
places = st.one_of(st.integers(0, 2), st.integers(0, 12))
staff = st.sampled_from((BRUNO, BERTA, ADA, ADA))


class Walk(RuleBasedStateMachine):
    """One world, and acts in it until the budget is used up."""

    templates: ClassVar[Templates]
    kind: ClassVar[str]
    ends: ClassVar[float]
    outcomes: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.runner: asyncio.Runner | None = None
        self.stack = AsyncExitStack()
        self.world: World | None = None
        self.said = 0

    def play(self, act: Any) -> None:
        """Run an act in the world, which is made for the first one."""
        if monotonic() > type(self).ends and not self.world:
            return
        if self.runner is None or self.world is None:
            self.runner = asyncio.Runner()
            self.world = self.runner.run(self._begin())
        world = self.world
        made = act(world)
        if isinstance(made, Coroutine):
            self.runner.run(made)
            said = world.said[self.said :]
            type(self).outcomes.update(_kind(line) for line in said)
            self.said = len(world.said)

    async def _begin(self) -> World:
        folder = Path(mkdtemp(prefix="walk-"))
        self.stack.callback(shutil.rmtree, folder)
        if self.kind == "sqlite":
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
            self.runner.run(self.stack.aclose())
            self.runner.close()

    @rule(who=people, kind=kinds, number=numbers)
    def applies(self, who: Identity, kind: str, number: str) -> None:
        self.play(lambda world: world.apply(who, kind, number))

    @rule(who=people, kind=kinds, number=numbers)
    def opens(self, who: Identity, kind: str, number: str) -> None:
        self.play(lambda world: world.open(who, kind, number))

    @rule()
    def reviews(self) -> None:
        self.play(lambda world: world.review())

    @rule(place=places, link=places)
    def activates(self, place: int, link: int) -> None:
        self.play(
            lambda world: (
                world.links and world.activate(_kept(world.seats, place), _kept(world.links, link))
            )
        )

    @rule(who=anybody, kind=kinds)
    def signs_in(self, who: Identity, kind: str) -> None:
        self.play(lambda world: world.sign_in(who, kind))

    @rule(who=anybody, kind=kinds)
    def renews(self, who: Identity, kind: str) -> None:
        self.play(lambda world: world.renew(who, kind))

    @rule(place=places, who=anybody, kind=kinds)
    def adds(self, place: int, who: Identity, kind: str) -> None:
        self.play(lambda world: world.add(_holder(world, place), who, kind))

    @rule(place=places, who=people)
    def removes(self, place: int, who: Identity) -> None:
        self.play(lambda world: world.remove(_holder(world, place), who))

    @rule(place=places, old=people, who=anybody, kind=kinds)
    def replaces(self, place: int, old: Identity, who: Identity, kind: str) -> None:
        self.play(lambda world: world.replace(_holder(world, place), old, who, kind))

    @rule(place=places, who=people, number=st.integers(1, 3))
    def edits(self, place: int, who: Identity, number: int) -> None:
        self.play(
            lambda world: world.edit(_holder(world, place), who, f"new{number}@company.example")
        )

    @rule(place=places)
    def objects(self, place: int) -> None:
        self.play(lambda world: world.not_me and world.report(_kept(world.not_me, place)))

    @rule(who=staff, undone=st.booleans())
    def settles(self, who: Identity, undone: bool) -> None:
        async def act(world: World) -> None:
            await world.sign_in(who, "newest")
            await world.settle(world.seats[-1], undone=undone)

        self.play(act)

    @rule(place=places, undone=st.booleans())
    def settles_anywhere(self, place: int, undone: bool) -> None:
        self.play(lambda world: world.settle(_kept(world.seats, place), undone=undone))

    @rule(
        who=staff, deed=st.sampled_from(("suspend", "restore", "restore", "close")), number=numbers
    )
    def stands(self, who: Identity, deed: str, number: str) -> None:
        async def act(world: World) -> None:
            await world.sign_in(who, "newest")
            await world.stand(world.seats[-1], deed, number)

        self.play(act)

    @rule(number=st.sampled_from((*NUMBERS, "STF-0001", "STF-0003")))
    def asks_for_a_link(self, number: str) -> None:
        self.play(lambda world: world.ask_link(number))

    @rule(place=places, who=anybody, kind=kinds)
    def binds_first(self, place: int, who: Identity, kind: str) -> None:
        self.play(
            lambda world: (
                world.first_links and world.bind_first(_kept(world.first_links, place), who, kind)
            )
        )

    @rule(by=st.sampled_from((timedelta(minutes=1), timedelta(hours=1), 3 * DAY, 21 * DAY)))
    def time_passes(self, by: timedelta) -> None:
        self.play(lambda world: world.forward(by))

    @rule(who=anybody, kind=kinds)
    def loses_a_card(self, who: Identity, kind: str) -> None:
        self.play(lambda world: world.revoke(who.cards[kind]))

    @rule(who=anybody, kind=kinds)
    def has_a_card_held(self, who: Identity, kind: str) -> None:
        self.play(lambda world: world.hold(who.cards[kind]))

    @rule()
    def has_holds_lifted(self) -> None:
        self.play(lambda world: world.lift())


def _kind(said: str) -> str:
    """Return the outcome of an act, without the people."""
    return said.rpartition(": ")[2]


def _kept(kept: list[T], place: int) -> T:
    """Return what somebody kept, counted from the newest."""
    return kept[-1 - place % len(kept)]


def _holder(world: World, place: int) -> Seat:
    """Return a browser of somebody who is no staff, if there is one."""
    seats = [seat for seat in world.seats if seat.who in APPLICANTS]
    return _kept(seats or world.seats, place)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.timeout(BUDGET * 2 + 300)
def test_no_walk_lets_in_who_does_not_belong(templates: Templates, kind: str) -> None:
    if kind == "postgres" and templates.postgres is None:
        pytest.skip(templates.why_not)
    Walk.templates, Walk.kind, Walk.ends = templates, kind, monotonic() + BUDGET
    Walk.outcomes = Counter()

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=max(20, int(BUDGET * 4)),
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            print_blob=True,
        ),
    )

    assert Walk.outcomes.total() > STEPS
