"""The locks of migrations: one runner at a time, none that waits long, none while indexes grow."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from models.core.errors import OperatorError
from models.core.rules import MIGRATION_LOCK_WAIT
from models.database.engine.asyncpg_pool import Postgres
from models.database.transaction import client, on_postgres, to_the_end, tx
from models.database.unavailable import DatabaseUnavailable, translated

# An advisory lock's key that no other program uses: "gpsz" in ASCII.
LOCK = 0x6770737A
# How often a runner looks whether another has ended.
_LOOK_SECONDS = 0.2
_WAIT_SECONDS = int(MIGRATION_LOCK_WAIT.total_seconds())

_TRY = "SELECT pg_try_advisory_lock($1)"

INDEX = re.compile(r"CREATE (?P<unique>UNIQUE )?INDEX (?P<name>\w+) (?P<rest>ON .+)")
_OLDEST = """
    SELECT pid, application_name, extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    ORDER BY xact_start LIMIT 1
"""
_UNFINISHED = """
    SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid
"""


class LockedTooLong(OperatorError):
    """A migration did not get a lock in time; nothing of it remains, and it can be run again."""


@asynccontextmanager
async def alone_on_server() -> AsyncIterator[None]:
    """Lock out other runners on PostgreSQL; on SQLite a file is their lock.

    Another is waited for by looking again: a statement that waits has a snapshot, which the
    building of an index would wait for in turn.
    """
    base = client()
    if not isinstance(base, Postgres):
        yield
        return
    connection = await base.take()
    try:
        while not await connection.fetchval(_TRY, LOCK):  # noqa: ASYNC110  # Another process's lock.
            await asyncio.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            await to_the_end(connection.fetchval("SELECT pg_advisory_unlock($1)", LOCK))
    finally:
        await to_the_end(base.give_back(connection))


@asynccontextmanager
async def brief_locks(name: str) -> AsyncIterator[None]:
    """Open a transaction in which no statement waits long for a lock.

    What asks for a table behind a waiting migration waits as long as that does.

    :raises LockedTooLong: when one was not to be had in time
    """
    try:
        async with tx() as change:
            if on_postgres():
                await change.client.execute_script(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'")
            # The ORM's own transactions within this one do not translate.
            with translated():
                yield
    except DatabaseUnavailable as fault:
        if not isinstance(fault.cause, asyncpg.LockNotAvailableError):
            raise
        raise LockedTooLong(
            f"{name} was given up: something has held a lock that it needs for more than"
            f" {_WAIT_SECONDS} seconds{await _oldest()}. Nothing of it remains, migrations before"
            " it stay; run the command again when that has ended"
        ) from fault


async def _oldest() -> str:
    """Return which other session's transaction is the oldest; it likely holds the lock."""
    found = await client().execute_query_dict(_OLDEST)
    if not found:
        return ""
    [row] = found
    named = f" ({row['application_name']})" if row["application_name"] else ""
    return (
        f" (the oldest open transaction is that of process {row['pid']}{named},"
        f" for {row['seconds']} seconds)"
    )


async def build_indexes(statements: Sequence[str]) -> None:
    """Build indexes on PostgreSQL while their tables are read and written.

    This waits for transactions that began before, and nobody waits for it. What an earlier run has
    left unfinished is dropped first.

    :raises ValueError: when a statement creates no index
    """
    for statement in statements:
        found = INDEX.fullmatch(statement)
        if found is None:
            raise ValueError(f"no index: {statement}")
        name = found["name"]
        if await client().execute_query_dict(_UNFINISHED, [name]):
            await _drop(name)
        kind = f"CREATE {found['unique'] or ''}INDEX CONCURRENTLY IF NOT EXISTS"
        try:
            await client().execute_script(f"{kind} {name} {found['rest']}")
        except BaseException:
            await to_the_end(_drop(name))
            raise


async def _drop(name: str) -> None:
    # Names of indexes are our migrations', never a caller's text.
    await client().execute_script(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
