"""Tests of the migrations: they lead to the models' tables and the hand-written constraints."""

import asyncio
import sqlite3
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.context import TortoiseContext

from models.database import migrate as migration
from models.database.migrate import migrate
from models.database.transaction import client, config, opened
from tests.conftest import POSTGRES, on_server
from tests.support.run.nightly import nightly
from tests.support.templates import Templates

RULES = {
    "account_of_staff",
    "certificate_live",
    "session_ended",
    "certificate_live_once",
    "certificate_person_once",
    "account_open_once",
    "challenge_live_once",
    "link_live_once",
    "account_link_live_once",
    "account_link_of_mailbox_live_once",
    "account_link_of_member",
    "access_request_open_once",
    "application_request_once",
    "certificate_ending",
    "card_change_open",
    "data_change_open_once",
    "membership_standing_once",
    "membership_ending",
    "case_mailbox_standing_once",
    "membership_awake",
    "membership_leaving",
    "certificate_usable",
    "invitation_live_once",
    "mailbox_correction_open_once",
    "missing_company_open_once",
    "registry_import_active_once",
    "relying_party_standing_once",
    "logout_notice_waiting",
}
# Made by a migration for what the commit numbers; it never has a row that anybody else sees.
PENDING = "event_pending"
COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
"""
KEYS = """
    SELECT conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS said
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
INDEXES = """
    SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') AS said
    FROM pg_indexes WHERE schemaname = 'public'
"""


# The table, whether it is unique, whether it is partial, and the columns.
Index = tuple[str, int, int, tuple[str, ...]]


def sqlite_schema(path: Path) -> tuple[set[object], set[Index], set[str]]:
    """Return columns, indexes (without the ORM's names for them), and the names of constraints."""
    with sqlite3.connect(path) as base:
        tables = [
            name
            for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "tortoise_"))
        ]
        columns: set[object] = set()
        indexes: set[Index] = set()
        for table in tables:
            columns |= {(table, *row[1:]) for row in base.execute(f"PRAGMA table_info({table})")}
            columns |= {
                (table, *row[2:]) for row in base.execute(f"PRAGMA foreign_key_list({table})")
            }
            for _, name, unique, _, partial in base.execute(f"PRAGMA index_list({table})"):
                fields = tuple(row[2] for row in base.execute(f"PRAGMA index_info({name})"))
                indexes.add((table, unique, partial, fields))
        named = base.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        return columns, indexes, {name for (name,) in named if name in RULES}


async def generated(url: str) -> None:
    """Create the tables from the models, without migrations."""
    async with TortoiseContext() as context:
        await context.init(config=config(url))
        await Tortoise.generate_schemas()


async def test_on_sqlite_the_migrated_tables_are_the_models(
    templates: Templates, tmp_path: Path
) -> None:
    await generated(f"sqlite://{tmp_path / 'models.sqlite3'}")

    migrated_columns, migrated_indexes, rules = sqlite_schema(templates.sqlite)
    model_columns, model_indexes, _ = sqlite_schema(tmp_path / "models.sqlite3")

    by_hand = {index for index in migrated_indexes if index[2]}
    assert migrated_columns == model_columns
    assert migrated_indexes - by_hand == model_indexes
    assert rules == RULES
    assert len(by_hand) == len(RULES)


async def test_on_postgres_the_migrated_tables_are_the_models(templates: Templates) -> None:
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    name = f"gpszone_models_{uuid4().hex[:8]}"
    server = await asyncpg.connect(f"{POSTGRES}/postgres")
    await server.execute(f"CREATE DATABASE {name}")

    try:
        await generated(f"{POSTGRES}/{name}")
        copy = await templates.postgres.take()
        migrated, models = await _postgres(copy), await _postgres(name)
        templates.postgres.drop(copy)
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()

    more = {one for one in migrated - models if one[0] != PENDING}  # type: ignore[index]  # Rows.
    assert models - migrated == set()
    assert len(more) == len(RULES)
    assert all("WHERE" in str(said) for said in more)


async def _postgres(name: str) -> set[object]:
    """Return columns, constraints and indexes of a database, without their names."""
    base = await asyncpg.connect(f"{POSTGRES}/{name}")
    rows = [tuple(row) for query in (COLUMNS, KEYS, INDEXES) for row in await base.fetch(query)]
    await base.close()
    return {row for row in rows if "tortoise_migrations" not in str(row)}


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    async with opened(database_url):
        before = await client().execute_query_dict("SELECT epoch FROM journal")

    await migrate(database_url)

    async with opened(database_url):
        assert await client().execute_query_dict("SELECT epoch FROM journal") == before


@nightly
async def test_two_migrators_at_once_leave_one_journal(
    tmp_path: Path, templates: Templates
) -> None:
    urls = [f"sqlite://{tmp_path / f'new{number}.sqlite3'}" for number in range(2)]
    name = f"gpszone_twice_{uuid4().hex[:8]}"
    if templates.postgres is not None:
        await on_server(f"CREATE DATABASE {name}")
        urls.append(f"{POSTGRES}/{name}")

    counts = [await _migrated_by_three(url) for url in urls]

    if templates.postgres is not None:
        await on_server(f"DROP DATABASE {name} WITH (FORCE)")
    assert counts == [(1, True)] * len(urls)


async def _migrated_by_three(url: str) -> tuple[int, bool]:
    """Migrate three times at once; return the journals, and whether each step ran once."""
    await asyncio.gather(*(asyncio.create_task(migrate(url)) for _ in range(3)))
    async with opened(url):
        rows = await client().execute_query_dict("SELECT count(*) AS n FROM journal")
        applied = await client().execute_query_dict("SELECT name FROM tortoise_migrations")
    return int(rows[0]["n"]), len(applied) == len({row["name"] for row in applied})


async def test_a_migration_that_breaks_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.sqlite3"

    async def power_cut() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(migration, "_check", power_cut)
    with pytest.raises(ZeroDivisionError):
        await migrate(f"sqlite://{path}", upto="0002_keep_the_rules")

    with sqlite3.connect(path) as base:
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
        assert "application" not in tables
        assert base.execute("SELECT count(*) FROM tortoise_migrations").fetchone() == (0,)


def test_no_migration_needs_the_running_code() -> None:
    folder = Path(migration.__file__).with_name("migrations")

    for file in folder.glob("0*.py"):
        text = file.read_text(encoding="utf-8")
        assert "from models" not in text, file.name
        assert "orjson" not in text, file.name
