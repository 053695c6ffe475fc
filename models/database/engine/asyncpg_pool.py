"""PostgreSQL by asyncpg: a pool of connections, each wait of which has a deadline."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import PoolConnectionWrapper

from models.database.address import PostgresAddress
from models.database.deadlines import Deadlines
from models.database.engine.kept import Kept
from models.database.engine.translating import Translating
from models.database.unavailable import DatabaseUnavailable, translated

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
    Pooled = PoolConnectionProxy[asyncpg.Record]

# What any use of a connection may come to.
BROKEN = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Postgres(Translating, AsyncpgDBClient):
    """A pool of connections, each wait of which has a deadline."""

    def __init__(self, *args: Any, deadlines: Deadlines, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadlines = deadlines
        self.kept = Kept(self.give_back, seconds=deadlines.kept)
        self._notified: asyncio.Task[None] | None = None
        self._to_notify = False

    def notify(self, channel: str) -> None:
        """Notify who listens on a channel, soon: once for all who ask while it is done.

        It is a hint, which is lost when the database is away or the process ends meanwhile.
        """
        self._to_notify = True
        if self._notified is None or self._notified.done():
            self._notified = asyncio.create_task(self._notify(channel))

    async def _told(self) -> None:
        told = self._notified
        if told is not None and told.get_loop() is asyncio.get_running_loop():
            await asyncio.wait((told,))

    async def _notify(self, channel: str) -> None:
        while self._to_notify:
            self._to_notify = False
            with suppress(DatabaseUnavailable):
                await self.fetch("SELECT pg_notify($1, '')", [channel])

    async def create_pool(self, **kwargs: Any) -> "asyncpg.Pool[asyncpg.Record]":
        kwargs["server_settings"] = kwargs["server_settings"] | server_settings(self.deadlines)

        async def bound(connection: "Connection") -> None:
            bound_socket(connection, self.deadlines)

        return await super().create_pool(
            timeout=self.deadlines.connect,
            command_timeout=self.deadlines.silence,
            init=bound,
            **kwargs,
        )

    async def _close(self) -> None:
        pool = self._pool
        if pool is None:
            return
        try:
            async with asyncio.timeout(self.deadlines.release):
                await self._told()
                await self.kept.close()
                await pool.close()
        except TimeoutError:
            pool.terminate()
        self._pool = None

    def acquire_connection(self) -> "_Acquired":
        return _Acquired(self, self._pool_init_lock)

    async def fetch(self, statement: str, values: Sequence[object]) -> list[dict[str, Any]]:
        """Return the rows of a statement; the ORM's way there takes a third longer."""
        with translated():
            async with self.acquire_connection() as connection:
                return [dict(row) for row in await connection.fetch(statement, *values)]

    async def take(self) -> "Pooled":
        """Acquire a connection, which is released by ``give_back``.

        :raises DatabaseUnavailable: when there is none in time
        """
        with translated():
            return await self.acquire_connection().__aenter__()

    async def wait(self) -> "Pooled":
        """Acquire a connection of the pool, or one that somebody else uses now.

        :raises TimeoutError: when there is none in time
        """
        async with asyncio.timeout(self.deadlines.acquire):
            while self.kept.taken >= self.pool_maxsize:
                if (connection := await self.kept.wait()) is not None:
                    return connection
            self.kept.taken += 1
            try:
                # Several tasks that come first wait for one that creates the pool.
                await PoolConnectionWrapper[Any](self, self._pool_init_lock).ensure_connection()
                return await cast("asyncpg.Pool[asyncpg.Record]", self._pool).acquire()
            except BaseException:
                self._left()
                raise

    async def give_back(self, connection: "Pooled") -> None:
        """Release a connection; one that does not answer in time is closed.

        It says nothing of that: what came of the statements is known without it.
        """
        try:
            if self._pool is not None:
                with suppress(*BROKEN):
                    await self._pool.release(connection, timeout=self.deadlines.release)
        finally:
            self._left()

    def _left(self) -> None:
        self.kept.taken -= 1
        self.kept.left()


class PostgresTransaction(Translating, TransactionWrapper):
    """A transaction on one connection of the pool."""

    def __init__(self, parent: Postgres, connection: "Pooled") -> None:
        super().__init__(parent)
        self._connection = cast("Connection", connection)
        self._deadlines = parent.deadlines

    async def begin(self) -> None:
        with translated():
            await super().begin()

    async def commit(self) -> None:
        with translated():
            await super().commit()

    async def rollback(self) -> None:
        """Roll back; a server that does not answer in time does it when the connection closes."""
        try:
            async with asyncio.timeout(self._deadlines.release):
                await super().rollback()
        except BROKEN:
            # One that has been closed meanwhile is out of the pool.
            with suppress(asyncpg.InterfaceError):
                self._connection.terminate()


class _Acquired(PoolConnectionWrapper["Pooled"]):
    """A connection of the pool while the block runs."""

    client: Postgres

    async def __aenter__(self) -> "Pooled":
        self.connection = self.client.kept.take() or await self.client.wait()
        return self.connection

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.connection is None or (kind is None and self.client.kept.keep(self.connection)):
            return
        await self.client.give_back(self.connection)


async def connect(address: PostgresAddress, deadlines: Deadlines) -> "Connection":
    """Open a connection outside the pool, with the same deadlines."""
    connection = await asyncpg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database=address.database,
        ssl=address.encryption(),
        timeout=deadlines.connect,
        command_timeout=deadlines.silence,
        server_settings=server_settings(deadlines),
    )
    bound_socket(connection, deadlines)
    return connection


def server_settings(deadlines: Deadlines) -> dict[str, str]:
    """Return the session's settings (PostgreSQL, "Client Connection Defaults"), in milliseconds."""
    unacknowledged = deadlines.unacknowledged
    return {
        "statement_timeout": str(int(deadlines.statement * 1000)),
        "idle_in_transaction_session_timeout": str(int(deadlines.idle_transaction * 1000)),
        "tcp_user_timeout": str(unacknowledged * 1000),
        "tcp_keepalives_idle": str(unacknowledged // 2),
        "tcp_keepalives_interval": str(unacknowledged // 4),
        "tcp_keepalives_count": "2",
    }


def bound_socket(connection: "Connection", deadlines: Deadlines) -> None:
    """Have the kernel end a connection whose other side is silent (RFC 1122, RFC 5482)."""
    its = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # Private.
    if its is None or its.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    unacknowledged = deadlines.unacknowledged
    its.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    its.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, unacknowledged // 2)
    its.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, unacknowledged // 4)
    its.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
    its.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unacknowledged * 1000)


client_class = Postgres
