"""A script of Redis on a connection that is kept for it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import NoScriptError


class Script:
    """A script in Lua, on a connection that is kept from one run to the next.

    The driver's own way takes a connection for each run, looks whether it is still open, and gives
    it back, which takes longer than to send and to read. Runs beside one another have a connection
    each, of which one is kept.
    """

    def __init__(self, pool: ConnectionPool, text: str) -> None:
        self._pool = pool
        self._text = text
        # Redis names its scripts by this hash; it protects nothing.
        self._name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        self._kept: AbstractConnection | None = None

    async def run(self, keys: Sequence[str], values: Sequence[int]) -> list[Any]:
        """Run the script, and return what it returns.

        A connection that Redis has closed meanwhile is replaced, once; a run that was lost with it
        may have been carried out.

        :raises RedisError, OSError: when Redis does not answer
        """
        if self._kept is not None:
            try:
                return await self._run_on(self._kept, keys, values)
            except ConnectionLost:
                pass
        fresh: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]  # The driver's.
        return await self._run_on(fresh, keys, values)

    async def close(self) -> None:
        if self._kept is not None:
            kept, self._kept = self._kept, None
            await kept.disconnect()

    async def _run_on(
        self, connection: AbstractConnection, keys: Sequence[str], values: Sequence[int]
    ) -> list[Any]:
        self._kept = None
        arguments: list[str | int] = [len(keys), *keys, *values]
        try:
            found = await _answer(connection, "EVALSHA", self._name, *arguments)
        except NoScriptError:
            found = await _answer(connection, "EVAL", self._text, *arguments)
        if self._kept is None:
            self._kept = connection
        else:
            await connection.disconnect()
        return found


async def _answer(connection: AbstractConnection, *command: str | int) -> list[Any]:
    try:
        await connection.send_command(*command, check_health=False)
        found: list[Any] = await connection.read_response()
    except NoScriptError:
        raise
    except BaseException:
        # An answer that is read by nobody would be taken for that to the next command.
        await connection.disconnect(nowait=True)
        raise
    return found
