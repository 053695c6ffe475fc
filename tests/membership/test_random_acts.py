"""A random walk of ordinary acts over the running service, judged by a model of who belongs."""

import asyncio
import os
import shutil
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
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
from tests.support.portal import COMPANY, TestPortal
from tests.support.templates import Templates
from tests.support.walk.invariants import at_the_end, at_times
from tests.support.walk.people import (
    ADA,
    ALICE,
    APPLICANTS,
    BERTA,
    BOB,
    BRUNO,
    CLARA,
    EVERYBODY,
    KINDS,
    REISSUED,
    Identity,
)
from tests.support.walk.world import FIRST, NUMBERS, SECOND, THIRD, Seat, World

T = TypeVar("T")

# Seconds a database: a quick part in every run, an hour in the nightly one.
BUDGET = float(os.environ.get("GPSZONE_WALK_SECONDS", "30"))
STEPS = 40
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# A browser may have ten streams, and all of these are one.
MOST_STREAMS = 6


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
    yes: bool
    pause: timedelta


places = st.one_of(st.integers(0, 2), st.integers(0, 12))
drawn = st.builds(
    Drawn,
    who=st.sampled_from(APPLICANTS),
    other=st.sampled_from(APPLICANTS),
    anybody=st.sampled_from((*APPLICANTS, *EVERYBODY)),
    staff=st.sampled_from((BRUNO, BERTA, ADA, ADA, CLARA)),
    kind=st.sampled_from(KINDS),
    number=st.sampled_from((FIRST, FIRST, FIRST, SECOND, THIRD)),
    place=places,
    other_place=places,
    yes=st.booleans(),
    pause=st.sampled_from((timedelta(minutes=1), HOUR, 3 * DAY, 3 * DAY, 21 * DAY, 200 * DAY)),
)


# Applicants.


async def open_account(world: World, it: Drawn) -> None:
    await world.open(it.who, it.kind, it.number)


async def apply(world: World, it: Drawn) -> None:
    contact = COMPANY.contact_name if it.yes else "測試他人"
    await world.apply(it.who, it.kind, it.number, contact=contact)


async def correct(world: World, it: Drawn) -> None:
    letters = world.kept("correct")
    letter = _kept(letters, it.other_place) if letters and it.yes else None
    await world.correct(_applicants_seat(world, it.place), letter)


async def withdraw(world: World, it: Drawn) -> None:
    await world.withdraw(_applicants_seat(world, it.place))


async def review(world: World, _: Drawn) -> None:
    await world.review()


async def decide(world: World, it: Drawn) -> None:
    await world.decide(await world.at_desk(it.staff), approved=it.yes)


async def activate(world: World, it: Drawn) -> None:
    if links := world.kept("activate"):
        await world.activate(_applicants_seat(world, it.place), _kept(links, it.other_place))


# Members.


async def sign_in(world: World, it: Drawn) -> None:
    await world.sign_in(it.anybody, REISSUED if it.anybody in world.model.joined else it.kind)


async def sign_in_as_member(world: World, it: Drawn) -> None:
    members = list(world.model.members)
    who = _kept(members, it.place)
    await world.sign_in(who, world.model.kinds[who] if it.yes else it.kind)


async def renew(world: World, it: Drawn) -> None:
    await world.renew(it.anybody, REISSUED if it.other_place == 0 else it.kind)


async def renew_as_member(world: World, it: Drawn) -> None:
    await world.renew(_kept(list(world.model.members), it.place), it.kind)


async def add(world: World, it: Drawn) -> None:
    await world.add(await _holder(world, it.place), it.anybody, it.kind)


async def remove(world: World, it: Drawn) -> None:
    seat = await _holder(world, it.place)
    await world.remove(seat, _colleague(world, seat, it))


async def replace(world: World, it: Drawn) -> None:
    seat = await _holder(world, it.place)
    await world.replace(seat, _colleague(world, seat, it), it.anybody, it.kind)


async def edit(world: World, it: Drawn) -> None:
    seat = await _holder(world, it.place)
    who = _colleague(world, seat, it)
    await world.edit(seat, who, f"{who.name}{it.other_place}@company.example")


async def leave(world: World, it: Drawn) -> None:
    await world.leave(await _holder(world, it.place))


async def stay(world: World, it: Drawn) -> None:
    leaving = list(world.model.leaving)
    seat = await world.at_desk(leaving[0]) if leaving else await _holder(world, it.place)
    await world.stay(seat)


async def watch(world: World, it: Drawn) -> None:
    if len(world.streams) < MOST_STREAMS:
        await world.watch(await _holder(world, it.place))


# Objections, and what staff do.


async def report(world: World, it: Drawn) -> None:
    if letters := world.kept("not-me"):
        await world.report(_kept(letters, it.place))


async def settle(world: World, it: Drawn) -> None:
    await world.settle(await world.at_desk(it.staff), undone=it.yes)


async def settle_anywhere(world: World, it: Drawn) -> None:
    await world.settle(_kept(world.seats, it.place), undone=it.yes)


async def suspend(world: World, it: Drawn) -> None:
    await world.stand(await world.at_desk(it.staff), "suspend", _number(it))


async def restore(world: World, it: Drawn) -> None:
    number = _kept(sorted(world.model.suspended) or [it.number], it.place)
    await world.stand(await world.at_desk(it.staff), "restore", number)


async def close(world: World, it: Drawn) -> None:
    await world.stand(await world.at_desk(it.staff), "close", _number(it))


