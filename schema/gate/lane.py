"""Turns of costly operations: one runs at a time, addresses take turns, and others run between."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import thread_time

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


class _Turn:
    """A turn, which is passed on once."""

    def __init__(self, pass_on: Callable[[], None]) -> None:
        self._pass_on = pass_on
        self._is_over = False

    def pass_on(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._pass_on()


class Lane:
    """A queue for each address; the addresses take turns."""

    def __init__(self, *, waiting: int = 10, small: int = SMALL) -> None:
        """Allow ``waiting`` operations of an address to wait; those up to ``small`` never do."""
        self._most = waiting
        self._small = small
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._busy = False

    @asynccontextmanager
    async def turn(
        self, address: str, *, cost: int, never_small: bool = False
    ) -> AsyncIterator[None]:
        """Run a block when it is the address's turn.

        :raises NoTurn: when too many are waiting
        """
        if cost <= self._small and not never_small:
            yield
            return
        await self._wait(address)
        loop = asyncio.get_running_loop()
        turn = _Turn(self._next)
        end = loop.call_later(_LONGEST, turn.pass_on)
        began = thread_time()
        try:
            yield
        finally:
            end.cancel()
            # What holds the processor longer than a turn lasts keeps the event loop from ending it.
            used = max(cost * _SECONDS_OF_A_UNIT, min(thread_time() - began, _LONGEST))
            loop.call_later(used * _REST, turn.pass_on)

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
