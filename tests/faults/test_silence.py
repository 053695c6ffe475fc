"""Tests of a running service whose database falls silent: it answers, says so, and ends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.support.nodes.stalling import Stalling
from tests.support.people.people import form
from tests.support.run.nightly import nightly
from tests.support.servers.process import Demo, until

APPLY = "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }"
# A statement's deadline, the wait for a connection, and giving it back; with some for a busy
# machine. It was 207 seconds and more.
ENOUGH = 40.0
SOON = 10.0

pytestmark = [nightly, pytest.mark.parametrize("database_url", ["postgres"], indirect=True)]


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Stalling]:
    parts = urlsplit(database_url)
    async with Stalling(parts.hostname or "", parts.port or 5432).running() as proxy:
        yield proxy


@pytest.fixture
async def demo(proxy: Stalling, database_url: str, tmp_path: Path) -> AsyncIterator[Demo]:
    parts = urlsplit(database_url)
    behind = f"postgres://{parts.username}@127.0.0.1:{proxy.port}{parts.path}"
    demo = Demo(tmp_path, behind)
    await demo.start()
    yield demo
    proxy.resume()
    demo.kill()


async def apply(browser: httpx.AsyncClient) -> int:
    typed = {**form(), "requestKey": str(uuid4())}
    answer = await browser.post("/graphql", json={"query": APPLY, "variables": {"i": typed}})
    return answer.status_code


async def test_a_silent_database_hangs_neither_requests_nor_readiness(
    demo: Demo, proxy: Stalling
) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=demo.origin, headers=headers, timeout=120) as browser:
        assert await apply(browser) == 200
        proxy.stall()
        began = monotonic()
        asked = [asyncio.create_task(apply(browser)) for _ in range(24)]
        waits: list[float] = []

        async def unready() -> bool:
            looked = monotonic()
            answer = await browser.get("/readyz")
            waits.append(monotonic() - looked)
            return answer.status_code == 503 and "database" in answer.json()["wrong"]

        # What was measured counts for five seconds.
        await until(unready, within=SOON)
        statuses = await asyncio.gather(*asked)
        took = monotonic() - began
        proxy.resume()

        async def served() -> bool:
            return await apply(browser) == 200

        await until(served, within=ENOUGH)

    assert set(statuses) == {503}
    assert took < ENOUGH
    assert max(waits) < SOON
    # One line a second, and no traceback for each.
    away = [line for line in demo.said.splitlines() if "the database is unavailable" in line]
    assert 0 < len(away) <= took + 15
    assert "Traceback" not in demo.said


async def test_a_service_ends_though_its_database_is_silent(demo: Demo, proxy: Stalling) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=demo.origin, headers=headers, timeout=120) as browser:
        proxy.stall()
        asked = [asyncio.create_task(apply(browser)) for _ in range(3)]
        await asyncio.sleep(1)

        code = await demo.interrupt(within=ENOUGH)
        await asyncio.gather(*asked, return_exceptions=True)

    assert code is not None
