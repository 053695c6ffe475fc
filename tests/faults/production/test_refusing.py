"""Tests of a database that refuses to write: the nodes say so, and come back by themselves."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.support.production.faults import full_disk, read_only
from tests.support.production.newcomer import apply_once
from tests.support.production.processes.cluster import Cluster, NoRoom
from tests.support.production.production import Production, assembled
from tests.support.production.rounds import judged
from tests.support.run.in_thread import carry_out
from tests.support.run.nightly import nightly
from tests.support.servers.process import until

pytestmark = [nightly, pytest.mark.timeout(900)]

REFUSED_SECONDS = 25.0
# A look that is five seconds old, and the next one; on a full disk, what room is left.
NOTICED_SECONDS = 30.0
DISK_MEGABYTES = 160


@pytest.fixture(scope="module")
def on_small_disk(
    prepared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    """Run everything, with PostgreSQL on a small disk of its own."""
    try:
        cluster = Cluster(like=prepared_data, disk_megabytes=DISK_MEGABYTES)
    except NoRoom as why:
        pytest.skip(str(why))
    whole = assembled(tmp_path_factory.mktemp("small"), cluster)
    try:
        carry_out(whole.start())
        yield whole
    finally:
        whole.end()


async def refused(
    name: str,
    shape: Production,
    refusal: Callable[[Production], AbstractAsyncContextManager[None]],
) -> list[str]:
    """Carry out a round in which the database refuses; return what the nodes said of it."""
    said: list[str] = []

    async def fault(shape: Production) -> None:
        async def noticed() -> bool:
            found = [await shape.ready(origin) for origin in shape.origins]
            if any(one is None or one["code"] != 503 for one in found):
                return False
            said.extend(str(one) for one in found)
            return True

        async with refusal(shape):
            await until(noticed, within=NOTICED_SECONDS)
            # On a full disk there is room left in what is there already.
            for origin in shape.origins:
                await until(partial(refuses, origin), within=NOTICED_SECONDS)
            await asyncio.sleep(REFUSED_SECONDS)

    # The checker would name any other answer to the persons.
    await judged(name, shape, fault)
    return said


async def refuses(origin: str) -> bool:
    """Return whether somebody who has just come is refused as it should be."""
    answer = await apply_once(origin)
    assert answer.status_code in {200, 503}
    return answer.status_code == 503 and int(answer.headers["retry-after"]) > 0


async def test_a_read_only_database_is_said_and_is_over_by_itself(shape: Production) -> None:
    said = await refused("a read-only database", shape, read_only)

    assert all("the database is read-only" in one for one in said)


async def test_a_full_disk_is_said_and_is_over_by_itself(on_small_disk: Production) -> None:
    said = await refused("a full disk", on_small_disk, full_disk)

    assert all("'database'" in one for one in said)
