"""The database is brought to this version: all of it or nothing, one migrator at a time."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor.base import BaseSchemaEditor

from models.database.transaction import client, config, on_postgres, tx

# Any number that no other program on the database server takes: "gpsz".
LOCK = 0x6770737A


class MigrationBroke(Exception):
    """Say that a migration left rows that point nowhere; nothing was changed."""


async def migrate(url: str) -> None:
    """Apply every migration that is missing, in one transaction with its own record.

    The stock runner writes its record after the commit, and remaking a SQLite table with foreign
    keys on deletes the rows that point to it: here one transaction holds both, under a lock, and
    SQLite's foreign keys are off meanwhile and checked at the end.

    :raises MigrationBroke: when rows would point nowhere.
    """
    if url.startswith("sqlite:"):
        url += ("&" if "?" in url else "?") + "foreign_keys=OFF"
    async with _alone(url), TortoiseContext() as context:
        settings = config(url)
        await context.init(config=settings)
        await _prepare()
        async with tx() as change:
            await _lock(change.client)
            await _Executor(change.client, settings["apps"]).migrate()
            await _check(change.client)


async def missing() -> tuple[str, ...]:
    """List the migrations of this version that the open database has not had."""
    rows = await client().execute_query_dict("SELECT name FROM tortoise_migrations")
    applied = {str(row["name"]) for row in rows}
    files = sorted(Path(__file__).with_name("migrations").glob("[0-9]*.py"))
    return tuple(file.stem for file in files if file.stem not in applied)


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[None]:
    """Keep other migrators away from a SQLite file, which is put into WAL mode when it is new.

    That needs the file for oneself, and SQLite says "locked" at once instead of waiting.
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
    """Lock a file that stands for the database; closing it lets the next one in."""
    opened = file.open("wb")
    fcntl.flock(opened, fcntl.LOCK_EX)
    return opened


async def _prepare() -> None:
    """Make the table that records what was applied, which the runner cannot do in a transaction."""
    if not on_postgres():
        return await _make_record_table(client())
    async with tx() as change:
        await _lock(change.client)
        return await _make_record_table(change.client)


async def _make_record_table(connection: BaseDBAsyncClient) -> None:
    """Make the table if it is not there."""
    stock = MigrationExecutor(connection, {})
    await stock.recorder.ensure_schema(stock._schema_editor(atomic=False))


async def _lock(connection: BaseDBAsyncClient) -> None:
    """Wait until no other migrator is at work; SQLite's transaction is such a lock itself."""
    if on_postgres():
        await connection.execute_query_dict(f"SELECT pg_advisory_xact_lock({LOCK})")


async def _check(connection: BaseDBAsyncClient) -> None:
    """Refuse to commit rows that point nowhere; PostgreSQL has looked after that itself."""
    if on_postgres():
        return
    broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise MigrationBroke(f"{len(broken)} rows point nowhere")


class _Executor(MigrationExecutor):
    """Run migrations inside the transaction that is open, whose record table is there."""

    def __init__(self, connection: BaseDBAsyncClient, apps: dict[str, dict[str, object]]) -> None:
        super().__init__(connection, apps)
        self.recorder = _Recorder(connection)
        self.loader = MigrationLoader(apps, self.recorder, load=False)


class _Recorder(MigrationRecorder):
    """Leave the record table alone: making it would commit SQLite's transaction."""

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None:
        """Do nothing."""
