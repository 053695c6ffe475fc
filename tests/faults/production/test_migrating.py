"""Tests of migrations, twice at once: beside nodes that serve, and beside some that cannot yet."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from models.database.migrate import migrate
from tests.support.production.processes.cluster import Cluster
from tests.support.production.production import Production, assembled
from tests.support.production.rounds import judged
from tests.support.run.nightly import nightly
from tests.support.servers.process import until
from web.ops.database_failures import NOT_MIGRATED

pytestmark = [nightly, pytest.mark.timeout(900)]

EARLIER = "0019_probe_the_database"


async def test_migrations_beside_serving_nodes_disturb_nobody(shape: Production) -> None:
    async def twice_at_once(shape: Production) -> None:
        for _ in range(3):
            await asyncio.gather(shape.command("migrate"), shape.command("migrate"))

    verdict = await judged("`migrate` twice at once, three times", shape, twice_at_once)

    assert (verdict.measured["503"], verdict.measured["broken"]) == ("0", "0")


async def test_nodes_that_cannot_serve_yet_do_once_two_migrations_have_run_at_once(
    prepared_data: Path, tmp_path: Path
) -> None:
    shape = assembled(tmp_path, Cluster(like=prepared_data))
    try:
        await shape.cluster.start()
        await shape.cluster.run("DROP DATABASE gpszone", database="postgres")
        await shape.cluster.run("CREATE DATABASE gpszone", database="postgres")
        await migrate(shape.cluster.url(), upto=EARLIER)
        for child in (*shape.outside, *shape.own):
            child.start()
        supervising = asyncio.create_task(shape.supervise())
        # Each says so, ends, and is started again by its supervisor.
        await until(lambda: all(NOT_MIGRATED in node.said for node in shape.own), within=90)
        await asyncio.gather(shape.command("migrate"), shape.command("migrate"))
        await shape.all_ready(within=90)
        server = await asyncpg.connect(shape.cluster.url(), timeout=10)
        try:
            names = await server.fetch("SELECT name FROM tortoise_migrations")
        finally:
            await server.close(timeout=5)
        await until(shape.has_list, within=60)
        supervising.cancel()
        await asyncio.gather(supervising, return_exceptions=True)

        async def nothing(shape: Production) -> None:
            """Only let persons act."""

        await judged("after nodes could not serve yet", shape, nothing)
    finally:
        await asyncio.to_thread(shape.end)

    assert len(names) == len({row["name"] for row in names})
