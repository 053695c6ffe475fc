"""When to try again what could not be done now."""

from collections.abc import Callable
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# What only a person can mend is tried again at a walk.
FIRST_SLOW_WAIT = timedelta(minutes=5)

# 2 ** 30 times any wait is beyond every cap, and still no overflow.
_MOST_DOUBLINGS = 30


def next_try(
    *,
    attempts: int,
    now: datetime,
    random: Callable[[], float],
    first: timedelta = FIRST_WAIT,
    longest: timedelta = LONGEST_WAIT,
) -> datetime:
    """Give the time of the next try: each wait doubles, up to a cap, and half of it is chance.

    ``attempts`` counts the tries made so far, at least 1; ``random`` gives a number in [0, 1).

    :raises ValueError: when no try has been made yet
    """
    if attempts < 1:
        raise ValueError("a next try follows a first")
    doublings = min(attempts - 1, _MOST_DOUBLINGS)
    wait = min(first.total_seconds() * 2**doublings, longest.total_seconds())
    return now + timedelta(seconds=wait * (0.5 + random() / 2))
