"""The time by which duties decide: the database's, and only while all clocks agree."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from models.core.rules import CLOCK_DRIFT_WARNED
from resolvers.health.measure import clock_drift
from web.processes.worker import always

log = logging.getLogger(__name__)

# Verifies the CA certificates again, also while the database is away.
OFFLINE = "trust"
# What these jobs do is right whatever the time is.
TIMELESS = frozenset({"mail", "sign-in links", "logout", "lists", OFFLINE})
# How long a comparison of the clocks counts.
COMPARED_SECONDS = 5.0
# How often a difference is logged while it lasts.
LOGGED_SECONDS = 60.0


def since_boot() -> float:
    """Return seconds that no change of the clock touches, and that go on during suspension."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class DutyClock:
    """A clock for what expires, erases or rejects by itself.

    Its time is the database's, which all workers share, gone on by a clock that nobody sets: leases
    that one worker writes are read by another. Where the database has no clock of its own, the
    machine's must not have jumped since the process started.
    """

    def __init__(
        self, clock: Callable[[], datetime], *, steady: Callable[[], float] = since_boot
    ) -> None:
        self._clock = clock
        self._steady = steady
        self._started = clock(), steady()
        # The database's time, and when it was heard.
        self._heard: tuple[datetime, float] | None = None
        self._differs: timedelta | None = None
        self._compared: float | None = None
        self._logged: float | None = None

    def __call__(self) -> datetime:
        """Return the time of the last look, gone on since; `agrees` or `is_known` looks."""
        if self._heard is None:
            return self._clock()
        at, then = self._heard
        return at + timedelta(seconds=self._steady() - then)

    async def is_known(self) -> bool:
        """Return True once the time is known, for what is done though the clocks disagree."""
        now = self._steady()
        if self._compared is None or now - self._compared >= COMPARED_SECONDS:
            await self._compare()
            self._compared = self._steady()
        return True

    async def agrees(self) -> bool:
        """Return whether the clocks agree; while they do not, no duty may run."""
        now = self._steady()
        await self.is_known()
        if self._differs is None:
            return True
        if self._logged is None or now - self._logged >= LOGGED_SECONDS:
            self._logged = now
            log.critical(
                "the clocks differ by %.0f seconds: nothing expires, is erased or rejected until"
                " they agree",
                self._differs.total_seconds(),
            )
        return False

    async def _compare(self) -> None:
        now = self._clock()
        ahead = await clock_drift(now=now)
        # An answer that is late makes this clock slow, and no lease of another's end early.
        self._heard = None if ahead is None else (now + ahead, self._steady())
        difference = self._jump() if ahead is None else ahead
        self._differs = difference if abs(difference) > CLOCK_DRIFT_WARNED else None

    def _jump(self) -> timedelta:
        """Return how far the clock has moved beyond the time that has passed since the start."""
        clock, steady = self._started
        return (self._clock() - clock) - timedelta(seconds=self._steady() - steady)


def condition_of(job: str, duty: DutyClock) -> Callable[[], Awaitable[bool]]:
    """Return what a job of a name waits for before it runs."""
    if job == OFFLINE:
        return always
    return duty.is_known if job in TIMELESS else duty.agrees
