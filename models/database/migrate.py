"""The migration runner: each migration in a transaction of its own, one runner at a time."""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

from tortoise.context import TortoiseContext
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import RunSQL
from tortoise.migrations.recorder import MigrationRecorder

from models.core.errors import OperatorError
from models.database.deadlines import COMMANDS
from models.database.migrating.executor import Apps, Executor, make_record_table, targets_of
from models.database.migrating.locks import alone_on_server, brief_locks, build_indexes
from models.database.transaction import client, config, on_postgres

# Migrations say here what the operator should know.
_report = logging.getLogger("migrations.report")
_report.setLevel(logging.INFO)


class MigrationBroke(OperatorError):
    """A migration left dangling foreign keys; nothing of it remains."""


async def migrate(url: str, *, trial: bool = False, upto: str | None = None) -> list[str]:
    """Apply every missing migration, each in one transaction with the record of it.

    What a migration locks is free again before the next one begins, and one that cannot get a lock
    soon is given up: those before it stay, and nothing of it does. On PostgreSQL a migration that
    is not ``atomic`` builds indexes beside the service, without a transaction.

    A trial does all in one transaction, and is rolled back. ``upto`` names the last migration to
    apply, if not all.

    The ORM's runner writes its record after the commit, and recreating a SQLite table with foreign
    keys on deletes the rows that refer to it. Here one transaction contains both, under a lock;
    SQLite's foreign keys are off meanwhile and checked before the commit.

    :returns: what the migrations reported.
    :raises MigrationBroke: when foreign keys would dangle.
    :raises LockedTooLong: when a lock was not to be had in time; it can be run again.
    """
    if url.startswith("sqlite:"):
        url += ("&" if "?" in url else "?") + "foreign_keys=OFF"
    lines: list[str] = []
    async with _alone(url), TortoiseContext() as context:
        settings = config(url, deadlines=COMMANDS)
        await context.init(config=settings)
        async with alone_on_server():
            await make_record_table()
            with _reported(lines):
                if trial:
                    await _try(settings["apps"], upto)
                else:
                    await _apply(settings["apps"], upto)
    return lines


async def _apply(apps: Apps, upto: str | None) -> None:
    executor = Executor(apps)
    for step in await executor.plan(targets_of(upto)):
        migration, name = step.migration, step.migration.name
        if on_postgres() and not migration.atomic:
            await build_indexes(_statements(migration))
            await MigrationRecorder(client()).record_applied("models", name)
        elif on_postgres():
            steps = await executor.prepare(migration)
            async with brief_locks(name):
                await executor.carry_out(steps, name)
        else:
            async with brief_locks(name):
                await executor.run(name)
                await _check()


async def _try(apps: Apps, upto: str | None) -> None:
    try:
        async with brief_locks("the trial"):
            await Executor(apps).run(upto)
            await _check()
            raise _TrialOver
    except _TrialOver:
        pass  # Everything was rolled back.


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


async def _check() -> None:
    # PostgreSQL checks foreign keys itself.
    if on_postgres():
        return
    broken = await client().execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise MigrationBroke(
            f"nothing was migrated: {len(broken)} rows would refer to rows that do not exist"
        )


def _statements(migration: Migration) -> list[str]:
    """Return what a migration that is not atomic consists of.

    :raises TypeError: when it does anything but carry out statements
    """
    found: list[str] = []
    for operation in migration.operations:
        if not isinstance(operation, RunSQL):
            raise TypeError(f"{migration.name} only builds indexes, without a transaction")
        found += operation.sql
    return found
