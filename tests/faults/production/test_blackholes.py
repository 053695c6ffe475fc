"""Tests of connections to PostgreSQL that fall silent under load, and are heard again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.nodes.stalling import Stalling
from tests.support.production.processes.cluster import Cluster
from tests.support.production.production import Production, assembled
from tests.support.production.rounds import judged
from tests.support.run.nightly import nightly

pytestmark = [nightly, pytest.mark.timeout(900)]


@pytest.fixture
async def behind(prepared_data: Path, tmp_path: Path) -> AsyncIterator[tuple[Production, Stalling]]:
    """Run everything, with a proxy before PostgreSQL that can fall silent."""
    cluster = Cluster(like=prepared_data)
    async with Stalling("127.0.0.1", cluster.port).running() as proxy:
        whole = assembled(tmp_path, cluster, port=proxy.port)
        try:
            await whole.start()
            yield whole, proxy
        finally:
            proxy.resume()
            await asyncio.to_thread(whole.end)


@pytest.mark.parametrize("cut", [False, True])
async def test_connections_that_fall_silent_lose_nothing(
    cut: bool, behind: tuple[Production, Stalling]
) -> None:
    shape, proxy = behind

    async def silence(shape: Production) -> None:
        proxy.stall()
        await asyncio.sleep(30)
        if cut:
            # What was held back is lost: of commits under way nobody knows what came of them.
            proxy.cut()
        proxy.resume()

    await judged(f"PostgreSQL is silent for 30 s{', then cut' if cut else ''}", shape, silence)
