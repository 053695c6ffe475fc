"""Connections of the pool between two statements, without a task of the pool's for each use."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pooled = PoolConnectionProxy[asyncpg.Record]


class Kept:
    """Connections that were taken from the pool, whether they are in use or kept for the next use.

    The pool makes a task for each connection that it is given back, and a proxy for each that it
    gives. One whose statement has ended well, outside a transaction, needs neither for the next.
    After ``seconds`` the pool has all of them back, and closes those that are idle as always.
    """

    def __init__(
        self, give_back: Callable[["Pooled"], Coroutine[Any, Any, None]], *, seconds: float
    ) -> None:
        self._give_back = give_back
        self._seconds = seconds
        self._connections: list[Pooled] = []
        self._waiting: deque[asyncio.Future[Pooled | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._returning = set[asyncio.Task[None]]()
        # How many the pool has given.
        self.taken = 0

    def take(self) -> "Pooled | None":
        """Return a connection that is open, the one used last first; None if there is none."""
        while self._connections:
            connection = self._connections.pop()
            if _is_open(connection):
                return connection
            self._return(connection)
        return None

    async def wait(self) -> "Pooled | None":
        """Wait for a connection that somebody else uses; None means that the pool has one."""
        waiting: asyncio.Future[Pooled | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            return await waiting
        except BaseException:
            # It may have got one just when it gave up.
            if not waiting.done() or waiting.cancelled():
                with suppress(ValueError):
                    self._waiting.remove(waiting)
            elif (connection := waiting.result()) is None:
                self.left()
            elif not self.keep(connection):
                self._return(connection)
            raise

    def keep(self, connection: "Pooled") -> bool:
        """Store a connection for its next use; return False if the pool must have it back.

        It must when the connection is not as it was taken.
        """
        if not _is_open(connection) or connection.is_in_transaction():
            return False
        if self._given(connection):
            return True
        self._connections.append(connection)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._seconds, self._return_all)
        return True

    def left(self) -> None:
        """Inform who has waited longest that the pool can give one more connection."""
        self._given(None)

    def _given(self, connection: "Pooled | None") -> bool:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return True
        return False

    async def close(self) -> None:
        """Return all to the pool, so that the pool can be closed."""
        if self._timer is not None:
            self._timer.cancel()
        self._return_all()
        while self._returning:
            await asyncio.wait(self._returning)

    def _return_all(self) -> None:
        self._timer = None
        while self._connections:
            self._return(self._connections.pop())

    def _return(self, connection: "Pooled") -> None:
        task = asyncio.get_running_loop().create_task(self._give_back(connection))
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)


def _is_open(connection: "Pooled") -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        # The server ended it, and the pool has it back already.
        return False