async def end_member(world: World, it: Drawn) -> None:
    await world.end_member(await world.at_desk(it.staff), it.who)


async def settle_access(world: World, it: Drawn) -> None:
    await world.settle_access(await world.at_desk(it.staff), approved=it.yes)


async def invite(world: World, it: Drawn) -> None:
    role = "ADMIN" if it.yes else "REVIEWER"
    await world.invite(await world.at_desk(it.staff), CLARA if it.place else it.who, role)


async def invite_again(world: World, it: Drawn) -> None:
    number = _kept([f"STF-{place:04}" for place in range(1, 4 + len(world.roles))], it.place)
    members = world.model.at(number)
    await world.invite_again(
        await world.at_desk(it.staff), number, members[0] if members else it.anybody
    )


async def confirm(world: World, it: Drawn) -> None:
    await world.confirm(await world.at_desk(it.staff), confirmed=it.yes or it.place > 0)


async def join_identifier(world: World, it: Drawn) -> None:
    await world.join_identifier(await world.at_desk(it.staff))


# Letters.


async def ask_link(world: World, it: Drawn) -> None:
    numbers = (FIRST, FIRST, SECOND, THIRD, "STF-0001", "STF-0003")
    await world.ask_link(numbers[it.place % len(numbers)])


async def bind_first(world: World, it: Drawn) -> None:
    if letters := world.kept("first-card"):
        letter = _kept(letters, it.place)
        invited = world.model.invited.get(letter.number, it.anybody)
        await world.bind_first(letter, invited if it.yes else it.anybody, it.kind)


async def stop_access(world: World, it: Drawn) -> None:
    if letters := world.kept("stop-access"):
        await world.stop_access(_kept(letters, it.place))


async def ask_to_be_recognised(world: World, it: Drawn) -> None:
    number = world.model.members.get(it.anybody, it.number)
    await world.ask_to_be_recognised(it.anybody, number)


async def confirm_join(world: World, it: Drawn) -> None:
    if letters := world.kept("confirm-member"):
        await world.confirm_join(_kept(letters, it.place))


async def look_at(world: World, it: Drawn) -> None:
    if world.letters:
        await world.look_at(_kept(world.letters, 7 * it.place + it.other_place))


# What nobody does.


async def wait(world: World, it: Drawn) -> None:
    await world.forward(it.pause)


async def revoke(world: World, it: Drawn) -> None:
    await world.revoke(it.anybody.cards[it.kind])


async def hold(world: World, it: Drawn) -> None:
    await world.hold(it.anybody.cards[it.kind])


async def lift(world: World, _: Drawn) -> None:
    await world.lift()


async def lose_everybodys_cards(world: World, it: Drawn) -> None:
    """Put the cards of a company's members on hold, which a walk would rarely do one by one."""
    for who in world.model.at(it.number):
        await world.hold(who.cards[world.model.kinds[who]])


Act = Callable[[World, Drawn], Awaitable[None]]
# The share of each act: deciding, objecting and settling come as often as anything else. The first
# fills the simplest walk, where it does nothing.
SHARES: dict[Act, int] = {
    bind_first: 3,
    open_account: 2,
    apply: 2,
    correct: 2,
    withdraw: 1,
    review: 2,
    decide: 4,
    activate: 2,
    sign_in: 2,
    sign_in_as_member: 2,
    renew: 2,
    renew_as_member: 2,
    add: 4,
    remove: 3,
    replace: 3,
    edit: 2,
    leave: 2,
    stay: 1,
    watch: 1,
    report: 4,
    settle: 4,
    settle_anywhere: 1,
    suspend: 1,
    restore: 2,
    close: 1,
    end_member: 1,
    ask_link: 3,
    stop_access: 1,
    settle_access: 1,
    lose_everybodys_cards: 1,
    ask_to_be_recognised: 1,
    confirm_join: 1,
    join_identifier: 1,
    invite: 1,
    invite_again: 1,
    confirm: 2,
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
            if monotonic() > type(self).ends and not type(self).found:
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


def _kept(kept: Sequence[T], place: int) -> T:
    """Return what somebody kept, counted from the newest."""
    return kept[-1 - place % len(kept)]


def _number(it: Drawn) -> str:
    """Return mostly a company, and at times an account of staff."""
    return it.number if it.other_place else "STF-0001"


def _applicants_seat(world: World, place: int) -> Seat:
    """Return a browser in which somebody applied, or whatever somebody kept."""
    applied = [seat for seat in world.seats if seat.person.application]
    return _kept(applied if applied and place < 8 else world.seats, place)


async def _holder(world: World, place: int) -> Seat:
    """Return the browser of a member who is signed in, or at times whatever somebody kept."""
    members = [who for who, at in world.model.members.items() if at in NUMBERS]
    if place <= 2 and members:
        return await world.at_desk(_kept(members, place))
    return _kept(world.seats, place)


def _colleague(world: World, seat: Seat, it: Drawn) -> Identity:
    """Return somebody of the account of a browser, or at times anybody."""
    there = [who for who in world.model.at(seat.number or "-") if who != seat.who]
    return _kept([*there, seat.who], it.other_place) if there and it.yes else it.who


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.timeout(BUDGET * 2 + 300)
def test_no_walk_lets_in_who_does_not_belong(templates: Templates, database: str) -> None:
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

    print(f"{Walk.done} acts on {database}: {Walk.outcomes.most_common()}")  # noqa: T201
    assert Walk.outcomes.total() > STEPS
