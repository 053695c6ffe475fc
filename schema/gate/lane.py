"""Turns of costly operations: one runs at a time, addresses take turns, and others run between."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graphql import GraphQLError

# What takes a processor for 60 milliseconds at most. The portal's own operations are below it; the
# greatest of them lists the postal districts.
SMALL = 1_200
# Tokens: the portal's own documents have 141 at most, an introspection 183.
SMALL_TEXT = 200
_SECONDS_OF_A_UNIT = 0.00005
# After a turn, others have the processor for so many times as long as it took.
_REST = 2
# A turn ends after so many seconds even if its operation waits for somebody outside.
_LONGEST = 1.0


class NoTurn(GraphQLError):
    """Too many costly operations of this address are waiting."""

    def __init__(self) -> None:
        message = "Too many costly operations are waiting; try again."
        super().__init__(message, extensions={"code": "TOO_MANY_IN_FLIGHT"})


class Lane:
    """A queue for each address; the addresses take turns."""

    def __init__(self, *, waiting: int = 10, small: int = SMALL) -> None:
        """Allow ``waiting`` operations of an address to wait; those up to ``small`` never do."""
        self._most = waiting
        self._small = small
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._busy = False

    @asynccontextmanager
    async def turn(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block when it is the address's turn.

        :raises NoTurn: when too many are waiting
        """
        if cost <= self._small:
            yield
            return
        await self._wait(address)
        loop = asyncio.get_running_loop()
        end = loop.call_later(_LONGEST, self._next)
        try:
            yield
        finally:
            if loop.time() < end.when():
                end.cancel()
                loop.call_later(cost * _SECONDS_OF_A_UNIT * _REST, self._next)

    async def _wait(self, address: str) -> None:
        if not self._busy:
            self._busy = True
            return
        queue = self._queues.setdefault(address, deque())
        if len(queue) >= self._most:
            raise NoTurn
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next()
            raise

    def _next(self) -> None:
        """Pass the turn to the address that has waited longest, or to nobody."""
        while self._queues:
            address, queue = self._queues.popitem(last=False)
            turn = queue.popleft() if queue else None
            if queue:
                self._queues[address] = queue
            if turn is not None and not turn.done():
                turn.set_result(None)
                return
        self._busy = False


class Turns:
    """The turns of one event loop: large texts are read in turn, costly operations run in turn."""

    def __init__(self) -> None:
        self.reading = Lane(small=SMALL_TEXT)
        self.running = Lane()
