"""Fixtures of all tests: both databases, migrated, and the portal."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from models.database.migrate import migrate
from models.database.transaction import opened
from tests.support.copies import Copies
from tests.support.portal import TestPortal
from tests.support.worker import MOST_WORKERS

POSTGRES = os.environ.get("GPSZONE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASES = ("sqlite", "postgres")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many workers ``-n auto`` starts: none for single files, else two a processor.

    Tests wait about as long as they compute.
    """
    if all(Path(arg.partition("::")[0]).is_file() for arg in config.args):
        return 0
    return min(2 * (os.cpu_count() or 1), MOST_WORKERS)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Escape lone surrogates, which a test may log and no worker can send."""
    return _encodable((yield))


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_encodable, value))
    return value


@dataclass(frozen=True)
class Templates:
    """The migrated databases that every test gets a copy of."""

    sqlite: Path
    postgres: Copies | None
    why_not: str = ""


async def _template_on_postgres(name: str) -> str | None:
    """Create and migrate the template; return why not, where there is no server."""
    try:
        server = await asyncpg.connect(f"{POSTGRES}/postgres", timeout=30)
    except (OSError, TimeoutError, asyncpg.PostgresError) as fault:
        return f"no PostgreSQL at {POSTGRES}: {fault}"
    await server.execute(f'CREATE DATABASE "{name}"')
    await server.close()
    await migrate(f"{POSTGRES}/{name}")
    return None


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """Migrate both databases once."""
    sqlite = tmp_path_factory.mktemp("template") / "template.sqlite3"
    asyncio.run(migrate(f"sqlite://{sqlite}"))
    name = f"gpszone_test_{uuid4().hex[:12]}"
    why_not = asyncio.run(_template_on_postgres(name))
    if why_not and os.environ.get("CI"):
        pytest.fail(why_not)
    if why_not:
        yield Templates(sqlite, None, why_not)
        return
    with Copies.of(POSTGRES, name) as copies:
        yield Templates(sqlite, copies)
    asyncio.run(on_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


async def on_server(statement: str) -> None:
    """Run one statement outside the tests' databases."""
    server = await asyncpg.connect(f"{POSTGRES}/postgres", timeout=30)
    await server.execute(statement)
    await server.close()


@pytest.fixture(params=DATABASES)
async def database_url(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> AsyncIterator[str]:
    """Yield a fresh, migrated database; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        copy = tmp_path / "test.sqlite3"
        shutil.copy(templates.sqlite, copy)
        yield f"sqlite://{copy}"
        return
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    name = await templates.postgres.take()
    yield f"{POSTGRES}/{name}"
    templates.postgres.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """Open a fresh database."""
    async with opened(database_url):
        yield database_url


@pytest.fixture
async def portal(database: str, tmp_path: Path) -> AsyncIterator[TestPortal]:
    """Yield the portal over a fresh database, at a fixed time."""
    async with TestPortal.over(database, state=tmp_path) as portal:
        yield portal


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the machine's variables."""
    for name in tuple(os.environ):
        if name.startswith("GPSZONE_") and name != "GPSZONE_TEST_POSTGRES":
            monkeypatch.delenv(name)


@pytest.fixture
def demo_state(templates: Templates, tmp_path: Path) -> Path:
    """Return the state of a demo that has run once: a migrated, empty database."""
    state = tmp_path / "demo"
    state.mkdir()
    shutil.copy(templates.sqlite, state / "gpszone.sqlite3")
    return state
