"""Tests of the metrics: their own port, and no personal data."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.core.errors import unforeseen
from models.database.transaction import client, tx
from models.journal import reader
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.journal.reader import QUEUE
from models.journal.wakeup import WakeUp
from models.limits.table import Act, Counted, Window
from models.mail.outbox import Mail, MailState
from models.session.visit import LogoutNotice, NoticeState
from tests.support import cards
from tests.support.counting import only
from tests.support.people.people import Person
from tests.support.people.relying import RelyingSystem
from tests.support.portal import COMPANY, TestPortal
from tests.support.run.patience import PATIENCE
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.mails import suspension
from tests.support.servers.process import free_port, until
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.ops.health import Health
from web.ops.metrics import Metrics
from web.ops.metrics_server import MetricsAddress, metrics_app, serve_metrics
from web.processes.jobs import jobs
from web.processes.serve import portal_of
from web.processes.worker import Job, Worker

Read = dict[tuple[str, frozenset[tuple[str, str]]], float]


def measured(portal: TestPortal) -> Metrics:
    streams, health = Streams(), Health(portal.services, kept_seconds=0)
    metrics = Metrics(portal.services, health=health, streams=streams)
    portal.services.journal.on_handed = metrics.handed
    portal.app = make_app(
        Portal(services=portal.services, streams=streams, health=health, observe=metrics.request)
    )
    return metrics


async def read(metrics: Metrics) -> Read:
    """Read the metrics at their own port, with Prometheus's parser."""
    transport = httpx.ASGITransport(metrics_app(metrics))
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics") as scraper:
        answer = await scraper.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def at(found: Read, name: str, **labels: str) -> float:
    return found[f"gpszone_{name}", frozenset(labels.items())]


async def test_requests_are_counted_by_kind_and_outcome(portal: TestPortal) -> None:
    metrics = measured(portal)
    alice = Person.at(portal)
    await alice.apply()
    await alice.see()
    await alice.browser.post("/graphql", json={"query": "{ nothing }"})
    await alice.browser.post("/graphql", content=b"{")
    portal.services.limiter.rules = only(Act.REQUEST, Counted.ADDRESS, Window(1, timedelta(1)))
    await alice.browser.post("/graphql", json={"query": "{ service { name version } }"})

    found = await read(metrics)

    assert at(found, "requests_total", kind="mutation", outcome="done") == 1
    assert at(found, "requests_total", kind="query", outcome="done") == 1
    assert at(found, "requests_total", kind="unknown", outcome="refused") == 2
    assert at(found, "requests_total", kind="unknown", outcome="limited") == 1
    assert at(found, "request_duration_seconds_count", kind="mutation") == 1


async def test_what_waits_is_measured_when_it_is_asked_for(portal: TestPortal) -> None:
    metrics = measured(portal)
    await submitted(portal)
    portal.clock.forward(timedelta(hours=3))

    waiting = await read(metrics)
    await portal.review()
    portal.clock.forward(timedelta(minutes=2))
    reviewed = await read(metrics)

    assert at(waiting, "reviews_waiting") == 1
    assert at(waiting, "review_oldest_seconds") == 3 * 3600
    assert at(waiting, "outbox_oldest_seconds") == 0
    assert at(reviewed, "reviews_waiting") == 0
    assert at(reviewed, "mails", state="QUEUED") == 1
    assert at(reviewed, "outbox_oldest_seconds") == 120
    assert at(reviewed, "database_up") == 1
    assert at(reviewed, "migrations_missing") == 0


async def test_logouts_are_measured_by_state_and_age(portal: TestPortal) -> None:
    metrics = measured(portal)
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.tokens(alice)
    before = await read(metrics)
    await alice.do("signOut", "__typename", clientMutationId="1")
    portal.clock.forward(timedelta(minutes=2))

    waiting = await read(metrics)
    await LogoutNotice.all().update(state=NoticeState.GIVEN_UP)
    given_up = await read(metrics)

    assert at(before, "logouts", state="QUEUED") == 0
    assert at(waiting, "logouts", state="QUEUED") == 1
    assert at(waiting, "logout_oldest_seconds") == 120
    assert at(given_up, "logouts", state="GIVEN_UP") == 1
    assert at(given_up, "logout_oldest_seconds") == 0


