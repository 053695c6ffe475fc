"""Queues of addresses: who has lately used the processor least goes first."""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

from graphql import GraphQLError

SECONDS_OF_A_UNIT = 0.00005
# A turn ends after so many seconds even if its operation waits for somebody outside.
LONGEST = 1.0
# Less in all than the operations that a process has in flight, so that some are free for who waits
# for nothing.
WAITING = 40
# What an address has used counts half after so many seconds.
_HALF_LIFE = 30.0
# What somebody uses who applies, binds a card and watches takes less.
_LITTLE = 0.1
_ADDRESSES = 10_000


class NoTurn(GraphQLError):
    """Too many costly operations of this address are waiting."""

    def __init__(self) -> None:
        message = "Too many costly operations are waiting; try again."
        super().__init__(message, extensions={"code": "TOO_MANY_IN_FLIGHT"})


class Usage:
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


class Turn:
    """A turn, which is passed on once."""

    def __init__(self, pass_on: Callable[[], None]) -> None:
        self._pass_on = pass_on
        self._is_over = False

    def pass_on(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._pass_on()


class Queues:
    """A queue for each address; one who waits goes on at a time."""

    def __init__(self, usage: Usage, *, waiting: int, waiting_in_all: int = WAITING) -> None:
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
        self._usage.add(address, units * SECONDS_OF_A_UNIT)

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
        """Refuse the last that waits of the address that has used most, of equal ones most waits.

        :raises NoTurn: when that is the one for which there is to be room
        """

        def claims(one: str, *, more: int = 0) -> tuple[int, int]:
            return self._usage.rank(one), len(self._queues[one]) + more

        most = max((one for one, queue in self._queues.items() if queue), key=claims)
        if claims(most) <= claims(address, more=1):
            raise NoTurn
        refused = self._queues[most].pop()
        if not refused.done():
            refused.set_exception(NoTurn())

    def next(self) -> None:
        """Pass the turn to the address of the lowest rank, of equal ones the first, or nobody."""
        while self._queues:
            address = self.choose()
            queue = self._queues.pop(address)
            turn = queue.popleft() if queue else None
            if queue:
                self._queues[address] = queue
            if turn is not None and not turn.done():
                turn.set_result(None)
                return
        self.is_busy = False

    def choose(self) -> str:
        """Return the address that goes next, of those that wait."""
        return min(self._queues, key=self._usage.rank)
