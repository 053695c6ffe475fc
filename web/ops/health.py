"""Health: whether requests can be served, and what is not as it should be, by name."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from models.core.rules import (
    AUTHORITY_EXPIRY_WARNED,
    CLOCK_DRIFT_WARNED,
    DAY,
    OUTBOX_WAIT_WARNED,
)
from models.pki.path.pins import CardKind
from models.pki.path.trust import Issuer
from resolvers.health.measure import Measures, measure
from schema.context import Services

log = logging.getLogger(__name__)

MEASURE_SECONDS = 3.0
# The journal is read every second; a reader that has not for so long has stopped.
TAIL_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """Say what keeps requests from being served, and what merely is not as it should be."""

    wrong: tuple[str, ...]
    degraded: Mapping[str, object]

    @property
    def status(self) -> str:
        """Say it in one word."""
        return "unready" if self.wrong else "degraded" if self.degraded else "ok"


class Health:
    """Measure a process's service, at most once in a while; failing to measure is a result too."""

    def __init__(self, services: Services, *, kept_seconds: float = 5.0) -> None:
        """Take what is measured, and how long a measurement counts."""
        self._services = services
        self._kept_seconds = kept_seconds
        self._measured: Measures | None = None
        self._measured_at: float | None = None
        self._alone = asyncio.Lock()

    async def measures(self) -> Measures | None:
        """Give the measures; None when the database does not give them in time."""
        async with self._alone:
            now = asyncio.get_running_loop().time()
            if self._measured_at is None or now - self._measured_at > self._kept_seconds:
                self._measured = await self._measure()
                self._measured_at = asyncio.get_running_loop().time()
        return self._measured

    async def readiness(self) -> Readiness:
        """Judge whether a web process can serve."""
        measures = await self.measures()
        wrong = []
        if measures is None:
            wrong.append("database")
        elif measures.missing_migrations:
            wrong.append("migrations")
        if not self.issuers():
            wrong.append("issuers")
        silent = self._services.tail.silent_for
        if silent is None or silent > TAIL_SECONDS:
            wrong.append("journal")
        return Readiness(wrong=tuple(wrong), degraded=self._degraded(measures))

    def issuers(self) -> list[Issuer]:
        """List the issuers of citizens' cards that are believed and have not expired."""
        at = self._services.clock()
        believed = self._services.trust.store.issuers.values()
        return [one for one in believed if one.kind is CardKind.CITIZEN and one.not_after > at]

    def days_left(self) -> dict[str, float]:
        """Give the days until each believed issuer, or a CA above it, expires."""
        at = self._services.clock()
        return {
            issuer.name: (issuer.not_after - at) / DAY
            for issuer in self._services.trust.store.issuers.values()
        }

    async def _measure(self) -> Measures | None:
        try:
            async with asyncio.timeout(MEASURE_SECONDS):
                return await measure(now=self._services.clock())
        except Exception as trouble:  # Whatever it was, the database did not answer.
            log.warning("the database cannot be measured: %s", type(trouble).__name__)
            return None

    def _degraded(self, measures: Measures | None) -> dict[str, object]:
        """List what people may come to feel before long."""
        soon = AUTHORITY_EXPIRY_WARNED / DAY
        ending = {name: round(days, 1) for name, days in self.days_left().items() if days < soon}
        found: dict[str, object] = {"authorities_days": ending} if ending else {}
        if self._services.limiter.counters.away:
            found["limits"] = "counted in this process alone"
        if measures is None:
            return found
        if lists := self._overdue(measures):
            found["lists_seconds"] = lists
        if measures.outbox.oldest > OUTBOX_WAIT_WARNED:
            found["outbox_seconds"] = round(measures.outbox.oldest.total_seconds())
        if measures.drift is not None and abs(measures.drift) > CLOCK_DRIFT_WARNED:
            found["clock_seconds"] = round(measures.drift.total_seconds())
        return found

    def _overdue(self, measures: Measures) -> dict[str, int | None]:
        """Give the age of each list whose time is over; None where there is no list."""
        ages: dict[str, int | None] = {}
        for issuer in self.issuers():
            age = measures.lists.get(issuer.key_id)
            if age is None or age.overdue:
                ages[issuer.name] = round(age.made.total_seconds()) if age else None
        return ages
