"""The lock of an import: one process imports at a time, and one that dies has no lock."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from models.core.errors import OperatorError
from models.database.engine.asyncpg_pool import Postgres
from models.database.engine.sqlite import Sqlite
from models.database.transaction import client

# An advisory lock's key that no other program uses: "gpsr" in ASCII.
LOCK = 0x67707372


class ImportRunning(OperatorError):
    """Another import holds the lock."""

    def __init__(self) -> None:
        super().__init__(
            "another import of the registry is running; nothing was changed. Wait for its end, "
            "and import this file again if it is the newer one"
        )


@asynccontextmanager
async def locked() -> AsyncIterator[None]:
    """Import alone: on PostgreSQL by a lock of one connection, on SQLite by a file beside it.

    :raises ImportRunning: when another process imports, or this one does elsewhere
    """
    database = client()
    if isinstance(database, Postgres):
        async with _on_connection(database):
            yield
    elif isinstance(database, Sqlite):
        async with _beside_file(Path(database.filename)):
            yield
    else:
        raise RuntimeError("an import begins outside any transaction")


@asynccontextmanager
async def _on_connection(database: Postgres) -> AsyncIterator[None]:
    connection = await database.take()
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise ImportRunning
        try:
            yield
        finally:
            # A pooled connection is not reset; one that cannot unlock is closed, which unlocks.
            try:
                await connection.fetchval("SELECT pg_advisory_unlock($1)", LOCK)
            except BaseException:
                connection.terminate()
                raise
    finally:
        await database.give_back(connection)


@asynccontextmanager
async def _beside_file(file: Path) -> AsyncIterator[None]:
    with await asyncio.to_thread(file.with_name(f"{file.name}.importing").open, "wb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise ImportRunning from held
        yield
