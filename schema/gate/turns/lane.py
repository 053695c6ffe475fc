"""Lanes: costly operations run in turn, so that none holds up the others for long.

Those that take long run one at a time, with rests. Of those between, one begins in each turn of the
event loop.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import thread_time

from schema.gate.turns.places import give_up_place
from schema.gate.turns.queues import LONGEST, SECONDS_OF_A_UNIT, WAITING, Queues, Turn, Usage

# After a turn, others have the processor for so many times as long as it took.
_REST = 2


class Lane:
    """One operation runs at a time, and rests follow."""

    def __init__(self, usage: Usage | None = None, *, waiting: int = 10) -> None:
        self._usage = usage or Usage()
        self._queues = Queues(self._usage, waiting=waiting)

    @asynccontextmanager
    async def turn(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block when it is the address's turn.

        :raises NoTurn: when too many are waiting
        """
        give_up_place()
        await self._queues.wait(address, units=cost)
        loop = asyncio.get_running_loop()
        turn = Turn(self._queues.next)
        end = loop.call_later(LONGEST, turn.pass_on)
        began = thread_time()
        try:
            yield
        finally:
            end.cancel()
            estimate = cost * SECONDS_OF_A_UNIT
            # What holds the processor longer than a turn lasts keeps the event loop from ending it.
            used = max(estimate, min(thread_time() - began, LONGEST))
            self._usage.add(address, used - estimate)
            loop.call_later(used * _REST, turn.pass_on)


class Starts:
    """One operation begins in each turn of the event loop; they run beside one another.

    Many that never wait for anything would otherwise all run in one turn.
    """

    def __init__(self, usage: Usage | None = None, *, waiting: int = WAITING) -> None:
        self._queues = Queues(usage or Usage(), waiting=waiting)

    @asynccontextmanager
    async def turn(self, address: str, *, cost: int) -> AsyncIterator[None]:
        """Run a block, which begins when it is the address's turn.

        :raises NoTurn: when too many are waiting
        """
        await self._queues.wait(address, units=cost)
        asyncio.get_running_loop().call_soon(self._queues.next)
        yield
