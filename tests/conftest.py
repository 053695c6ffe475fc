"""Fixtures of all tests: both databases, migrated, and the portal."""

import gc
import logging
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from models.database.brake import forget_looks
from models.database.put_off import forget_all, put_off
from models.database.transaction import opened
from tests.support.copies import Copies
from tests.support.portal import TestPortal
from tests.support.run.in_thread import carry_out
from tests.support.run.kept_keys import keep_keys
from tests.support.run.nightly import leave_out_long_ones
from tests.support.scenes.rehearsal import played
from tests.support.scenes.remembered import SCENES
from tests.support.templates import Templates, digest, on_postgres, on_sqlite
from tests.support.worker import BESIDE_THE_BROWSER
from web.ops.logs import OURS

POSTGRES = os.environ.get("GPSZONE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASES = ("sqlite", "postgres")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many workers ``-n auto`` starts: none for single files, else two a processor.

    Tests wait about as long as they compute.
    """
    if all(Path(arg.partition("::")[0]).is_file() for arg in config.args):
        return 0
    return min(2 * (os.cpu_count() or 1), BESIDE_THE_BROWSER)


def pytest_configure() -> None:
    keep_keys()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out_long_ones(config, items, postgres=POSTGRES)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Leave what every test has, 800,000 objects, out of each collection of garbage.

    To go through them takes half a second. It would happen again and again while they are made,
    and every dozen tests later.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


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


@pytest.fixture(scope="session")
def templates() -> Iterator[Templates]:
    """Migrate both databases, unless an earlier run or another worker has."""
    key = digest()
    sqlite = on_sqlite(key)
    with ExitStack() as stack:
        try:
            name = stack.enter_context(on_postgres(POSTGRES, key))
        except (OSError, TimeoutError, asyncpg.PostgresError) as fault:
            why_not = f"no PostgreSQL at {POSTGRES}: {fault}"
            if os.environ.get("CI"):
                pytest.fail(why_not)
            yield Templates(sqlite, None, why_not)
            return
        yield Templates(sqlite, stack.enter_context(Copies.of(POSTGRES, name)))


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
    templates.postgres.give_back(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """Open a fresh database."""
    async with opened(database_url):
        yield database_url


@pytest.fixture(scope="session")
def rehearsed(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Play the scenarios that are remembered on each kind of database."""
    state = tmp_path_factory.mktemp("rehearsed")
    copy = shutil.copy(templates.sqlite, state / "rehearsed.sqlite3")
    SCENES["sqlite"] = carry_out(played(f"sqlite://{copy}", state=state / "sqlite"))
    if templates.postgres is not None:
        name = carry_out(templates.postgres.take())
        SCENES["postgres"] = carry_out(played(f"{POSTGRES}/{name}", state=state / "postgres"))
        templates.postgres.give_back(name)
    yield
    SCENES.clear()


@pytest.fixture
async def portal(rehearsed: None, database: str, tmp_path: Path) -> AsyncIterator[TestPortal]:
    """Yield the portal over a fresh database, at a fixed time."""
    SCENES[database.partition(":")[0]].give_keys(tmp_path)
    async with TestPortal.over(database, state=tmp_path) as portal:
        yield portal


@pytest.fixture(autouse=True)
def log_is_put_back() -> Iterator[None]:
    """Undo what commands do to the logging of their process, or later tests would log nothing."""
    loggers = [logging.getLogger(name) for name in ("", *OURS)]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture(autouse=True)
def nothing_is_put_off() -> Iterator[None]:
    """Fail a test in which a job put an item off that the test did not take (`taken_put_off`).

    Jobs go on where an item fails unforeseen, so the failure would be seen in the log alone.
    """
    forget_all()
    forget_looks()
    yield
    unforeseen = put_off(at=datetime.min.replace(tzinfo=UTC))
    forget_all()
    forget_looks()
    assert unforeseen == {}


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
