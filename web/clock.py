"""The only place of the service that reads the clock."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def epoch() -> float:
    """Return the seconds since 1970, for the counters of limits."""
    return time.time()
