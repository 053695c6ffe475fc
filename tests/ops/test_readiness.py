"""Tests of readiness: it says exactly whether this node can serve, and what is away."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from models.core.errors import CouldNotFindOut
from models.database import probe
from models.database.probe import Probe, check_writable
from models.database.transaction import client, on_postgres, tx
from models.database.unavailable import DatabaseUnavailable
from models.journal.event import Journal
from models.outside.smtp import MailboxTransport, MailDeferred
from models.registry.entry import ImportedRegistry, RegistryEmpty
from models.settings.operations import OperationSettings
from tests.support.paths import ROOT
from tests.support.portal import TestPortal
from tests.support.servers.process import free_port, until
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.ops import health as health_module
from web.ops.health import Health
from web.processes.serve import portal_of, serve

SERVICE = {"query": "{ service { name } }"}


async def readiness(portal: TestPortal, health: Health | None = None) -> dict[str, Any]:
    """Return what `/readyz` says, measured now."""
    await until(lambda: portal.services.journal.silent_for is not None)
    look = health or Health(portal.services, kept_seconds=0)
    portal.app = make_app(Portal(services=portal.services, streams=Streams(), health=look))
    async with portal.browser() as browser:
        answer = await browser.get("/readyz")
    said: dict[str, Any] = answer.json()
    assert answer.status_code == (503 if said["wrong"] else 200)
    return said


async def test_what_readiness_writes_does_not_stay(database: str) -> None:
    for _ in range(3):
        await check_writable(database)

    assert await Probe.all().count() == 0


async def test_readiness_asks_on_a_connection_of_its_own(
    portal: TestPortal,
) -> None:
    if not on_postgres():
        return
    # Every connection of the pool is in use.
    async with _all_taken():
        said = await readiness(portal)

    assert said["wrong"] == []
    assert said["degraded"]["measures"] == "not in time"


@asynccontextmanager
async def _all_taken() -> AsyncIterator[None]:
    pool: Any = client()
    taken = [await pool.take() for _ in range(5)]
    yield
    for connection in taken:
        await pool.give_back(connection)


async def test_a_read_only_database_is_not_ready(
    portal: TestPortal, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another writer for a while is no outage where requests still commit.
    monkeypatch.setattr(health_module, "COMMITTED_SECONDS", 0.0)
    if on_postgres():
        name = database.rpartition("/")[2]
        await client().execute_query(
            f"ALTER DATABASE {name} SET default_transaction_read_only = on"
        )
        said = await readiness(portal)
    else:
        # For root no file is read-only, so another process has it for itself.
        with closing(sqlite3.connect(database.removeprefix("sqlite://"))) as other:
            other.execute("BEGIN IMMEDIATE")
            said = await readiness(portal)

    assert said["wrong"] == ["database"]
    expected = "read-only" if on_postgres() else "locked"
    assert expected in said["why"]["database"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 3 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_noticed(database: str, small_disk: Path) -> None:
    path = small_disk / "full.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    await check_writable(f"sqlite://{path}")
    _fill(small_disk)

    with pytest.raises(DatabaseUnavailable, match=r"full|I/O"):
        await check_writable(f"sqlite://{path}")


def _fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


async def _late(_: str) -> None:
    await asyncio.Event().wait()


async def test_a_late_probe_beside_requests_that_commit_is_no_outage(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "MEASURE_SECONDS", 0.2)
    monkeypatch.setattr(health_module, "check_writable", _late)
    async with tx():
        await Journal.get(id=1)
    served = await readiness(portal)
    monkeypatch.setattr(health_module, "COMMITTED_SECONDS", 0.0)
    silent = await readiness(portal)

    assert served["wrong"] == []
    assert silent["wrong"] == ["database"]


async def test_a_refused_probe_is_an_outage_whatever_was_committed(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: str) -> None:
        raise DatabaseUnavailable(ConnectionRefusedError(111, "refused"))

    monkeypatch.setattr(health_module, "check_writable", refused)
    async with tx():
        await Journal.get(id=1)
    said = await readiness(portal)

    assert said["wrong"] == ["database"]
    assert said["why"] == {"database": "the database cannot be reached: Connection refused"}


async def test_an_answer_is_kept_and_then_looked_at_anew(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: str) -> None:
        raise DatabaseUnavailable(ConnectionRefusedError(111, "refused"))

    health = Health(portal.services, kept_seconds=3600)
    before = await readiness(portal, health)
    monkeypatch.setattr(health_module, "check_writable", refused)
    kept = await readiness(portal, health)
    health._last_at -= 3601
    anew = await readiness(portal, health)

    assert (before["wrong"], kept["wrong"], anew["wrong"]) == ([], [], ["database"])


def test_the_page_says_how_soon_a_database_that_is_away_shows() -> None:
    page = (ROOT / "docs/operate/health-and-limits.md").read_text(encoding="utf-8")

    soon = health_module.KEPT_SECONDS + health_module.MEASURE_SECONDS
    latest = soon + health_module.COMMITTED_SECONDS
    said = " ".join(page.split())

    assert f"looked at every {health_module.KEPT_SECONDS:g} seconds at most" in said
    assert f"shows within {soon:g} seconds, and at the latest within {latest:g}" in said


async def test_what_is_away_outside_is_named_and_does_not_make_it_unready(
    portal: TestPortal,
) -> None:
    async def away() -> None:
        raise CouldNotFindOut

    async def broken() -> None:
        raise ValueError("in a new way")

    async def there() -> None:
        pass

    sources = {"registry": away, "mail": broken, "other": there}
    health = Health(portal.services, sources=sources, kept_seconds=0)
    watching = asyncio.create_task(health.watch_sources())
    await until(lambda: health._away)
    said = await readiness(portal, health)
    watching.cancel()

    assert said["wrong"] == []
    named = {name: said["degraded"].get(name) for name in sources}
    assert named == {"registry": "COULD_NOT_FIND_OUT", "mail": "ValueError", "other": None}


async def test_a_silent_source_is_not_waited_for(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(health_module, "SOURCE_SECONDS", 0.05)
    health = Health(portal.services, sources={"mail": silent}, kept_seconds=0)
    watching = asyncio.create_task(health.watch_sources())
    await until(lambda: health._away)
    watching.cancel()

    assert health._away == {"mail": "TimeoutError"}


async def test_every_process_looks_for_registry_and_mail(portal: TestPortal) -> None:
    whole = portal_of(portal.services, metrics_at=None)

    assert whole.health is not None
    assert set(whole.health._sources) == {"registry", "mail"}
    assert "sources" in {task.name for task in whole.background}


async def test_a_registry_of_which_nothing_was_imported_is_away(database: str) -> None:
    with pytest.raises(RegistryEmpty):
        await ImportedRegistry().reach()


async def test_a_folder_for_mail_that_cannot_be_written_to_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    await MailboxTransport(directory=tmp_path / "mail").reach()
    with pytest.raises(MailDeferred):
        await MailboxTransport(directory=tmp_path / "file").reach()


async def test_a_process_that_is_told_to_stop_says_so_and_serves_on(portal: TestPortal) -> None:
    settings = replace(portal.settings, operation=OperationSettings(drain_seconds=2))
    services = replace(portal.services, settings=settings)
    port = free_port()
    whole = portal_of(services, metrics_at=None)
    running = asyncio.create_task(serve(whole, host="127.0.0.1", port=port, proxies=None))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as browser:

        async def ready() -> bool:
            try:
                return (await browser.get("/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready)
        os.kill(os.getpid(), signal.SIGTERM)
        told = monotonic()
        await until(lambda: whole.health is not None and whole.health.stopping)
        said = (await browser.get("/readyz")).json()
        served = await browser.post("/graphql", json=SERVICE)
    async with asyncio.timeout(30):
        await running

    assert said["wrong"][0] == "stopping"
    assert served.status_code == 200
    assert monotonic() - told >= 2


async def test_a_second_signal_ends_the_drain(portal: TestPortal) -> None:
    settings = replace(portal.settings, operation=OperationSettings(drain_seconds=300))
    whole = portal_of(replace(portal.services, settings=settings), metrics_at=None)
    running = asyncio.create_task(serve(whole, host="127.0.0.1", port=free_port(), proxies=None))
    # The handler is there when it listens.
    await until(lambda: whole.services.journal.silent_for is not None)
    await asyncio.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)
    await until(lambda: whole.health is not None and whole.health.stopping)
    await asyncio.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)

    async with asyncio.timeout(30):
        await running


def test_what_is_written_needs_pages_of_its_own() -> None:
    assert probe.FILLER_BYTES >= 8_192
