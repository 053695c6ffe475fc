"""The migrated databases from which tests get copies: made once for each state of the records.

Migrating takes seconds, so the result is kept between workers and runs, under a name that contains
a digest of everything that it depends on.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import asyncpg

from models.database.migrate import migrate
from tests.support.copies import Copies
from tests.support.paths import ROOT
from tests.support.run.in_thread import carry_out

_PREFIX = "gpszone_template_"
# The digest to use, for a run on changed code that leaves the records as they are.
_GIVEN = os.environ.get("GPSZONE_TEST_TEMPLATE")


@dataclass(frozen=True)
class Templates:
    """The migrated databases that every test gets a copy of."""

    sqlite: Path
    postgres: Copies | None
    why_not: str = ""


def digest() -> str:
    """Return a digest of the records, the migrations and the ORM's version."""
    if _GIVEN:
        return _GIVEN
    content = hashlib.sha256(version("tortoise-orm").encode())
    for file in sorted((ROOT / "models").rglob("*.py")):
        content.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return content.hexdigest()[:16]


@contextmanager
def _alone(name: str) -> Iterator[Path]:
    """Lock out other processes, and yield the folder of the templates."""
    folder = Path(tempfile.gettempdir()) / f"gpszone-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / f"{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def on_sqlite(key: str, *, upto: str | None = None) -> Path:
    """Return the migrated SQLite database, which is made if there is none.

    ``upto`` names its last migration, if it is one of an earlier version.
    """
    with _alone("sqlite") as folder:
        done = folder / f"{_named(key, upto)}.sqlite3"
        if not done.exists():
            new = folder / f"{key}.{uuid4().hex[:8]}.sqlite3"
            carry_out(migrate(f"sqlite://{new}", upto=upto))
            new.rename(done)
            _forget_old(folder)
    return done


def _named(key: str, upto: str | None) -> str:
    return key if upto is None else f"{key}_{upto.partition('_')[0]}"


def _forget_old(folder: Path) -> None:
    before = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    for file in folder.glob("*.sqlite3*"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


@contextmanager
def on_postgres(server: str, key: str, *, upto: str | None = None) -> Iterator[str]:
    """Yield the name of a migrated database for this process, a copy of the shared one.

    ``upto`` names its last migration, if it is one of an earlier version.

    :raises OSError, TimeoutError, asyncpg.PostgresError: when there is no server.
    """
    mine = f"gpszone_test_{uuid4().hex[:12]}"
    with _alone("postgres"):
        shared = carry_out(_shared(server, key, upto))
        carry_out(_tell(server, f'CREATE DATABASE "{mine}" TEMPLATE "{shared}"'))
    yield mine
    carry_out(_tell(server, f'DROP DATABASE "{mine}" WITH (FORCE)'))


async def _shared(server: str, key: str, upto: str | None) -> str:
    connection = await asyncpg.connect(f"{server}/postgres", timeout=30)
    try:
        query = "SELECT datname FROM pg_database WHERE datname LIKE $1"
        known = [row["datname"] for row in await connection.fetch(query, f"{_PREFIX}%")]
        for name in known:
            if name.endswith(_named(key, upto)):
                return str(name)
        today = datetime.now(UTC)
        # The name says the day, so that a later run can drop what nobody uses any longer.
        for name in known:
            if name.removeprefix(_PREFIX)[:8] < f"{today - timedelta(days=1):%Y%m%d}":
                await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        new = f"gpszone_test_{uuid4().hex[:12]}"
        await connection.execute(f'CREATE DATABASE "{new}"')
        await migrate(f"{server}/{new}", upto=upto)
        done = f"{_PREFIX}{today:%Y%m%d}_{_named(key, upto)}"
        await connection.execute(f'ALTER DATABASE "{new}" RENAME TO "{done}"')
        return done
    finally:
        await connection.close()


async def _tell(server: str, statement: str) -> None:
    connection = await asyncpg.connect(f"{server}/postgres", timeout=30)
    try:
        await connection.execute(statement, timeout=60)
    finally:
        await connection.close()
