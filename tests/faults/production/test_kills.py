"""Tests of processes that are killed under load: nothing is lost, doubled, hung or untrue."""

import asyncio
import random

import pytest

from models.core.rules import LEASE_LIFE
from tests.support.production.checker import check
from tests.support.production.faults import kill_backend, kills
from tests.support.production.load import Load
from tests.support.production.production import Production
from tests.support.production.rounds import judged, require_clean
from tests.support.run.nightly import nightly

# What a kill costs at most: a lease of thirty seconds, and a turn of the worker that takes over.
LETTERS_P99_SECONDS = 45.0
BURST = 60

pytestmark = pytest.mark.timeout(900)


async def test_a_node_and_a_backend_of_postgresql_are_killed(shape: Production) -> None:
    # The round that runs for every change: nobody waits for a lease.
    async def one_of_each(shape: Production) -> None:
        shape.webs[0].kill()
        shape.webs[0].start()
        await kill_backend(shape, random.Random(1))  # noqa: S311  # Draws a victim; nothing secret.

    await judged("a short round of kills", shape, one_of_each, seats=4, around=0.5)


@nightly
@pytest.mark.parametrize("seed", range(1, 7))
async def test_whatever_is_killed_nothing_is_lost_or_done_twice(
    seed: int, shape: Production
) -> None:
    verdict = await judged(f"kills, seed {seed}", shape, kills(seed, times=8))

    assert verdict.letters_p99 < LETTERS_P99_SECONDS


@nightly
async def test_a_worker_that_dies_while_it_sends_delays_no_letter_by_more_than_its_lease(
    shape: Production,
) -> None:
    shape.delay_mail(2)
    load = Load(shape, seats=24)
    try:
        async with load.running():
            for worker in shape.workers:
                # In the middle of what it sends: the mail server takes two seconds a letter.
                await asyncio.sleep(8)
                worker.kill()
                await asyncio.sleep(1)
                worker.start()
                # Until what it had leased was taken over.
                await asyncio.sleep(LEASE_LIFE.total_seconds())
    finally:
        shape.delay_mail(0)
    verdict = await check(load)

    require_clean("workers killed while they send", verdict)
    assert verdict.letters >= BURST
    assert verdict.letters_p99 < LETTERS_P99_SECONDS
