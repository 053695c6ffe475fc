"""The migration runner: all migrations in one transaction, one runner at a time."""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor.base import BaseSchemaEditor

from models.core.errors import OperatorError
from models.database.deadlines import COMMANDS
from models.database.transaction import client, config, on_postgres, tx

# An advisory lock's key that no other program uses: "gpsz" in ASCII.
LOCK = 0x6770737A

# Migrations say here what the operator should know.
_report = logging.getLogger("migrations.report")
_report.setLevel(logging.INFO)


class MigrationBroke(OperatorError):
    """A migration left dangling foreign keys; nothing was changed."""


async def migrate(url: str, *, trial: bool = False, upto: str | None = None) -> list[str]:
    """Apply every missing migration, in one transaction with the record of it.

    A trial is rolled back. ``upto`` names the last migration to apply, if not all.

    The ORM's runner writes its record after the commit, and recreating a SQLite table with foreign
    keys on deletes the rows that refer to it. Here one transaction contains both, under a lock;
    SQLite's foreign keys are off meanwhile and checked before the commit.

    :returns: what the migrations reported.
    :raises MigrationBroke: when foreign keys would dangle.
    """
    if url.startswith("sqlite:"):
        url += ("&" if "?" in url else "?") + "foreign_keys=OFF"
    lines: list[str] = []
    targets = [MigrationTarget("models", upto)] if upto else None
    async with _alone(url), TortoiseContext() as context:
        settings = config(url, deadlines=COMMANDS)
        await context.init(config=settings)
        await _prepare()
        try:
            async with tx() as change:
                await _lock(change.client)
                with _reported(lines):
                    await _Executor(change.client, settings["apps"]).migrate(targets)
                await _check(change.client)
                if trial:
                    raise _TrialOver
        except _TrialOver:
            pass  # Everything was rolled back.
    return lines


class _Collector(logging.Handler):
    """Appends messages to a list."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Append the message."""
        self._lines.append(record.getMessage())


@contextmanager
def _reported(lines: list[str]) -> Iterator[None]:
    """Collect what migrations say to the operator."""
    handler = _Collector(lines)
    _report.addHandler(handler)
    try:
        yield
    finally:
        _report.removeHandler(handler)


class _TrialOver(Exception):
    """Rolls a trial back."""


async def missing() -> tuple[str, ...]:
    """Return the names of this version's migrations that were not applied yet."""
    rows = await client().execute_query_dict("SELECT name FROM tortoise_migrations")
    applied = {str(row["name"]) for row in rows}
    files = sorted(Path(__file__).with_name("migrations").glob("[0-9]*.py"))
    return tuple(file.stem for file in files if file.stem not in applied)


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[None]:
    """Lock out other runners of a SQLite file while it is put into WAL mode.

    That needs exclusive access, and SQLite fails with "locked" at once instead of waiting.
    """
    if not url.startswith("sqlite:"):
        yield
        return
    file = Path(url.removeprefix("sqlite://").partition("?")[0])
    lock = await asyncio.to_thread(_locked, file.with_name(f"{file.name}.migrating"))
    try:
        yield
    finally:
        lock.close()


def _locked(file: Path) -> IO[bytes]:
    opened = file.open("wb")
    fcntl.flock(opened, fcntl.LOCK_EX)
    return opened


async def _prepare() -> None:
    """Create the table of applied migrations, which the ORM cannot do inside a transaction."""
    if not on_postgres():
        return await _make_record_table(client())
    async with tx() as change:
        await _lock(change.client)
        return await _make_record_table(change.client)


async def _make_record_table(connection: BaseDBAsyncClient) -> None:
    stock = MigrationExecutor(connection, {})
    await stock.recorder.ensure_schema(stock._schema_editor(atomic=False))


async def _lock(connection: BaseDBAsyncClient) -> None:
    # On SQLite the transaction itself is the lock.
    if on_postgres():
        await connection.execute_query_dict(f"SELECT pg_advisory_xact_lock({LOCK})")


async def _check(connection: BaseDBAsyncClient) -> None:
    # PostgreSQL checks foreign keys itself.
    if on_postgres():
        return
    broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise MigrationBroke(
            f"nothing was migrated: {len(broken)} rows would refer to rows that do not exist"
        )


class _Executor(MigrationExecutor):
    """An executor that runs inside the open transaction."""

    def __init__(self, connection: BaseDBAsyncClient, apps: dict[str, dict[str, object]]) -> None:
        super().__init__(connection, apps)
        self.recorder = _Recorder(connection)
        self.loader = MigrationLoader(apps, self.recorder, load=False)


class _Recorder(MigrationRecorder):
    """A recorder that does not create its table, which would commit SQLite's transaction."""

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None:
        """Do nothing: `_prepare` has created the table."""
