"""Exponential back-off with jitter."""

from collections.abc import Callable
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# Problems that only a person can fix are retried more slowly.
FIRST_SLOW_WAIT = timedelta(minutes=5)

# 2 ** 30 times any wait exceeds every maximum, and does not overflow.
_MOST_DOUBLINGS = 30


def next_try(
    *,
    attempts: int,
    now: datetime,
    random: Callable[[], float],
    first: timedelta = FIRST_WAIT,
    longest: timedelta = LONGEST_WAIT,
) -> datetime:
    """Return the time of the next attempt.

    Waits double up to a maximum, and half of each is random. ``attempts`` counts the attempts made
    so far, at least 1; ``random`` returns a number in [0, 1).

    :raises ValueError: when no attempt has been made yet
    """
    if attempts < 1:
        raise ValueError("a next try follows a first")
    wait = wait_after(attempts, first=first, longest=longest)
    return now + wait * (0.5 + random() / 2)


def wait_after(
    attempts: int, *, first: timedelta = FIRST_WAIT, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """Return the longest wait after this number of attempts (at least 1), doubled each time."""
    doublings = min(attempts - 1, _MOST_DOUBLINGS)
    return timedelta(seconds=min(first.total_seconds() * 2**doublings, longest.total_seconds()))