async def test_a_case_for_a_person_is_measured(portal: TestPortal) -> None:
    metrics = measured(portal)
    portal.unknown_company_policy = "person"
    portal.registry.rows = []
    await submitted(portal)
    await portal.review()

    found = await read(metrics)

    assert at(found, "cases_for_person") == 1
    assert at(found, "reviews_waiting") == 1


async def test_work_that_fails_for_an_unforeseen_reason_is_measured(portal: TestPortal) -> None:
    metrics = measured(portal)
    mail = await suspension(portal)
    await mail.put_off(until=portal.clock() + timedelta(hours=1), trouble=unforeseen(KeyError()))

    failing = await read(metrics)
    await Mail.all().update(state=MailState.GIVEN_UP)
    given_up = await read(metrics)

    assert (at(failing, "failing", kind="mail"), at(failing, "given_up", kind="mail")) == (1, 0)
    assert (at(given_up, "failing", kind="mail"), at(given_up, "given_up", kind="mail")) == (0, 1)
    assert at(given_up, "failing", kind="review") == at(given_up, "given_up", kind="logout") == 0


async def test_lists_and_authorities_are_measured_by_issuer(portal: TestPortal) -> None:
    metrics = measured(portal)
    issuer = cards.issuer()
    portal.clock.forward(timedelta(hours=2))

    found = await read(metrics)

    seconds = (issuer.not_after - portal.clock()).total_seconds()
    assert at(found, "revocation_list_age_seconds", issuer=issuer.name) == 3 * 3600
    assert at(found, "revocation_list_fetched_seconds", issuer=issuer.name) == 2 * 3600
    assert at(found, "authority_expires_seconds", issuer=issuer.name) == pytest.approx(seconds)


async def test_events_are_measured_on_their_way(portal: TestPortal) -> None:
    metrics = measured(portal)

    await Person.at(portal).apply()

    async def handed() -> bool:
        return at(await read(metrics), "event_lag_seconds_count") > 0

    await until(handed)

    assert at(await read(metrics), "event_lag_seconds_count") == 1


