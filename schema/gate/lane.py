"""Turns of requests and of costly operations, so that none holds up the others for long.

A few requests are carried out beside one another. Operations that take long run one at a time, with
rests. Of those between, one begins in each turn of the event loop. Of the addresses that wait, the
one goes first that has lately used the processor least.
"""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import monotonic, thread_time

from graphql import GraphQLError

# What takes a processor for 60 milliseconds at most. The portal's own operations are below it; the
# greatest of them lists the postal districts.
SMALL = 1_200
# What takes less than a millisecond waits for nothing.
TINY = 20
_SECONDS_OF_A_UNIT = 0.00005
# After a turn, others have the processor for so many times as long as it took.
_REST = 2
# A turn ends after so many seconds even if its operation waits for somebody outside.
_LONGEST = 1.0
# What an address has used counts half after so many seconds.
_HALF_LIFE = 30.0
# What somebody uses who applies, binds a card and watches takes less.
_LITTLE = 0.1
_ADDRESSES = 10_000
# Less in all than the operations that a process has in flight, so that some are free for who waits
# for nothing.
_WAITING = 40
# So many requests use the processor while others wait for the database.
_PLACES = 8


class NoTurn(GraphQLError):
    """Too many costly operations of this address are waiting."""

    def __init__(self) -> None:
        message = "Too many costly operations are waiting; try again."
        super().__init__(message, extensions={"code": "TOO_MANY_IN_FLIGHT"})


class _Usage:
    """The processor's time that addresses have used lately, in seconds."""

    def __init__(self) -> None:
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def of(self, address: str) -> float:
        used, at = self._used.get(address, (0.0, 0.0))
        return float(used * 0.5 ** ((monotonic() - at) / _HALF_LIFE))

    def rank(self, address: str) -> int:
        """Return 0 for who has used little, and one more for each doubling.

        By the exact figure, who has used a little more than fifty others would wait for all of them
        again and again.
        """
        return max(0, math.frexp(self.of(address) / _LITTLE)[1])

    def add(self, address: str, seconds: float) -> None:
        self._used[address] = (self.of(address) + seconds, monotonic())
        self._used.move_to_end(address)
        if len(self._used) > _ADDRESSES:
            self._used.popitem(last=False)


class _Turn:
    """A turn, which is passed on once."""

    def __init__(self, pass_on: Callable[[], None]) -> None:
        self._pass_on = pass_on
        self._is_over = False

    def pass_on(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._pass_on()


class _Queues:
    """A queue for each address; one who waits goes on at a time."""

    def __init__(self, usage: _Usage, *, waiting: int, waiting_in_all: int = _WAITING) -> None:
        """Allow ``waiting`` operations of an address to wait, and so many of all."""
        self._usage = usage
        self._most = waiting
        self._most_in_all = waiting_in_all
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self.is_busy = False

    async def wait(self, address: str, *, units: int) -> None:
        """Wait until nobody else goes on, and go on until ``next`` is called.

        :raises NoTurn: when too many are waiting
        """
        if self.is_busy:
            await self._queue(address)
        self.is_busy = True
        self._usage.add(address, units * _SECONDS_OF_A_UNIT)

    async def _queue(self, address: str) -> None:
        queue = self._queues.setdefault(address, deque())
        if len(queue) >= self._most:
            raise NoTurn
        if sum(map(len, self._queues.values())) >= self._most_in_all:
            self._make_room(address)
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.next()
            raise

    def _make_room(self, address: str) -> None:
        """Refuse the last that waits of the address that has used most.

        :raises NoTurn: when that is the one for which there is to be room
        """
        most = max((one for one, queue in self._queues.items() if queue), key=self._usage.of)
        if self._usage.of(most) <= self._usage.of(address):
            raise NoTurn
        refused = self._queues[most].pop()
        if not refused.done():
            refused.set_exception(NoTurn())

    def next(self) -> None:
        """Pass the turn to the address of the lowest rank, of equal ones the first, or nobody."""
        while self._queues:
            address = self._next()
            queue = self._queues.pop(address)
            turn = queue.popleft() if queue else None
            if queue:
                self._queues[address] = queue
            if turn is not None and not turn.done():
                turn.set_result(None)
                return
        self.is_busy = False

    def _next(self) -> str:
        return min(self._queues, key=self._usage.rank)


class _Rounds(_Queues):
    """Queues of which every other turn goes round: no crowd of little use keeps anybody waiting."""

    def __init__(self, usage: _Usage) -> None:
        super().__init__(usage, waiting=_WAITING)
        self._goes_round = True

    def _next(self) -> str:
        self._goes_round = not self._goes_round
        return next(iter(self._queues)) if self._goes_round else super()._next()


class Lane:
    """One operation runs at a time, and rests follow."""

    def __init__(self, usage: _Usage | None = None, *, waiting: int = 10) -> None:
        self._usage = usage or _Usage()
        self._queues = _Queues(self._usage, waiting=waiting)

    @asynccontextmanager
    async def turn(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block when it is the address's turn.

        :raises NoTurn: when too many are waiting
        """
        await self._queues.wait(address, units=cost)
        loop = asyncio.get_running_loop()
        turn = _Turn(self._queues.next)
        end = loop.call_later(_LONGEST, turn.pass_on)
        began = thread_time()
        try:
            yield
        finally:
            end.cancel()
            estimate = cost * _SECONDS_OF_A_UNIT
            # What holds the processor longer than a turn lasts keeps the event loop from ending it.
            used = max(estimate, min(thread_time() - began, _LONGEST))
            self._usage.add(address, used - estimate)
            loop.call_later(used * _REST, turn.pass_on)


class Starts:
    """One operation begins in each turn of the event loop; they run beside one another.

    Many that never wait for anything would otherwise all run in one turn.
    """

    def __init__(self, usage: _Usage | None = None, *, waiting: int = _WAITING) -> None:
        self._queues = _Queues(usage or _Usage(), waiting=waiting)

    @asynccontextmanager
    async def turn(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block, which begins when it is the address's turn.

        :raises NoTurn: when too many are waiting
        """
        await self._queues.wait(address, units=cost)
        asyncio.get_running_loop().call_soon(self._queues.next)
        yield


class Places:
    """A few requests are carried out beside one another, so that each is done soon.

    Whatever a request waits for, the event loop comes back to it only after a step of every other.
    """

    def __init__(self, usage: _Usage | None = None, *, places: int = _PLACES) -> None:
        self._queues = _Rounds(usage or _Usage())
        self._free = places
        self._is_full = False

    @asynccontextmanager
    async def take(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block when it is the address's turn and a place is free.

        One that waits for somebody outside gives its place to the next after a second.

        :raises NoTurn: when too many are waiting
        """
        await self._queues.wait(address, units=cost)
        self._free -= 1
        loop = asyncio.get_running_loop()
        loop.call_soon(self._pass_on)
        place = _Turn(self._leave)
        end = loop.call_later(_LONGEST, place.pass_on)
        try:
            yield
        finally:
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


class Turns:
    """The turns of one event loop.

    Requests wait for a place; large texts are read in turn, costly operations run in turn.
    """

    def __init__(self) -> None:
        usage = _Usage()
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
