"""The turns of one event loop."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from schema.gate.turns.lane import Lane, Starts
from schema.gate.turns.places import Places
from schema.gate.turns.queues import Usage

# What takes a processor for 60 milliseconds at most. The portal's own operations are below it; the
# greatest of them lists the postal districts.
SMALL = 1_200
# What takes less than a millisecond waits for nothing.
TINY = 20


class Turns:
    """The turns of one event loop.

    Requests wait for a place; large texts are read in turn, costly operations run in turn.
    """

    def __init__(self) -> None:
        usage = Usage()
        self.small = SMALL
        self.places = Places(usage)
        self.reading = Lane(usage)
        self._running = Lane(usage)
        self.starts = Starts(usage)

    def running(
        self, address: str, *, cost: int, never_waits: bool = False
    ) -> AbstractAsyncContextManager[None]:
        """Return the turn of an operation; one that ``never_waits`` is costly if it is not tiny."""
        if cost <= TINY:
            return _at_once()
        lane = self._running if cost > self.small or never_waits else self.starts
        return lane.turn(address, cost=cost)


@asynccontextmanager
async def _at_once() -> AsyncIterator[None]:
    yield
