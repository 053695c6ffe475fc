"""Tests of back-off: growth, cap and jitter."""

from datetime import UTC, datetime, timedelta

import pytest

from models.core.backoff import LONGEST_WAIT, next_try

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_each_wait_is_twice_the_one_before() -> None:
    waits = [next_try(attempts=n, now=NOON, random=lambda: 0.0) - NOON for n in (1, 2, 3)]

    assert waits == [timedelta(seconds=2.5), timedelta(seconds=5), timedelta(seconds=10)]


@pytest.mark.parametrize("attempts", [20, 1_000, 10**9])
def test_a_wait_never_passes_the_cap(attempts: int) -> None:
    due = next_try(attempts=attempts, now=NOON, random=lambda: 0.999)

    assert timedelta() < due - NOON <= LONGEST_WAIT


def test_chance_spreads_the_second_half_of_a_wait() -> None:
    early = next_try(attempts=1, now=NOON, random=lambda: 0.0)
    late = next_try(attempts=1, now=NOON, random=lambda: 0.5)

    assert late - early == timedelta(seconds=1.25)


def test_a_caller_may_wait_longer_where_only_a_person_can_mend_it() -> None:
    due = next_try(
        attempts=1,
        now=NOON,
        random=lambda: 0.0,
        first=timedelta(minutes=10),
        longest=timedelta(hours=6),
    )

    assert due == NOON + timedelta(minutes=5)


def test_no_next_try_before_a_first() -> None:
    with pytest.raises(ValueError, match="first"):
        next_try(attempts=0, now=NOON, random=lambda: 0.0)
