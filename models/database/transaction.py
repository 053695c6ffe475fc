"""The database: opened, and changed in transactions that survive cancellation."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.asyncpg.client import TransactionWrapper as AsyncpgTransaction
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.connection import get_connection, get_connections
from tortoise.context import TortoiseContext

from models.core import trace
from models.journal import event
from models.journal.event import NewEvent
from models.journal.wakeup import journal_wakeup

T = TypeVar("T")

# The channel on which PostgreSQL tells other processes that the journal has grown.
CHANNEL = "gpszone_journal"


def config(url: str) -> dict[str, Any]:
    """Describe the database to the ORM; SQLite waits up to ten seconds for another writer.

    The connection is named by its kind, because the ORM keeps the statements that it has written
    by that name: a process that speaks to both would send the one's to the other.
    """
    kind = url.partition(":")[0]
    if url.startswith("sqlite:") and "busy_timeout" not in url:
        url += ("&" if "?" in url else "?") + "busy_timeout=10000"
    modules = ["models.records"]
    app = {
        "models": modules,
        "default_connection": kind,
        "migrations": "models.database.migrations",
    }
    return {"connections": {kind: url}, "apps": {"models": app}, "use_tz": True}


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[None]:
    """Hold the database open for every task of this process."""
    async with TortoiseContext() as context:
        await context.init(config=config(url), _enable_global_fallback=True)
        yield


def client() -> BaseDBAsyncClient:
    """Give the connection of the present transaction, else the database's."""
    [name] = get_connections().db_config
    return get_connection(name)


def on_postgres() -> bool:
    """Tell whether the database is PostgreSQL."""
    return isinstance(client(), AsyncpgDBClient)


@dataclass(frozen=True)
class Change:
    """Be the one transaction that holds a change, its events and its mail."""

    client: TransactionalDBClient
    facts: list[NewEvent] = field(default_factory=list)

    def record(self, fact: NewEvent) -> None:
        """Put a fact into the journal when this change commits, with the trace that led to it."""
        known = trace.current()
        if known is not None:
            fact = replace(fact, payload={**fact.payload, "trace": known})
        self.facts.append(fact)


@asynccontextmanager
async def tx() -> AsyncIterator[Change]:
    """Run a block in one transaction: all of it is committed, or nothing.

    The stock context manager loses its lock (SQLite) or its pooled connection (PostgreSQL) when the
    task is cancelled while it begins; here begin, commit and rollback always run to their end.
    SQLite begins IMMEDIATE, so that a read followed by a write cannot meet "database is locked".
    """
    parent = client()
    if isinstance(parent, TransactionalDBClient):
        raise RuntimeError("a change is already open: one transaction holds it whole")
    if isinstance(parent, SqliteClient):
        transaction = _sqlite(parent)
    else:
        transaction = _postgres(cast(AsyncpgDBClient, parent))
    async with transaction as wrapper:
        change = Change(wrapper)
        token = get_connections().set(wrapper.connection_name, wrapper)
        try:
            yield change
            if change.facts:
                await event.append(wrapper, change.facts)
                if isinstance(wrapper, AsyncpgTransaction):
                    await wrapper.execute_query_dict(f"SELECT pg_notify('{CHANNEL}', '')")
        except BaseException:
            await to_the_end(wrapper.rollback())
            raise
        finally:
            get_connections().reset(token)
        await to_the_end(wrapper.commit())
    if change.facts:
        journal_wakeup.notify()


@asynccontextmanager
async def _sqlite(parent: SqliteClient) -> AsyncIterator[TransactionalDBClient]:
    """Begin on SQLite's one connection, holding its lock until the block ends."""
    await parent._lock.acquire()
    try:
        await to_the_end(parent.create_connection(with_db=True))
        wrapper = SqliteTransactionWrapper(parent)
        await _begun(wrapper, _begin_immediate(wrapper))
        yield wrapper
    finally:
        parent._lock.release()


async def _begin_immediate(wrapper: SqliteTransactionWrapper) -> None:
    """Take the write lock at once."""
    await wrapper._connection.execute("BEGIN IMMEDIATE")


@asynccontextmanager
async def _postgres(parent: AsyncpgDBClient) -> AsyncIterator[TransactionalDBClient]:
    """Begin on a pooled connection and give it back when the block ends."""
    # Of several at once that come first, one makes the pool.
    await to_the_end(parent.acquire_connection().ensure_connection())
    pool = cast("asyncpg.Pool[asyncpg.Record]", parent._pool)
    connection = await pool.acquire()
    try:
        wrapper = AsyncpgTransaction(parent)
        wrapper._connection = cast("asyncpg.Connection[asyncpg.Record]", connection)
        await _begun(wrapper, wrapper.begin())
        yield wrapper
    finally:
        await to_the_end(pool.release(connection))


async def _begun(wrapper: TransactionalDBClient, begin: Coroutine[Any, Any, None]) -> None:
    """Begin; when cancelled meanwhile, undo what has begun before the cancellation goes on."""
    try:
        await to_the_end(begin)
    except asyncio.CancelledError:
        await to_the_end(wrapper.rollback())
        raise


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await work to its end even when this task is cancelled; the cancellation follows after."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
        except Exception:
            break  # The task's own failure: given by result() below.
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result
