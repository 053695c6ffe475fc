"""Tests of what migrations lock on PostgreSQL: briefly, or not at all, beside a running service."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError
from tortoise.migrations.migration import Migration

from models.core.rules import MIGRATION_LOCK_WAIT
from models.database import migrate as migration
from models.database.engine.asyncpg_pool import PostgresTransaction
from models.database.migrate import migrate
from models.database.migrating.executor import Executor, Step
from models.database.migrating.locks import INDEX, LockedTooLong
from models.database.transaction import client
from tests.conftest import POSTGRES, on_server
from tests.support.templates import Templates

LOCKING, INDEXES = "0029_keep_unsent_forms", "0030_find_among_millions"
LAST = "0034_number_at_the_commit"
WAIT = MIGRATION_LOCK_WAIT.total_seconds()
# What takes the last six migrations back.
UNDONE = (
    "DROP TABLE event_pending",
    "DROP FUNCTION number_events",
    "ALTER TABLE journal DROP COLUMN staging",
    "DROP TABLE saved_phrase, refused_cards, unsent_form, transfer_code",
    "ALTER TABLE application DROP COLUMN privacy_notice",
    "DROP INDEX account_by_number, account_by_opening, account_of_staff, certificate_live",
    "DROP INDEX evidence_by_time, logout_notice_by_state, logout_notice_by_time, mail_by_time",
    "DROP INDEX session_ended",
    "DELETE FROM tortoise_migrations WHERE name >= '0029'",
)
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)"
BUILDING = """
    SELECT count(*) > 0 FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%evidence_by_time%'
    AND wait_event_type = 'Lock'
"""
TWO_OF = """
    INSERT INTO mail (id, recipient, template, values, subject, message_id, state, attempts,
                      queued_at, due_at)
    SELECT gen_random_uuid(), 'a@b.example', 'closed', '{}', 'account:1', n::text, 'SENT', 0,
           now(), now() FROM generate_series(1, 2) AS n
"""
# The tables that this transaction has locked against reading.
HELD = """
    SELECT c.relname AS name FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.mode = 'AccessExclusiveLock' AND l.granted
    AND c.relkind = 'r'
