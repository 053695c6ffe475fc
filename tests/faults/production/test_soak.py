"""A soak: twenty minutes of persons; nothing grows, nothing is lost.

``GPSZONE_SOAK_SECONDS`` says how long it lasts.
"""

import asyncio
import os
from time import monotonic

import pytest

from tests.support.production.checker import check
from tests.support.production.load import Load
from tests.support.production.production import Production
from tests.support.production.rounds import require_clean
from tests.support.production.sampling import Samples
from tests.support.run.nightly import nightly

# Read here: within a test no variable of the machine is left.
SECONDS = float(os.environ.get("GPSZONE_SOAK_SECONDS", "1200"))
SAMPLED_SECONDS = 5.0
SEATS = 6
# From the second quarter of the time to the last, by so much a process may grow.
MORE_MEMORY, MORE_MEBIBYTES = 1.05, 8.0
MORE_FILES = 12
# Five of a pool, one that listens and one that looks, of two nodes and two workers; and ours.
MOST_CONNECTIONS = 4 * 7 + 1

pytestmark = [nightly, pytest.mark.timeout(SECONDS + 900)]


async def test_nothing_grows_and_nothing_is_lost_in_a_long_time(shape: Production) -> None:
    load, samples = Load(shape, seats=SEATS), Samples()
    async with load.running():
        ends = monotonic() + SECONDS
        while monotonic() < ends:
            await samples.take(shape)
            await asyncio.sleep(SAMPLED_SECONDS)
    verdict = await check(load)
    slopes = samples.slopes()
    for name, (early, late) in slopes.items():
        verdict.measured[name] = f"{early:.0f} to {late:.0f}"

    require_clean(f"a soak of {SECONDS:g} s", verdict)
    assert slopes
    grown = [
        f"{name}: {early:.1f} to {late:.1f}"
        for name, (early, late) in slopes.items()
        if (name.endswith("MiB") and late > early * MORE_MEMORY + MORE_MEBIBYTES)
        or (name.endswith("files") and late > early + MORE_FILES)
    ]
    assert not grown, grown
    assert samples.most("connections") <= MOST_CONNECTIONS
