"""What chance draws for each act of a walk, and how it names people, browsers and letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st

from tests.support.walk.people import (
    ADA,
    APPLICANTS,
    EVERYBODY,
    KINDS,
    Identity,
    rank,
)
from tests.support.walk.world import FIRST, NUMBERS, SECOND, THIRD, Seat, World

T = TypeVar("T")
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
    desk: int
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
    desk=st.integers(0, 5),
    kind=st.sampled_from(KINDS),
    number=st.sampled_from((FIRST, FIRST, FIRST, SECOND, THIRD)),
    place=places,
    other_place=places,
    yes=st.booleans(),
    pause=st.sampled_from((timedelta(minutes=1), HOUR, 3 * DAY, 3 * DAY, 21 * DAY, 200 * DAY)),
)


def kept(things: Sequence[T], place: int) -> T:
    """Return what somebody kept, counted from the newest."""
    return things[-1 - place % len(things)]


def any_account(it: Drawn) -> str:
    """Return mostly a company, and at times an account of staff."""
    return it.number if it.other_place else "STF-0001"


def applicants_seat(world: World, place: int) -> Seat:
    """Return a browser in which somebody applied, or whatever somebody kept."""
    applied = [seat for seat in world.seats if seat.person.application]
    return kept(applied if applied and place < 8 else world.seats, place)


async def holder(world: World, place: int) -> Seat:
    """Return the browser of a member who is signed in, or at times whatever somebody kept."""
    members = [who for who, at in world.model.members.items() if at in NUMBERS]
    if place <= 2 and members:
        return await world.at_desk(kept(members, place))
    return kept(world.seats, place)


async def desk(world: World, it: Drawn) -> Seat:
    """Return the browser of somebody of the staff, who may once have belonged to a company."""
    staff = [who for who, at in world.model.members.items() if at.startswith("STF")]
    admins = [who for who in staff if who in world.model.admins]
    return await world.at_desk(kept([ADA, *staff, *admins], it.desk))


def card_of(world: World, who: Identity, it: Drawn) -> str:
    """Return a kind of card that works and is newer than the one bound, if chance finds one."""
    if it.other_place > 3:
        return it.kind
    bound = world.model.kinds.get(who) if who in world.model.members else None
    able = [
        kind
        for kind in KINDS
        if world.works(who, kind) and (bound is None or rank(kind) > rank(bound))
    ]
    return kept(able, it.other_place) if able else it.kind


def colleague(world: World, seat: Seat, it: Drawn) -> Identity:
    """Return somebody of the account of a browser, or at times anybody."""
    there = [who for who in world.model.at(seat.number or "-") if who != seat.who]
    return kept([*there, seat.who], it.other_place) if there and it.yes else it.who
