"""Tests of PostgreSQL that is restarted, or away for 45 seconds, under load."""

import signal

import pytest

from tests.support.production.faults import stopped
from tests.support.production.processes.cluster import FAST, IMMEDIATE
from tests.support.production.production import Production
from tests.support.production.rounds import judged
from tests.support.run.nightly import nightly

pytestmark = [nightly, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("number", "seconds"), [(FAST, 0), (IMMEDIATE, 0), (FAST, 45), (signal.SIGKILL, 5)]
)
async def test_while_the_database_is_away_nothing_is_lost_and_nothing_untrue_is_said(
    number: signal.Signals, seconds: float, shape: Production
) -> None:
    logged = len(shape.said)

    name = f"PostgreSQL gets {number.name}, away for {seconds:g} s"
    verdict = await judged(name, shape, stopped(number, seconds=seconds))

    assert "Traceback" not in shape.said[logged:]
    assert verdict.measured
