"""Tests of a worker whose clock is wrong: it goes on sending, ends nothing, and says so."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.support.production.newcomer import apply_once
from tests.support.production.processes.child import Child
from tests.support.production.production import Production
from tests.support.production.rounds import judged
from tests.support.run.nightly import nightly
from tests.support.servers.process import until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
AHEAD_SECONDS = {"+2d": 2 * 86_400, "+100d": 100 * 86_400, "+8y": 8 * 365 * 86_400}
# Twice the pause of what expires, and once that of what marks cards.
LONG_ENOUGH = 45.0
ENDED = """SELECT count(*) FROM event WHERE kind LIKE '%EXPIRED%' OR kind LIKE '%ERASED%'
  OR kind IN ('REJECTED', 'WITHDRAWN')"""
STANDING = {
    "drafts": "SELECT count(*) FROM application WHERE status = 'DRAFT'",
    "live cards": "SELECT count(*) FROM certificate WHERE status = 'LIVE'",
    "evidence": "SELECT count(*) FROM evidence",
    "applications": "SELECT count(*) FROM application WHERE status <> 'EXPIRED'",
    "sessions": "SELECT count(*) FROM session WHERE ended_at IS NULL",
}

pytestmark = [
    nightly,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not LIBRARIES or shutil.which("faketime") is None, reason="libfaketime is not installed"
    ),
]


@pytest.fixture(params=[*AHEAD_SECONDS, "-2d", "+40"])
def wrong(request: pytest.FixtureRequest, shape: Production) -> Iterator[tuple[str, Child]]:
    """Start the second worker again with a clock that is wrong by so much."""
    worker, right = shape.workers[1], shape.workers[1].environ
    worker.end()
    worker.environ = {**right, "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME": request.param}
    worker.start()
    yield request.param, worker
    worker.end()
    worker.environ = right
    worker.start()


async def counted(shape: Production, query: str) -> int:
    server = await asyncpg.connect(shape.cluster.url(), timeout=30)
    try:
        return int(await server.fetchval(query))
    finally:
        await server.close(timeout=5)


async def drift_seconds(shape: Production) -> float | None:
    """Return by how much the second worker's metrics say that the database's clock is ahead."""
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            address = f"http://127.0.0.1:{shape.metrics_ports[1]}/metrics"
            text = (await client.get(address)).text
    except httpx.TransportError:
        return None
    found = [line for line in text.splitlines() if line.startswith("gpszone_clock_drift_seconds ")]
    return float(found[0].split()[1]) if found else None


async def test_a_worker_with_a_wrong_clock_ends_nothing_and_doubles_no_letter(
    wrong: tuple[str, Child], shape: Production
) -> None:
    clock, worker = wrong
    # A draft, which has a day.
    assert (await apply_once(shape.origins[0])).status_code == 200
    ended = await counted(shape, ENDED)
    before = {name: await counted(shape, query) for name, query in STANDING.items()}
    logged = len(worker.said)

    async def both_work(shape: Production) -> None:
        async def known() -> bool:
            return await drift_seconds(shape) is not None

        await until(known, within=60)
        await asyncio.sleep(LONG_ENOUGH)

    # Letters take a second, so that leases are written by one worker and read by the other.
    shape.delay_mail(1)
    try:
        verdict = await judged(f"a worker's clock is {clock}", shape, both_work)
    finally:
        shape.delay_mail(0)
    drift = await drift_seconds(shape)

    assert before["drafts"] > 0
    assert await counted(shape, ENDED) == ended
    for name, query in STANDING.items():
        assert await counted(shape, query) >= before[name], name
    assert verdict.repeated == 0
    assert drift is not None
    said = worker.said[logged:]
    assert "was sent" in said, "the worker with the wrong clock did nothing"
    if clock == "+40":
        assert "the clocks differ" not in said
        assert -45 < drift < -35
    else:
        assert "the clocks differ by" in said
        assert abs(drift) > 86_400
