"""Health: whether requests can be served, and what is degraded, by name."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from models.core.rules import (
    AUTHORITY_EXPIRY_WARNED,
    CLOCK_DRIFT_WARNED,
    DAY,
    LOGOUT_WAIT_WARNED,
    OUTBOX_WAIT_WARNED,
)
from models.pki.path.pins import CardKind
from models.pki.path.trust import Issuer
from resolvers.health.measure import Measures, measure
from schema.context import Services

log = logging.getLogger(__name__)

MEASURE_SECONDS = 3.0
# The journal is read every second; a reader that is silent for longer has stopped.
JOURNAL_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What prevents requests from being served, and what is degraded."""

    wrong: tuple[str, ...]
    degraded: Mapping[str, object]

    @property
    def status(self) -> str:
        return "unready" if self.wrong else "degraded" if self.degraded else "ok"


class Health:
    """The health of a process, measured at most every ``kept_seconds``, failures included."""

    def __init__(self, services: Services, *, kept_seconds: float = 5.0) -> None:
        self._services = services
        self._kept_seconds = kept_seconds
        self._measured: Measures | None = None
        self._measured_at: float | None = None
        self._lock = asyncio.Lock()

    async def measures(self) -> Measures | None:
        """Return the measures; None when the database does not answer in time."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._measured_at is None or now - self._measured_at > self._kept_seconds:
                self._measured = await self._measure()
                self._measured_at = asyncio.get_running_loop().time()
        return self._measured

    async def readiness(self) -> Readiness:
        """Return whether a web process can serve requests, and what is wrong."""
        measures = await self.measures()
        wrong = []
        if measures is None:
            wrong.append("database")
        elif measures.missing_migrations:
            wrong.append("migrations")
        if not self.issuers():
            wrong.append("issuers")
        silent = self._services.journal.silent_for
        if silent is None or silent > JOURNAL_SECONDS:
            wrong.append("journal")
        return Readiness(wrong=tuple(wrong), degraded=self._degraded(measures))

    def issuers(self) -> list[Issuer]:
        """Return the trusted issuers of citizens' cards that have not expired."""
        at = self._services.clock()
        issuers = self._services.trust.store.issuers.values()
        return [
            issuer
            for issuer in issuers
            if issuer.kind is CardKind.CITIZEN and issuer.not_after > at
        ]

    def days_left(self) -> dict[str, float]:
        """Return the days until each trusted issuer, or a CA above it, expires, by name."""
        at = self._services.clock()
        return {
            issuer.name: (issuer.not_after - at) / DAY
            for issuer in self._services.trust.store.issuers.values()
        }

    async def _measure(self) -> Measures | None:
        try:
            async with asyncio.timeout(MEASURE_SECONDS):
                return await measure(now=self._services.clock())
        except Exception as fault:  # Whatever it is, the database did not answer.
            log.warning("the database cannot be measured: %s", type(fault).__name__)
            return None

    def _degraded(self, measures: Measures | None) -> dict[str, object]:
        soon = AUTHORITY_EXPIRY_WARNED / DAY
        ending = {name: round(days, 1) for name, days in self.days_left().items() if days < soon}
        degraded: dict[str, object] = {"authorities_days": ending} if ending else {}
        if self._services.limiter.counters.away:
            degraded["limits"] = "counted in this process alone"
        if measures is None:
            return degraded
        if lists := self._overdue(measures):
            degraded["lists_seconds"] = lists
        if measures.outbox.oldest > OUTBOX_WAIT_WARNED:
            degraded["outbox_seconds"] = round(measures.outbox.oldest.total_seconds())
        if measures.untold.oldest > LOGOUT_WAIT_WARNED:
            degraded["logouts_seconds"] = round(measures.untold.oldest.total_seconds())
        for name, counts in (("failing", measures.failing), ("given_up", measures.given_up)):
            if faults := {kind: count for kind, count in counts.items() if count}:
                degraded[name] = faults
        if measures.drift is not None and abs(measures.drift) > CLOCK_DRIFT_WARNED:
            degraded["clock_seconds"] = round(measures.drift.total_seconds())
        return degraded

    def _overdue(self, measures: Measures) -> dict[str, int | None]:
        """Return the age in seconds of each overdue list; None where there is no list."""
        ages: dict[str, int | None] = {}
        for issuer in self.issuers():
            age = measures.lists.get(issuer.key_id)
            if age is None or age.overdue:
                ages[issuer.name] = round(age.made.total_seconds()) if age else None
        return ages
