"""The web process, the worker process, or both in one; each stops cleanly on SIGTERM."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import uvicorn

from models.journal.cursor import present
from models.journal.reader import POLL, JournalReader
from models.journal.wakeup import journal_wakeup
from models.limits.limiter import Limiter
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.outside.counters import MemoryCounters, RedisCounters
from models.outside.lists import fetch_list
from models.outside.ocsp import ask
from models.outside.postgres_notify import listen
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.operations import OperationSettings
from models.settings.settings import Settings
from resolvers.health.sources import Reach
from schema.context import Services
from web.clock import epoch, now
from web.http.app import Portal, make_app
from web.http.explorer import Allowed
from web.http.graphql.observe import Request, logged
from web.http.graphql.stream import Streams
from web.http.trace import trusting
from web.ops.health import Health
from web.ops.metrics import Metrics
from web.ops.metrics_server import MetricsAddress, serve_metrics
from web.processes.background import Task, beside
from web.processes.connection import protocol_of
from web.processes.connections import ConnectionLimits, Connections
from web.processes.garbage import settle_memory
from web.processes.jobs import jobs, registry_of, transport_of
from web.processes.ports import listening
from web.processes.server import Server
from web.processes.worker import GRACE_SECONDS, RENEWAL, Worker
from web.version import VERSION

log = logging.getLogger(__name__)


def services_of(settings: Settings, *, trust: ReloadingTrustStore) -> Services:
    domain = settings.mail_from.partition("@")[2]
    return Services(
        settings=settings,
        trust=trust,
        journal=JournalReader(journal_wakeup),
        registry=registry_of(settings),
        notices=Notices(key=settings.secret_key, link_life=settings.link_life, domain=domain),
        account_notices=AccountNotices(key=settings.secret_key, domain=domain),
        limiter=limiter_of(settings),
        version=VERSION,
        clock=now,
        ask=ask,
        fetch=fetch_list,
    )


def limiter_of(settings: Settings) -> Limiter:
    choice = settings.operation
    counters = RedisCounters(choice.redis_url, clock=epoch) if choice.redis_url else None
    return Limiter(
        counters=counters or MemoryCounters(clock=epoch),
        secret=settings.secret_key,
        mode=choice.limits,
    )


async def serve(
    portal: Portal,
    *,
    host: str,
    port: int,
    proxies: str | None,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serve the portal until a signal to stop; ``announce`` is called once it listens.

    :raises PortTaken: or HostUnusable, when the address cannot be listened on
    :raises TaskEnded: when a background task has ended
    """
    sockets = listening(host=host, port=port)
    announce()
    connections = connections_of(portal.services.settings.operation, proxies=proxies)
    config = uvicorn.Config(
        make_app(portal, proxies=proxies),
        log_config=None,
        log_level="warning",
        access_log=False,
        # `web.http.trace.behind` reads the forwarded headers.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=int(GRACE_SECONDS),
        ws="none",
        http=protocol_of(connections),
    )
    server = Server(
        config,
        streams=portal.streams,
        health=portal.health or Health(portal.services),
        drain=portal.services.settings.operation.drain_seconds,
    )
    settle_memory()
    async with beside(portal.background, stop=server.stop):
        await server.serve(list(sockets))


def connections_of(operation: OperationSettings, *, proxies: str | None) -> Connections:
    """Return the count of a process's connections, within the operator's bounds."""
    limits = ConnectionLimits(per_address=operation.connections_per_address)
    return Connections(limits=limits, trusts=trusting(proxies))


def background_tasks(services: Services, streams: Streams) -> tuple[Task, ...]:
    """Return the web process's background tasks."""
    url, journal = services.settings.database_url, services.journal
    tasks = (
        Task(name="journal", run=journal.run),
        Task(name="trust", run=lambda: renewing(services, pause=RENEWAL)),
        Task(name="sessions", run=lambda: ending_streams(journal, streams)),
        Task(name="tokens", run=lambda: ending_streams(journal, streams, topic="partner-token:")),
    )
    return (*tasks, *wake_ups(url))


def wake_ups(url: str) -> tuple[Task, ...]:
    """Return the task that hears of other processes' commits; SQLite has none."""
    if url.startswith("sqlite:"):
        return ()
    return (Task(name="wake-ups", run=lambda: listen(url, journal_wakeup)),)


async def renewing(services: Services, *, pause: timedelta) -> None:
    while True:
        await asyncio.sleep(pause.total_seconds())
        await asyncio.to_thread(services.trust.renew, at=services.clock())


async def ending_streams(
    journal: JournalReader, streams: Streams, *, topic: str = "session:"
) -> None:
    """Abort the streams of sessions or tokens that have ended, in whatever process they ended.

    Events missed while the database is away are found at the streams' next heartbeats.
    """
    while True:
        try:
            async for ended in journal.follow(topic, after=(await present()).seq):
                streams.abort(ended.subject)
        except Exception:
            log.exception("the journal's topic %s cannot be read", topic)
            await asyncio.sleep(POLL)


def portal_of(
    services: Services, *, metrics_at: MetricsAddress | None, explorer: Allowed | None = None
) -> Portal:
    streams = Streams(in_all=services.settings.operation.streams)
    health = Health(services, sources=sources_of(services))
    watching = Task(name="sources", run=health.watch_sources)
    portal = Portal(
        services=services,
        streams=streams,
        background=(*background_tasks(services, streams), watching),
        explorer=explorer,
        health=health,
    )
    if metrics_at is None:
        return portal
    metrics = Metrics(services, health=health, streams=streams)
    services.journal.on_handed = metrics.handed

    def observe(request: Request) -> None:
        logged(request)
        metrics.request(request)

    serving = metrics_task(metrics, metrics_at.listen())
    return replace(portal, background=(*portal.background, serving), observe=observe)


def metrics_task(metrics: Metrics, sockets: Sequence[socket.socket]) -> Task:
    return Task(name="metrics", run=lambda: serve_metrics(metrics, sockets=sockets))


async def work(
    services: Services,
    *,
    metrics_at: MetricsAddress | None,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Run a worker until a signal to stop; ``announce`` is called once it may begin.

    :raises PortTaken: or HostUnusable, when the metrics address cannot be listened on
    :raises TaskEnded: when a background task has ended
    """
    sockets = metrics_at.listen() if metrics_at else ()
    announce()
    health = Health(services, sources=sources_of(services))
    metrics = Metrics(services, health=health)
    worker = Worker(jobs(services, on_list_failure=metrics.list_failed), wakeup=journal_wakeup)
    metrics.attend(worker)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    watching = Task(name="sources", run=health.watch_sources)
    tasks = (*wake_ups(services.settings.database_url), watching)
    if sockets:
        tasks = (*tasks, metrics_task(metrics, sockets))
    async with beside(tasks, stop=worker.stop):
        await worker.run()


def sources_of(services: Services) -> Mapping[str, Reach]:
    """Return what the service needs from outside beside its database, by name."""
    return {
        "registry": services.registry.reach,
        "mail": transport_of(services.settings).reach,
    }


@asynccontextmanager
async def working(services: Services) -> AsyncIterator[None]:
    """Run a worker in this process while the block runs; started jobs are finished."""
    worker = Worker(jobs(services), wakeup=journal_wakeup)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await task