async def test_a_watcher_that_falls_behind_is_counted(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = measured(portal)
    journal = portal.services.journal
    page, read_by_topic = reader._page, set()
    # A reader that begins later makes its followers read once more.
    await until(lambda: journal.silent_for is not None)

    async def noted(*, after: int, topic: str) -> list[reader.JournalEntry]:
        entries = await page(after=after, topic=topic)
        read_by_topic.add(topic)
        return entries

    monkeypatch.setattr(reader, "_page", noted)
    new_event = NewEvent(
        subject="test:1", kind=EventKind.CONTINUED, actor="test:2", at=portal.clock()
    )
    async with aclosing(journal.follow("test:1", after=0)) as watcher:
        first = asyncio.create_task(anext(watcher))
        # Until its first look at the journal is over, it would find there what is recorded now.
        await until(lambda: "test:1" in read_by_topic)
        async with tx() as change:
            for _ in range(QUEUE + 5):
                change.record(new_event)
        await until(lambda: journal.overflows)
        seen = [await first, *[await anext(watcher) for _ in range(QUEUE + 4)]]

    found = await read(metrics)
    assert len({entry.seq for entry in seen}) == QUEUE + 5
    assert at(found, "event_queue_overflows_total") == 1
    assert at(found, "event_replays_total") == 2


async def test_limits_are_measured_by_act(portal: TestPortal) -> None:
    metrics = measured(portal)
    portal.services.limiter.rules = only(Act.APPLY, Counted.ADDRESS, Window(1, timedelta(1)))
    portal.limits_only_count()
    for _ in range(3):
        await Person.at(portal).apply()

    found = await read(metrics)

    assert at(found, "limit_exceeded_total", act="apply", by="address") == 2
    assert at(found, "limiter_fallbacks_total") == 0
    assert at(found, "limiter_away") == 0


async def test_duties_say_when_they_last_went_well(portal: TestPortal) -> None:
    metrics = measured(portal)
    goes_well = asyncio.Event()

    async def once() -> bool:
        goes_well.set()
        return False

    async def breaks() -> bool:
        raise ZeroDivisionError

    worker = Worker(
        [
            Job(name="good", run_once=once, pause=timedelta(days=1)),
            Job(name="bad", run_once=breaks, pause=timedelta(days=1)),
        ],
        wakeup=WakeUp(),
    )
    metrics.attend(worker)
    task = asyncio.create_task(worker.run())
    await goes_well.wait()
    await asyncio.sleep(0)
    found = await read(metrics)
    worker.stop()
    await task

    assert 0 <= at(found, "job_last_success_seconds", job="good") < 60
    assert ("gpszone_job_last_success_seconds", frozenset({("job", "bad")})) not in found


async def test_a_list_that_cannot_be_had_is_counted(portal: TestPortal) -> None:
    metrics = measured(portal)
    [lists] = [
        job
        for job in jobs(portal.services, on_list_failure=metrics.list_failed)
        if job.name == "lists"
    ]

    # Nothing listens where the demo's lists would be.
    await lists.run_once()

    found = await read(metrics)
    assert at(found, "revocation_list_failures_total") == len(portal.settings.list_urls)


async def test_metrics_are_written_while_the_database_is_away(portal: TestPortal) -> None:
    metrics = measured(portal)
    await client().execute_query_dict("ALTER TABLE mail RENAME TO gone")

    found = await read(metrics)

    assert at(found, "database_up") == 0
    assert at(found, "open_streams") == 0
    assert ("gpszone_reviews_waiting", frozenset()) not in found


async def test_metrics_hold_no_personal_data(portal: TestPortal) -> None:
    metrics = measured(portal)
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await portal.review()
    await portal.mail()

    found = await read(metrics)

    text = repr(found)
    assert all(name.startswith(("gpszone_", "process_")) for name, _ in found)
    for secret in (COMPANY.control_number, COMPANY.business_email, "測試", "TP0000", "127.0.0.1"):
        assert secret not in text
    labels = {name for _, pairs in found for name, _ in pairs}
    assert labels <= {
        *(
            "kind",
            "outcome",
            "le",
            "state",
            "issuer",
            "act",
            "by",
            "job",
            "reason",
            "step",
            "version",
        ),
    }


async def test_the_public_port_has_no_metrics(portal: TestPortal) -> None:
    measured(portal)
    async with portal.browser() as browser:
        answer = await browser.get("/metrics")

    assert answer.status_code == 404


async def test_metrics_have_a_listener_of_their_own(portal: TestPortal) -> None:
    port = free_port()
    address = MetricsAddress(host="127.0.0.1", port=port)
    task = asyncio.create_task(serve_metrics(measured(portal), sockets=address.listen()))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as scraper:

        async def answers() -> bool:
            with suppress(httpx.TransportError):
                return (await scraper.get("/metrics")).status_code == 200
            return False

        await until(answers)
        other = await scraper.get("/graphql")

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with httpx.AsyncClient(timeout=PATIENCE) as scraper:
        with pytest.raises(httpx.TransportError):
            await scraper.get(f"http://127.0.0.1:{port}/metrics")
    assert other.status_code == 404


async def test_a_web_process_counts_for_its_own_listener(portal: TestPortal) -> None:
    port = free_port()
    watched = portal_of(portal.services, metrics_at=MetricsAddress(host="127.0.0.1", port=port))
    portal.app = make_app(watched)
    *others, listening = watched.background
    task = asyncio.create_task(_run(listening.run))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as scraper:

        async def counted() -> bool:
            with suppress(httpx.TransportError):
                text = (await scraper.get("/metrics")).text
                done = 'gpszone_requests_total{kind="mutation",outcome="done"} 1.0'
                return done in text and "gpszone_event_lag_seconds_count 1.0" in text
            return False

        await Person.at(portal).apply()
        await until(counted)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert len(others) == len(portal_of(portal.services, metrics_at=None).background)


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    """Run what runs beside a process."""
    await work()
