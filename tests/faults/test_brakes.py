"""Tests of what holds duties: clocks that do not agree, and far too much that is due at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from models.application.application import Application
from models.application.transitions import Status
from models.core.rules import DUTY_MOST, ERASURE_HELD, LEASE_LIFE
from models.database import brake
from models.database.brake import Brake, DutyNotHeld, HeldDuty, confirm_duty, held_duties
from models.database.transaction import client, on_postgres
from models.journal.wakeup import WakeUp
from models.mail.outbox import Mail
from models.session.session import Session, SessionKind
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.mails import suspension
from tests.support.servers.process import until
from web.ops.health import Health
from web.processes.duty_clock import TIMELESS, DutyClock, since_boot
from web.processes.jobs import jobs
from web.processes.worker import Job, SharedJob, Worker

HOUR = timedelta(hours=1)


class Clocks:
    """A machine's clock, and the time that really passes."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.steady = 0.0

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.steady += seconds

    def duty(self) -> DutyClock:
        return DutyClock(self, steady=lambda: self.steady)


async def true_time() -> datetime:
    """Return the database's time, or any where it has none of its own."""
    if not on_postgres():
        return datetime.fromisoformat("2026-03-02T04:00:00+00:00")
    [row] = await client().execute_query_dict("SELECT clock_timestamp() AS at")
    at: datetime = row["at"]
    return at


async def test_clocks_that_agree_let_duties_run(database: str) -> None:
    clocks = Clocks(await true_time())
    duty = clocks.duty()

    assert await duty.agrees()
    clocks.pass_by(20)
    if not on_postgres():
        assert await duty.agrees()
    assert abs(duty() - clocks.at) < timedelta(seconds=30)


@pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(days=-1), timedelta(seconds=90)])
async def test_a_clock_that_jumps_stops_them_until_it_is_right(
    jump: timedelta, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    clocks = Clocks(await true_time())
    duty = clocks.duty()
    assert await duty.agrees()
    clocks.at += jump
    clocks.steady += 6
    stopped = await duty.agrees()
    clocks.at -= jump
    clocks.steady += 6
    again = await duty.agrees()

    assert (stopped, again) == (False, True)
    assert "the clocks differ by" in caplog.text


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_worker_that_starts_with_a_wrong_clock_runs_no_duty(database: str) -> None:
    ahead = await true_time() + timedelta(days=2)

    assert not await Clocks(ahead).duty().agrees()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_duties_decide_by_the_databases_time(database: str) -> None:
    clocks = Clocks(await true_time() + timedelta(seconds=40))
    duty = clocks.duty()
    await duty.agrees()

    assert abs(duty() - (clocks.at - timedelta(seconds=40))) < timedelta(seconds=20)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("seconds", [-59, -25, 25, 40, 59])
async def test_a_worker_takes_no_letter_of_another_by_its_own_clock(
    seconds: int, portal: TestPortal
) -> None:
    portal.clock.at = await true_time()
    await suspension(portal)
    taken = await _mail_job(portal).take()
    portal.clock.forward(timedelta(seconds=seconds))
    other = _mail_job(portal)

    # The first look of a worker that has just started.
    assert await other.may_run()
    assert await other.take() is None
    portal.clock.forward(timedelta(seconds=40))
    # Its clock was set after it had compared the clocks.
    assert await other.may_run()
    assert await other.take() is None
    await Mail.all().update(leased_until=await true_time() - timedelta(seconds=10))
    assert await other.may_run()
    assert await other.take() is not None
    assert taken is not None


def _mail_job(portal: TestPortal) -> SharedJob:
    [job] = [job for job in jobs(portal.services) if job.name == "mail"]
    assert isinstance(job, SharedJob)
    return job


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("seconds", [-30, 0, 45])
async def test_a_lease_ends_by_the_databases_time(seconds: int, portal: TestPortal) -> None:
    portal.clock.at = await true_time()
    await suspension(portal)
    portal.clock.forward(timedelta(seconds=seconds))
    job = _mail_job(portal)
    await job.may_run()

    assert await job.take() is not None

    ends = (await Mail.get()).leased_until
    assert ends is not None
    assert abs(ends - await true_time() - LEASE_LIFE) < timedelta(seconds=10)


def test_the_steady_clock_goes_on() -> None:
    assert since_boot() > 0


async def test_every_job_that_decides_waits_for_the_clocks(portal: TestPortal) -> None:
    waiting = {job.name for job in jobs(portal.services) if job.may_run.__name__ == "agrees"}
    others = {job.name for job in jobs(portal.services)} - waiting

    assert others == TIMELESS
    for name in ("review", "expire", "expired", "dormant", "end dormant", "erase"):
        assert name in waiting


@pytest.mark.parametrize("shared", [False, True])
async def test_a_worker_runs_no_job_that_may_not_run(shared: bool) -> None:
    ran: list[str] = []
    looked: list[str] = []

    async def may_not() -> bool:
        looked.append("may not")
        return False

    async def run() -> bool:
        ran.append("run")
        return False

    async def take() -> Callable[[], Awaitable[None]] | None:
        ran.append("take")
        return None

    pause = timedelta(seconds=0.01)
    job = (
        SharedJob(name="x", take=take, at_once=1, pause=pause, may_run=may_not)
        if shared
        else Job(name="x", run_once=run, pause=pause, may_run=may_not)
    )
    worker = Worker([job], wakeup=WakeUp())
    running = asyncio.create_task(worker.run())
    await until(lambda: len(looked) > 2)
    worker.stop()
    await running

    assert ran == []


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make three records the most that a duty may touch by itself."""
    monkeypatch.setattr(brake, "DUTY_MOST", 3)


async def sessions(count: int, *, expires_at: datetime) -> None:
    await Session.bulk_create(
        [
            Session(
                id=uuid4(),
                kind=SessionKind.APPLICANT,
                token_hash=uuid4().hex + uuid4().hex,
                created_at=expires_at - HOUR,
                expires_at=expires_at,
            )
            for _ in range(count)
        ]
    )


async def test_what_is_due_as_ever_is_not_held(portal: TestPortal, few: None) -> None:
    now = portal.clock()
    await sessions(3, expires_at=now)
    due = Session.filter(expires_at__lte=now)

    assert await Brake("a").is_free(due, at=now)
    assert await held_duties() == []


async def test_five_in_a_hundred_are_not_held(portal: TestPortal, few: None) -> None:
    now = portal.clock()
    await sessions(5, expires_at=now)
    await sessions(95, expires_at=now + HOUR)
    one_more = await Brake("a").is_free(Session.filter(expires_at__lte=now), at=now)
    await sessions(1, expires_at=now)

    assert one_more
    assert not await Brake("a").is_free(Session.filter(expires_at__lte=now), at=now)


async def test_far_more_is_held_named_and_freed_by_an_operator(
    portal: TestPortal, few: None, caplog: pytest.LogCaptureFixture
) -> None:
    now = portal.clock()
    await sessions(8, expires_at=now)
    due = Session.filter(expires_at__lte=now)
    duty = Brake("a")
    assert not await duty.is_free(due, at=now)
    health = Health(portal.services, kept_seconds=0)
    said = (await health.readiness()).degraded

    await confirm_duty("a", operator="olga")
    duty.forget()
    assert await duty.is_free(due, at=now)
    # What becomes due beyond it is not confirmed.
    await sessions(1, expires_at=now)
    duty.forget()
    assert not await duty.is_free(due, at=now)

    assert said["held_duties"] == {"a": 8}
    assert "python -m web duties --confirm a" in caplog.text
    [held] = await held_duties()
    assert (held.due, held.confirmed_due, held.confirmed_by) == (9, 8, "operator:olga")


async def test_a_duty_that_is_due_no_longer_is_not_held(portal: TestPortal, few: None) -> None:
    now = portal.clock()
    await sessions(8, expires_at=now)
    duty = Brake("a")
    assert not await duty.is_free(Session.filter(expires_at__lte=now), at=now)
    await Session.all().delete()
    duty.forget()

    assert await duty.is_free(Session.filter(expires_at__lte=now), at=now)
    assert await held_duties() == []
    with pytest.raises(DutyNotHeld):
        await confirm_duty("a", operator="olga")


async def test_an_erasure_waits_for_three_days_at_most(portal: TestPortal, few: None) -> None:
    now = portal.clock()
    await sessions(8, expires_at=now)
    due = Session.filter(expires_at__lte=now)
    erasing, expiring = Brake("erase", waits=ERASURE_HELD), Brake("expire")
    first = [await one.is_free(due, at=now) for one in (erasing, expiring)]
    later = now + ERASURE_HELD
    before = await erasing.is_free(due, at=later - HOUR)
    then = [await one.is_free(due, at=later) for one in (erasing, expiring)]

    assert (first, before, then) == ([False, False], False, [True, False])


async def test_a_look_counts_for_a_moment(portal: TestPortal, few: None) -> None:
    now = portal.clock()
    await sessions(8, expires_at=now)
    due = Session.filter(expires_at__lte=now)
    duty = Brake("a")
    assert not await duty.is_free(due, at=now)
    await Session.all().delete()

    assert not await duty.is_free(due, at=now + timedelta(seconds=9))
    assert await duty.is_free(due, at=now + timedelta(seconds=10))
    # A clock that goes back asks anew.
    assert await duty.is_free(due, at=now - HOUR)


async def test_a_clock_two_years_ahead_expires_nothing(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brake, "DUTY_MOST", 0)
    await submitted(portal)
    await Application.all().update(status=Status.DRAFT, expires_at=portal.clock())
    ahead = portal.clock() + timedelta(days=730)
    portal.clock.forward(ahead - portal.clock())

    await portal.work("expire", "erase")

    assert await Application.filter(status=Status.DRAFT).count() == 1
    assert "expire" in [held.name for held in await HeldDuty.all()]


def test_the_numbers_are_those_that_were_decided() -> None:
    assert DUTY_MOST == 1_000
    assert timedelta(hours=72) == ERASURE_HELD
