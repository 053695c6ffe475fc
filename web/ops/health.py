"""Health: whether requests can be served, and what is degraded, by name.

A process that is about to stop is not ready. The database is written to, and rolled back, on a
connection of its own: what only reads, or waits in a queue, says nothing about the next request.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TypeVar

import asyncpg

from models.core.mode import Mode
from models.database import migrate
from models.database.probe import check_writable
from models.database.transaction import committed_within
from models.database.unavailable import DatabaseUnavailable
from models.pki.path.pins import PINNED, CardKind
from models.pki.path.trust import Issuer
from models.rehearsal.proven import generations_in_use
from resolvers.health.measure import Measures, measure
from resolvers.health.sources import Reach, find_away
from schema.context import Services
from web.ops.database_failures import connection_sentence, driver_sentence
from web.ops.degraded import of_measures, of_process

log = logging.getLogger(__name__)

T = TypeVar("T")
# Of a busy machine or server, too.
_LATE = (TimeoutError, asyncpg.QueryCanceledError, asyncpg.TooManyConnectionsError)

# How old an answer may be: being asked often costs the database little.
KEPT_SECONDS = 5.0
MEASURE_SECONDS = 3.0
# On a machine that is short of processor time a probe may be late though requests are served.
COMMITTED_SECONDS = 10.0
# How often registry and mail server are looked for, and how long each may take.
SOURCES_PAUSE = 60.0
SOURCE_SECONDS = 10.0
# The journal is read every second; a reader that is silent for longer has stopped.
JOURNAL_SECONDS = 10.0
# What may prevent requests from being served.
REASONS = ("stopping", "migrations", "database", "issuers", "journal")


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What prevents requests from being served, and what is degraded.

    ``why`` has a sentence for what is wrong, where there is more to say than its name.
    """

    wrong: tuple[str, ...]
    degraded: Mapping[str, object]
    why: Mapping[str, str]

    @property
    def status(self) -> str:
        return "unready" if self.wrong else "degraded" if self.degraded else "ok"


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What was found of the database at one time.

    ``broken`` says why it cannot be used; ``missing`` are the migrations that were not applied.
    """

    broken: str | None
    missing: tuple[str, ...] = ()
    measures: Measures | None = None


class Health:
    """The health of a process, looked at at most every ``kept_seconds``, failures included.

    ``sources`` are what is needed from outside, by name.
    """

    def __init__(
        self,
        services: Services,
        *,
        sources: Mapping[str, Reach] = MappingProxyType({}),
        kept_seconds: float = KEPT_SECONDS,
    ) -> None:
        self.stopping = False
        self._services = services
        self._sources = sources
        self._away: Mapping[str, str] = {}
        self._kept_seconds = kept_seconds
        self._last: _Look | None = None
        self._last_at = 0.0
        self._lock = asyncio.Lock()

    async def measures(self) -> Measures | None:
        """Return the measures; None when they were not had in time."""
        return (await self._look()).measures

    async def readiness(self) -> Readiness:
        """Return whether a web process can serve requests, and what is wrong."""
        look = await self._look()
        wrong = []
        if self.stopping:
            wrong.append("stopping")
        if look.missing:
            wrong.append("migrations")
        elif look.broken is not None:
            wrong.append("database")
        if not self.issuers():
            wrong.append("issuers")
        silent = self._services.journal.silent_for
        if silent is None or silent > JOURNAL_SECONDS:
            wrong.append("journal")
        why = {"database": look.broken} if look.broken and "database" in wrong else {}
        return Readiness(wrong=tuple(wrong), degraded=self._degraded(look), why=why)

    async def watch_sources(self) -> None:
        """Look for what is needed from outside, again and again."""
        while True:
            self._away = await find_away(self._sources, seconds=SOURCE_SECONDS)
            await asyncio.sleep(SOURCES_PAUSE)

    def issuers(self) -> list[Issuer]:
        """Return the trusted issuers of citizens' cards that have not expired."""
        at = self._services.clock()
        issuers = self._services.trust.store.issuers.values()
        return [
            issuer
            for issuer in issuers
            if issuer.kind is CardKind.CITIZEN and issuer.not_after > at
        ]

    def time_left(self) -> dict[str, timedelta]:
        """Return the time until each trusted issuer, or a CA above it, expires, by name."""
        at = self._services.clock()
        return {
            issuer.name: issuer.not_after - at
            for issuer in self._services.trust.store.issuers.values()
        }

    def staging(self) -> dict[str, object]:
        """Return that this is staging, and whose cards count besides; nothing in production."""
        if self._services.settings.mode is not Mode.STAGING:
            return {}
        pinned = {pin.name for pin in PINNED.values()}
        names = {issuer.name for issuer in self._services.trust.store.issuers.values()}
        return {"staging": {"authorities": sorted(names - pinned)}}

    def _generations(self) -> frozenset[str]:
        """Return the generations that need a rehearsal: those of real cards, in production."""
        if self._services.settings.mode is not Mode.PRODUCTION:
            return frozenset()
        issuers = self._services.trust.store.issuers.values()
        return generations_in_use(issuers, at=self._services.clock())

    async def _look(self) -> _Look:
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._last is None or now - self._last_at > self._kept_seconds:
                self._last = await self._look_anew()
                self._last_at = asyncio.get_running_loop().time()
            return self._last

    async def _look_anew(self) -> _Look:
        services = self._services
        writing, measuring = await asyncio.gather(
            _in_time(check_writable(services.settings.database_url)),
            _in_time(
                measure(
                    trust=services.trust.store,
                    now=services.clock(),
                    same_hosts=services.settings.revocation.same_hosts,
                    generations=self._generations(),
                )
            ),
        )
        late = isinstance(writing, Exception) and _may_be_late(writing)
        if isinstance(writing, Exception) and not (late and committed_within(COMMITTED_SECONDS)):
            missing = await _in_time(migrate.missing())
            return _Look(
                broken=_sentence(writing), missing=missing if isinstance(missing, tuple) else ()
            )
        if isinstance(measuring, Measures):
            return _Look(broken=None, missing=measuring.missing_migrations, measures=measuring)
        # Requests are served while statistics are late, and not where a table is missing.
        return _Look(broken=None if _may_be_late(measuring) else _sentence(measuring))

    def _degraded(self, look: _Look) -> dict[str, object]:
        found = {**of_process(self._services, time_left=self.time_left()), **self._away}
        if look.measures is not None:
            return found | of_measures(look.measures, issuers=self.issuers())
        return found if look.broken else found | {"measures": "not in time"}


async def _in_time(question: Awaitable[T]) -> T | Exception:
    try:
        async with asyncio.timeout(MEASURE_SECONDS):
            return await question
    except Exception as fault:  # Whatever it is, the database did not answer as it should.
        log.warning("the database cannot be looked at: %s", type(fault).__name__)
        return fault


def _may_be_late(fault: Exception) -> bool:
    """Return whether a failure may have no other cause than a busy machine or server."""
    cause = fault.cause if isinstance(fault, DatabaseUnavailable) else fault
    # SQLite has one writer at a time.
    return isinstance(cause, _LATE) or getattr(cause, "sqlite_errorname", "") == "SQLITE_BUSY"


def _sentence(fault: Exception) -> str:
    cause = fault.cause if isinstance(fault, DatabaseUnavailable) else fault
    if isinstance(cause, OSError):
        return connection_sentence(cause)
    return driver_sentence(cause) or f"the database cannot be used: {type(cause).__name__}"
