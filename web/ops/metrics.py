"""Metrics for Prometheus: counted as events happen, or measured when they are scraped."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import Metric

from models.database.put_off import put_off
from resolvers.health.measure import Measures
from schema.context import Services
from web.http.graphql.observe import Request
from web.http.graphql.stream import Streams
from web.ops.counted import of_counts
from web.ops.degraded import KINDS
from web.ops.families import Counts, counter, counters, gauge, labelled
from web.ops.health import REASONS, Health, Readiness
from web.ops.measured import of_database
from web.processes.worker import Worker

# Seconds. Verifying a card takes tens of milliseconds; proxies time out after thirty seconds.
DURATIONS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
LAGS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)


class Metrics:
    """One process's metrics, in a registry of their own.

    Label values come from our own enums and names, never from a request.
    """

    def __init__(
        self,
        services: Services,
        *,
        health: Health,
        streams: Streams | None = None,
    ) -> None:
        self._services = services
        self._health = health
        self._streams = streams
        self._worker: Worker | None = None
        self._measures: Measures | None = None
        self._readiness: Readiness | None = None
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "gpszone_requests",
            "GraphQL requests by kind of operation and outcome.",
            ("kind", "outcome"),
            registry=self._registry,
        )
        self._durations = Histogram(
            "gpszone_request_duration_seconds",
            "Seconds until the response began.",
            ("kind",),
            buckets=DURATIONS,
            registry=self._registry,
        )
        self._lag = Histogram(
            "gpszone_event_lag_seconds",
            "Seconds from an event to its delivery to subscriptions.",
            buckets=LAGS,
            registry=self._registry,
        )
        self._list_failures = Counter(
            "gpszone_revocation_list_failures",
            "Revocation lists that could not be fetched or used.",
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def attend(self, worker: Worker) -> None:
        self._worker = worker

    def request(self, request: Request) -> None:
        self._requests.labels(request.kind.value, request.outcome.value).inc()
        self._durations.labels(request.kind.value).observe(request.seconds)

    def handed(self, at: datetime) -> None:
        """Record how late an event of time ``at`` was handed out."""
        self._lag.observe(max(0.0, (self._services.clock() - at).total_seconds()))

    def list_failed(self) -> None:
        self._list_failures.inc()

    async def written(self) -> bytes:
        """Return all metrics in the text format 0.0.4."""
        self._measures = await self._health.measures()
        self._readiness = await self._health.readiness()
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics that are measured when they are scraped."""
        version = {self._services.version: 1}
        yield labelled("build_info", "1 for the version that runs.", "version", version)
        if self._readiness is not None:
            yield from self._of_readiness(self._readiness)
        yield from self._limits()
        yield from self._of_process()
        yield from of_counts(self._services.counts)
        yield from self._of_authorities()
        yield gauge("database_up", "1 when the database answers.", self._measures is not None)
        if self._measures is not None:
            yield from of_database(self._measures, self._health)

    def _limits(self) -> Iterable[Metric]:
        over = self._services.limiter.over.items()
        exceeded: Counts = {(act.value, counted.value): times for (act, counted), times in over}
        yield counters("limit_exceeded", "Actions that exceeded a limit.", ("act", "by"), exceeded)
        shared = self._services.limiter.counters
        yield counter(
            "limiter_fallbacks",
            "Actions counted in this process because Redis was unreachable.",
            shared.fallbacks,
        )
        yield gauge("limiter_away", "1 while Redis is unreachable.", shared.away)

    def _of_process(self) -> Iterable[Metric]:
        journal = self._services.journal
        yield counter(
            "event_queue_overflows", "Subscriptions whose queue overflowed.", journal.overflows
        )
        yield counter(
            "event_replays", "Times a subscription read from the journal.", journal.replays
        )
        if self._streams is not None:
            yield gauge("open_streams", "Open streams.", self._streams.open)
        if self._worker is not None:
            idle = self._worker.idle_for()
            yield labelled(
                "job_last_success_seconds", "Seconds since a job last succeeded.", "job", idle
            )
            runs = self._worker.runs()
            yield counters("job_runs", "Runs of a job, by outcome.", ("job", "outcome"), runs)
            pauses = self._worker.pauses()
            yield labelled("job_pause_seconds", "Seconds between a job's runs.", "job", pauses)
        failing = put_off(at=self._services.clock())
        yield labelled("put_off", "Items that a job failed for.", "job", failing)

    def _of_authorities(self) -> Iterable[Metric]:
        seconds = {name: left.total_seconds() for name, left in self._health.time_left().items()}
        yield labelled(
            "authority_expires_seconds",
            "Seconds until an issuer of cards expires.",
            "issuer",
            seconds,
        )
        unusable = len(self._services.trust.troubles)
        yield gauge("trust_files_unusable", "CA certificate files that are unusable.", unusable)

    def _of_readiness(self, found: Readiness) -> Iterable[Metric]:
        # A worker serves no requests, and has no streams.
        if self._streams is not None:
            yield gauge("ready", "1 while requests can be served.", not found.wrong)
            reasons = {reason: reason in found.wrong for reason in REASONS}
            yield labelled("unready", "1 for what prevents serving.", "reason", reasons)
        kinds = {kind: kind in found.degraded for kind in KINDS}
        yield labelled("degraded", "1 for what is degraded, by its name.", "kind", kinds)
