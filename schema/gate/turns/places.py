"""Places: a few requests are carried out beside one another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from schema.gate.turns.queues import LONGEST, WAITING, Queues, Turn, Usage

# So many requests use the processor while others wait for the database.
_PLACES = 8
# A burst of honest people waits instead of being refused.
_WAITING_IN_ALL = 100

# The place of the request that is carried out. While it waits in a lane, another may have it.
_place: ContextVar[Turn | None] = ContextVar("place", default=None)


def give_up_place() -> None:
    """Pass the place of the request that is carried out to another one."""
    if place := _place.get():
        place.pass_on()


class _Rounds(Queues):
    """Queues of which every other turn goes round: no crowd of little use keeps anybody waiting."""

    def __init__(self, usage: Usage) -> None:
        super().__init__(usage, waiting=WAITING, waiting_in_all=_WAITING_IN_ALL)
        self._goes_round = True

    def choose(self) -> str:
        self._goes_round = not self._goes_round
        return next(iter(self._queues)) if self._goes_round else super().choose()


class Places:
    """A few requests are carried out beside one another, so that each is done soon.

    Whatever a request waits for, the event loop comes back to it only after a step of every other.
    """

    def __init__(self, usage: Usage | None = None, *, places: int = _PLACES) -> None:
        self._queues = _Rounds(usage or Usage())
        self._free = places
        self._is_full = False

    @asynccontextmanager
    async def take(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block when it is the address's turn and a place is free.

        One that waits in a lane gives its place to the next, and so does one that waits for
        somebody outside, after a second.

        :raises NoTurn: when too many are waiting
        """
        await self._queues.wait(address, units=cost)
        self._free -= 1
        loop = asyncio.get_running_loop()
        loop.call_soon(self._pass_on)
        place = Turn(self._leave)
        end = loop.call_later(LONGEST, place.pass_on)
        held = _place.set(place)
        try:
            yield
        finally:
            _place.reset(held)
            end.cancel()
            place.pass_on()

    def _pass_on(self) -> None:
        if self._free > 0:
            self._queues.next()
        else:
            self._is_full = True

    def _leave(self) -> None:
        self._free += 1
        if self._is_full:
            self._is_full = False
            self._queues.next()