"""
# Tables that years fill. What is locked of others is free again in milliseconds.
GROWING = frozenset(
    {
        *("account", "account_link", "application", "card_change", "certificate", "challenge"),
        *("event", "evidence", "identity_join", "link", "logout_notice", "mail", "membership"),
        *("person", "person_identifier", "registry_entry", "session", "sign_in_request", "visit"),
    }
)
# Statements that take milliseconds whatever a table holds: a column that may be empty, or has a
# constant default, is in the catalogue alone; an index is dropped there, too; a new table is empty.
BRIEF = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r'ALTER TABLE "\w+" ADD (COLUMN )?"\w+" (?!.*\bUNIQUE\b)(?!.*NOT NULL(?!.*DEFAULT))',
        r"DROP INDEX \w+$",
        r"CREATE TABLE ",
        r"COMMENT ON ",
        r"SELECT ",
        r"SET LOCAL lock_timeout",
        r'INSERT INTO "?tortoise_migrations',
        r"RELEASE SAVEPOINT|SAVEPOINT",
    )
)
# Migrations that do more while they hold a growing table, and why that was borne. All are older
# than the first release, so that no service's database has been before them; how long those up to
# 0010 take at 400,000 applications is in `docs/operate/upgrade.md`.
DECLARED: Mapping[str, str] = {
    "0004": "indexes after columns, and what was approved copied to each account",
    "0005": "an index after its column, and the times of closing read out of the journal",
    "0008": "indexes after columns",
    "0010": "indexes after a column",
    "0011": "indexes after columns, and a person derived from each card",
    "0013": "indexes after columns",
    "0014": "indexes after columns",
    "0023": "a constraint that the staging of imports replaces",
}


@pytest.fixture
async def earlier(templates: Templates) -> AsyncIterator[str]:
    """Yield a database to which the last three migrations were not applied."""
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    name = await templates.postgres.take()
    url = f"{POSTGRES}/{name}"
    connection = await asyncpg.connect(url)
    for statement in UNDONE:
        await connection.execute(statement)
    await connection.close()
    yield url
    templates.postgres.drop(name)


async def _applied(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT name FROM tortoise_migrations")
    await connection.close()
    return {row["name"] for row in rows}


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[None]:
    """Hold a read of applications open, as a backup does."""
    connection = await asyncpg.connect(url, server_settings={"application_name": "pg_dump"})
    transaction = connection.transaction()
    await transaction.start()
    await connection.fetch("SELECT id FROM application")
    try:
        yield
    finally:
        await transaction.rollback()
        await connection.close()


async def test_a_migration_beside_a_long_read_gives_up_and_reads_go_on(earlier: str) -> None:
    over, reads = asyncio.Event(), 0

    async def read() -> None:
        nonlocal reads
        # The server itself ends a read that waits for much longer than the migration may.
        patience = {"lock_timeout": f"{3 * WAIT:.0f}s"}
        connection = await asyncpg.connect(earlier, server_settings=patience)
        while not over.is_set():
            await connection.fetch("SELECT count(*) FROM application")
            reads += 1
        await connection.close()

    reader = asyncio.create_task(read())
    async with _reading(earlier):
        with pytest.raises(LockedTooLong) as given_up:
            await migrate(earlier)
        before = reads
        await asyncio.sleep(0.5)
        after = reads
    over.set()
    await reader

    said = str(given_up.value)
    assert LOCKING in said
    assert "(pg_dump)" in said
    assert after > before > 0
    assert not {LOCKING, INDEXES, LAST} & await _applied(earlier)
    connection = await asyncpg.connect(earlier)
    assert await connection.fetchval("SELECT to_regclass('unsent_form')") is None
    await connection.close()


async def test_what_was_given_up_can_be_run_again(earlier: str) -> None:
    async with _reading(earlier):
        with pytest.raises(LockedTooLong):
            await migrate(earlier)

    await migrate(earlier)

    assert {LOCKING, INDEXES, LAST} <= await _applied(earlier)


async def test_a_trial_gives_up_too(earlier: str) -> None:
    async with _reading(earlier):
        with pytest.raises(LockedTooLong):
            await migrate(earlier, trial=True)

    assert await migrate(earlier, trial=True) == []
    assert not {LOCKING, INDEXES, LAST} & await _applied(earlier)


async def test_indexes_are_built_while_their_tables_are_written(earlier: str) -> None:
    await migrate(earlier, upto=LOCKING)
    writer = await asyncpg.connect(earlier)
    transaction = writer.transaction()
    await transaction.start()
    await writer.execute("LOCK TABLE evidence IN ROW EXCLUSIVE MODE")
    building = asyncio.create_task(migrate(earlier))
    other = await asyncpg.connect(earlier, command_timeout=20)

    # The building waits for the writer; whoever writes after it does not wait for the building.
    await _until_waiting(other)
    await other.execute("DELETE FROM evidence")
    waiting = not building.done()
    await transaction.rollback()
    await building

    assert waiting
    assert await other.fetchval(VALID, "evidence_by_time") is True
    await writer.close()
    await other.close()


async def _until_waiting(connection: Any) -> None:
    while not await connection.fetchval(BUILDING):  # noqa: ASYNC110  # Another process's statement.
        await asyncio.sleep(0.05)


async def test_what_an_earlier_run_has_left_unfinished_is_built_anew(earlier: str) -> None:
    await migrate(earlier, upto=LOCKING)
    connection = await asyncpg.connect(earlier)
    await connection.execute("CREATE INDEX evidence_by_time ON evidence (at)")
    await connection.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'evidence_by_time'::regclass"
    )

    await migrate(earlier)

    assert await connection.fetchval(VALID, "evidence_by_time") is True
    await connection.close()


async def test_an_index_that_cannot_be_built_is_not_left_behind(
    earlier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(earlier, upto=LOCKING)
    wrong = ["CREATE UNIQUE INDEX mail_twice ON mail ((1))"]
    monkeypatch.setattr(migration, "_statements", lambda _: wrong)
    connection = await asyncpg.connect(earlier)
    await connection.execute(TWO_OF)

    with pytest.raises(IntegrityError):
        await migrate(earlier)

    assert await connection.fetchval("SELECT to_regclass('mail_twice')") is None
    assert INDEXES not in await _applied(earlier)
    await connection.close()


async def test_runners_wait_for_one_another(earlier: str) -> None:
    await asyncio.gather(*(migrate(earlier) for _ in range(2)))

    assert {LOCKING, INDEXES, LAST} <= await _applied(earlier)


def _migrations() -> Iterator[tuple[str, type[Migration]]]:
    folder = Path(migration.__file__).with_name("migrations")
    for file in sorted(folder.glob("[0-9]*.py")):
        yield file.stem, import_module(f"models.database.migrations.{file.stem}").Migration


def test_a_migration_without_a_transaction_only_builds_indexes() -> None:
    without = {name: one for name, one in _migrations() if not one.atomic}

    assert INDEXES in without
    for name, one in without.items():
        for statement in migration._statements(one(name, "models")):
            assert INDEX.fullmatch(statement), statement


@dataclass
class Held:
    """The statements that each migration carries out while a table that was there is locked."""

    migration: str = ""
    there: set[str] = field(default_factory=set)
    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    async def note(self, transaction: PostgresTransaction, statement: str) -> None:
        rows = await transaction._connection.fetch(HELD)
        for table in {row["name"] for row in rows} & GROWING & self.there:
            if not any(brief.match(statement.strip()) for brief in BRIEF):
                self.found.setdefault(self.migration[:4], []).append((table, statement))

    async def begin(self, name: str) -> None:
        self.migration = name
        rows = await client().execute_query_dict("SELECT relname FROM pg_class")
        self.there = {row["relname"] for row in rows}


def _noting(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    script, query = PostgresTransaction.execute_script, PostgresTransaction.execute_query
    carry_out = Executor.carry_out

    async def scripted(self: PostgresTransaction, statement: str) -> None:
        await script(self, statement)
        await held.note(self, statement)

    async def queried(self: PostgresTransaction, statement: str, values: Any = None) -> Any:
        result = await query(self, statement, values)
        await held.note(self, statement)
        return result

    async def carried_out(self: Executor, steps: Sequence[Step], name: str) -> None:
        await held.begin(name)
        await carry_out(self, steps, name)

    monkeypatch.setattr(PostgresTransaction, "execute_script", scripted)
    monkeypatch.setattr(PostgresTransaction, "execute_query", queried)
    monkeypatch.setattr(Executor, "carry_out", carried_out)


@pytest.mark.timeout(600)
async def test_every_statement_that_holds_a_growing_table_is_declared(
    templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    held = Held()
    _noting(held, monkeypatch)
    name = f"gpszone_locks_{uuid4().hex[:8]}"
    await on_server(f"CREATE DATABASE {name}")
    try:
        await migrate(f"{POSTGRES}/{name}")
    finally:
        await on_server(f"DROP DATABASE {name} WITH (FORCE)")

    assert set(held.found) == set(DECLARED), held.found
