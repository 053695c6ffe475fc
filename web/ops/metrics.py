"""Metrics for Prometheus: counted as events happen, or measured when they are scraped."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from models.database.put_off import put_off
from resolvers.health.measure import Measures
from schema.context import Services
from web.http.graphql.observe import Request
from web.http.graphql.stream import Streams
from web.ops.health import Health
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
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics that are measured when they are scraped."""
        yield from self._limits()
        yield from self._of_process()
        yield from self._of_authorities()
        yield _gauge("database_up", "1 when the database answers.", self._measures is not None)
        if self._measures is not None:
            yield from _of_database(self._measures, self._health)

    def _limits(self) -> Iterable[Metric]:
        over = CounterMetricFamily(
            "gpszone_limit_exceeded", "Actions that exceeded a limit.", labels=("act", "by")
        )
        for (act, counted), times in self._services.limiter.over.items():
            over.add_metric((act.value, counted.value), times)
        yield over
        counters = self._services.limiter.counters
        yield _counter(
            "limiter_fallbacks",
            "Actions counted in this process because Redis was unreachable.",
            counters.fallbacks,
        )
        yield _gauge("limiter_away", "1 while Redis is unreachable.", counters.away)

    def _of_process(self) -> Iterable[Metric]:
        journal = self._services.journal
        yield _counter(
            "event_queue_overflows", "Subscriptions whose queue overflowed.", journal.overflows
        )
        yield _counter(
            "event_replays", "Times a subscription read from the journal.", journal.replays
        )
        if self._streams is not None:
            yield _gauge("open_streams", "Open streams.", self._streams.open)
        if self._worker is not None:
            name = "gpszone_job_last_success_seconds"
            idle = GaugeMetricFamily(name, "Seconds since a job last succeeded.", labels=("job",))
            for job, seconds in self._worker.idle_for().items():
                idle.add_metric((job,), seconds)
            yield idle
        name = "gpszone_put_off"
        failing = GaugeMetricFamily(name, "Items that a job failed for.", labels=("job",))
        for job, count in put_off(at=self._services.clock()).items():
            failing.add_metric((job,), count)
        yield failing

    def _of_authorities(self) -> Iterable[Metric]:
        name = "gpszone_authority_expires_days"
        days = GaugeMetricFamily(name, "Days until an issuer of cards expires.", labels=("issuer",))
        for issuer, left in self._health.days_left().items():
            days.add_metric((issuer,), left)
        yield days
        unusable = len(self._services.trust.troubles)
        yield _gauge("trust_files_unusable", "CA certificate files that are unusable.", unusable)


def _of_database(measures: Measures, health: Health) -> Iterable[Metric]:
    mails = GaugeMetricFamily(
        "gpszone_mails",
        "Mails by state; those sent, of the last day.",
        labels=("state",),
    )
    for state, count in measures.mails.items():
        mails.add_metric((state,), count)
    yield mails
    outbox = measures.outbox.oldest.total_seconds()
    yield _gauge("outbox_oldest_seconds", "Seconds that the oldest unsent mail has waited.", outbox)
    logouts = GaugeMetricFamily(
        "gpszone_logouts",
        "Notices of logout by state; those sent, of the last day.",
        labels=("state",),
    )
    for state, count in measures.logouts.items():
        logouts.add_metric((state,), count)
    yield logouts
    untold = measures.untold.oldest.total_seconds()
    yield _gauge(
        "logout_oldest_seconds", "Seconds that the oldest untold logout has waited.", untold
    )
    oldest = measures.reviews.oldest.total_seconds()
    yield _gauge("reviews_waiting", "Applications under review.", measures.reviews.count)
    yield _gauge("review_oldest_seconds", "Seconds that the oldest review has waited.", oldest)
    yield _gauge(
        "cases_for_person", "Applications that a person must decide.", measures.for_person.count
    )
    yield from _faults(measures)
    if measures.drift is not None:
        ahead = measures.drift.total_seconds()
        yield _gauge(
            "clock_drift_seconds", "Seconds by which the database's clock is ahead.", ahead
        )
    yield _gauge(
        "migrations_missing", "Migrations that are not applied.", len(measures.missing_migrations)
    )
    made = GaugeMetricFamily(
        "gpszone_revocation_list_age_seconds",
        "Seconds since a list was issued.",
        labels=("issuer",),
    )
    fetched = GaugeMetricFamily(
        "gpszone_revocation_list_fetched_seconds",
        "Seconds since a list was fetched.",
        labels=("issuer",),
    )
    for issuer in health.issuers():
        if age := measures.lists.get(issuer.key_id):
            made.add_metric((issuer.name,), age.made.total_seconds())
            fetched.add_metric((issuer.name,), age.fetched.total_seconds())
    left_out = GaugeMetricFamily(
        "gpszone_revocation_list_left_out",
        "1 for an authority with a stored list that is unusable.",
        labels=("issuer",),
    )
    for name in measures.lists_left_out:
        left_out.add_metric((name,), 1)
    yield from (made, fetched, left_out)


def _faults(measures: Measures) -> Iterable[Metric]:
    unforeseen = "for a reason that nobody foresaw"
    for name, help_text, counts in (
        ("failing", f"Work that failed {unforeseen} and is tried again.", measures.failing),
        ("given_up", f"Work that was given up {unforeseen}.", measures.given_up),
    ):
        gauge = GaugeMetricFamily(f"gpszone_{name}", help_text, labels=("kind",))
        for kind, count in counts.items():
            gauge.add_metric((kind,), count)
        yield gauge


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gpszone_{name}", help_text, value=float(value))


def _counter(name: str, help_text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"gpszone_{name}", help_text, value=float(value))
