"""The database connection, and transactions that survive cancellation."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, TypeVar, cast

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connections
from tortoise.context import TortoiseContext

from models.core import trace
from models.database.address import PostgresAddress, read_address
from models.database.deadlines import SERVING, Deadlines
from models.database.engine import asyncpg_pool, sqlite
from models.database.engine.asyncpg_pool import Postgres, PostgresTransaction
from models.database.engine.sqlite import Sqlite, SqliteTransaction
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.journal.wakeup import journal_wakeup
from models.journal.writer import append

T = TypeVar("T")

# The channel on which PostgreSQL tells other processes that the journal has grown.
CHANNEL = "gpszone_journal"


def config(url: str, *, deadlines: Deadlines = SERVING) -> dict[str, Any]:
    """Return the ORM's configuration; SQLite waits up to ten seconds for another writer.

    The connection is named after its kind, because the ORM caches generated SQL by that name: a
    process that uses both databases would otherwise send one's SQL to the other.
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
    if url.startswith("sqlite:"):
        connection = expand_db_url(url) | {"engine": sqlite.__name__}
    else:
        credentials = _postgres_credentials(read_address(url)) | {"deadlines": deadlines}
        connection = {"engine": asyncpg_pool.__name__, "credentials": credentials}
    return {"connections": {kind: connection}, "apps": {"models": app}, "use_tz": True}


def _postgres_credentials(address: PostgresAddress) -> dict[str, Any]:
    # The ORM's own reading passes `sslmode` on to asyncpg, which takes it in an address only.
    return {
        "host": address.host,
        "port": address.port,
        "user": address.user,
        "password": address.password,
        "database": address.database,
        "minsize": address.pool_smallest,
        "maxsize": address.pool_largest,
        "reset": _keep_settings,
        "ssl": address.encryption(),
    }


async def _keep_settings(_: object) -> None:
    """Spare a statement after each use of a pooled connection: nothing sets session state.

    Before it calls this, asyncpg removes listeners and rolls back a transaction left open.
    """


@asynccontextmanager
async def opened(url: str, *, deadlines: Deadlines = SERVING) -> AsyncIterator[None]:
    """Open the database for every task of this process."""
    async with TortoiseContext() as context:
        await context.init(config=config(url, deadlines=deadlines), _enable_global_fallback=True)
        yield


def client() -> BaseDBAsyncClient:
    """Return the connection of the current transaction, or the database's."""
    connections = get_connections()
    [name] = connections.db_config
    return connections.get(name)


def on_postgres() -> bool:
    return isinstance(client(), Postgres | PostgresTransaction)


async def lock_text(text: str) -> None:
    """Lock a text until the transaction ends, for what may have no row yet.

    On SQLite the transaction itself is the lock.
    """
    if isinstance(client(), PostgresTransaction):
        statement = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
        await client().execute_query_dict(statement, [text])


@dataclass(frozen=True)
class Change:
    """A transaction, with the events that are written when it commits."""

    client: TransactionalDBClient
    events: list[NewEvent] = field(default_factory=list)
    _named: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def record(self, event: NewEvent) -> None:
        """Write an event, with the current trace id, when the transaction commits."""
        known = trace.current()
        if known is not None:
            event = replace(event, payload={**event.payload, "trace": known})
        self.events.append(event)

    def rest_on(self, subject: str, named: Mapping[str, str]) -> None:
        """Add the names of evidence to every event of this transaction about a subject.

        A transaction without such an event does not commit.
        """
        if subject in self._named:
            raise RuntimeError(f"a transaction rests on one piece of evidence: {subject}")
        self._named[subject] = named

    def complete(self) -> list[NewEvent]:
        """Return the events as they are written, each with the evidence that it rests on."""
        if self._named.keys() - {event.subject for event in self.events}:
            raise RuntimeError("no event names the evidence that was kept")
        return [
            replace(event, payload={**event.payload, **self._named.get(event.subject, {})})
            for event in self.events
        ]


@dataclass
class _LastCommit:
    """When this process last committed (monotonic)."""

    at: float | None = None


_last_commit = _LastCommit()
# The events that this process has committed, by kind.
_committed: Counter[EventKind] = Counter()


def committed_within(seconds: float) -> bool:
    """Return whether this process has committed in the last seconds."""
    return _last_commit.at is not None and monotonic() - _last_commit.at <= seconds


def committed_events() -> Mapping[EventKind, int]:
    """Return how many events of each kind this process has committed."""
    return dict(_committed)


@asynccontextmanager
async def tx() -> AsyncIterator[Change]:
    """Run a block in one transaction.

    The ORM's context manager loses its lock (SQLite) or its pooled connection (PostgreSQL) when the
    task is cancelled while the transaction begins; here begin, commit and rollback always finish.
    SQLite begins IMMEDIATE, so that a read followed by a write cannot fail with
    "database is locked".

    :raises DatabaseUnavailable: when the database does not serve; if the commit failed with it, it
        is not known whether it took place
    """
    parent = client()
    if isinstance(parent, TransactionalDBClient):
        raise RuntimeError("a change is already open: one transaction holds it whole")
    if isinstance(parent, Sqlite):
        transaction = _sqlite(parent)
    else:
        transaction = _postgres(cast(Postgres, parent))
    async with transaction as wrapper:
        change = Change(wrapper)
        token = get_connections().set(wrapper.connection_name, wrapper)
        try:
            yield change
            if events := change.complete():
                await append(wrapper, events)
        except BaseException:
            await to_the_end(wrapper.rollback())
            raise
        finally:
            get_connections().reset(token)
        await to_the_end(wrapper.commit())
        _last_commit.at = monotonic()
    if change.events:
        _committed.update(event.kind for event in change.events)
        journal_wakeup.notify()
        if isinstance(parent, Postgres):
            # After the commit: in it, those who commit would wait for one another twice.
            parent.notify(CHANNEL)


@asynccontextmanager
async def _sqlite(parent: Sqlite) -> AsyncIterator[TransactionalDBClient]:
    await parent._lock.acquire()
    try:
        await to_the_end(parent.create_connection(with_db=True))
        wrapper = SqliteTransaction(parent)
        await _begun(wrapper)
        yield wrapper
    finally:
        parent._lock.release()


@asynccontextmanager
async def _postgres(parent: Postgres) -> AsyncIterator[TransactionalDBClient]:
    connection = await parent.take()
    try:
        wrapper = PostgresTransaction(parent, connection)
        await _begun(wrapper)
        yield wrapper
    finally:
        await to_the_end(parent.give_back(connection))


async def _begun(wrapper: TransactionalDBClient) -> None:
    """Begin; if cancelled meanwhile, roll back before the cancellation continues."""
    try:
        await to_the_end(wrapper.begin())
    except asyncio.CancelledError:
        await to_the_end(wrapper.rollback())
        raise


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await work to its end even if this task is cancelled; the cancellation follows."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
        except Exception:
            break  # The task's own failure: result() raises it below.
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result
