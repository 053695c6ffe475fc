"""Tests of the worker: work side by side, failures that stop nobody, and a clean end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from models.application.application import Application
from models.company.company import CompanyOnFile
from models.journal.wakeup import WakeUp
from models.mail.outbox import Mail, MailState
from models.settings.operations import OperationSettings
from models.settings.settings import SMTPSettings
from resolvers.mail import send
from tests.support.portal import Post, Registry, TestPortal, half, on_file
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.mails import suspension
from tests.support.servers.process import until
from web.processes.jobs import jobs, transport_of
from web.processes.worker import Job, SharedJob, Work, Worker, always

MOMENT = timedelta(milliseconds=10)


@dataclass
class Desk:
    """Pieces of work that last until ``go`` is set; ``broken`` ones fail."""

    waiting: list[str]
    broken: frozenset[str] = frozenset()
    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    asked: int = 0
    is_closed: bool = False

    async def take(self) -> Work | None:
        self.asked += 1
        if not self.waiting:
            return None
        name = self.waiting.pop(0)
        return lambda: self._do(name)

    async def _do(self, name: str) -> None:
        self.begun.append(name)
        if name in self.broken:
            raise ZeroDivisionError(name)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        self.done.append(name)

    async def close(self) -> None:
        self.is_closed = True

    def job(self, *, at_once: int, pause: timedelta = MOMENT) -> SharedJob:
        return SharedJob(
            name="desk", take=self.take, at_once=at_once, pause=pause, close=self.close
        )


@asynccontextmanager
async def working(*jobs: Job | SharedJob, grace_seconds: float = 10) -> AsyncIterator[Worker]:
    """Run a worker; at the end of the block it is stopped, and has ended."""
    worker = Worker(jobs, wakeup=WakeUp(), grace_seconds=grace_seconds)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        async with asyncio.timeout(90):
            await task


async def test_pieces_are_done_side_by_side_and_no_more_than_allowed() -> None:
    desk = Desk(list("abcde"))

    async with working(desk.job(at_once=3)):
        await until(lambda: len(desk.begun) == 3)
        await asyncio.sleep(3 * MOMENT.total_seconds())
        at_first = list(desk.begun)
        desk.go.set()
        await until(lambda: len(desk.done) == 5)

    assert at_first == list("abc")


async def test_a_piece_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(list("abcd"), broken=frozenset("bc"))
    desk.go.set()

    async with working(desk.job(at_once=1)) as worker:
        await until(lambda: desk.done == ["a", "d"])
        idle = worker.idle_for()

    assert [record.getMessage() for record in caplog.records] == ["job desk failed"] * 2
    assert "desk" in idle


async def test_a_failure_is_followed_by_a_pause() -> None:
    desk = Desk(["a", "b"], broken=frozenset("a"))
    desk.go.set()

    async with working(desk.job(at_once=1, pause=timedelta(hours=1))):
        await until(lambda: desk.begun == ["a"])
        await asyncio.sleep(3 * MOMENT.total_seconds())

    assert desk.begun == ["a"]


async def test_what_cannot_be_taken_is_asked_for_after_the_pause() -> None:
    desk = Desk([])

    async def fail() -> Work | None:
        await desk.take()
        raise ConnectionError("away")

    job = replace(desk.job(at_once=3, pause=timedelta(hours=1)), take=fail)
    async with working(job):
        await until(lambda: desk.asked > 0)
        await asyncio.sleep(3 * MOMENT.total_seconds())

    assert desk.asked == 1


async def test_a_stopped_worker_finishes_what_it_has_begun_and_begins_nothing() -> None:
    desk = Desk(list("abc"))

    async with working(desk.job(at_once=2)) as worker:
        await until(lambda: len(desk.begun) == 2)
        worker.stop()
        await asyncio.sleep(0)
        desk.go.set()

    assert (desk.done, desk.cancelled, desk.waiting) == (["a", "b"], [], ["c"])
    assert desk.is_closed


async def test_what_does_not_finish_in_time_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(["a"])

    async with working(desk.job(at_once=2), grace_seconds=0.05):
        await until(lambda: desk.begun == ["a"])

    assert desk.cancelled == ["a"]
    assert desk.is_closed
    assert "before all of its work is done" in caplog.text


@dataclass
class Held(Post):
    """A mail server that holds letters until ``go`` is set, and counts those in hand."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    held: int = 0

    async def send(self, message: EmailMessage) -> None:
        self.held += 1
        await self.go.wait()
        await super().send(message)


def mail_job(portal: TestPortal, post: Post, *, at_once: int = 4) -> SharedJob:
    sending = send.Sending(
        transport=post,
        origin=portal.settings.origin,
        key=portal.settings.secret_key,
        sender=Address("測試", addr_spec=portal.settings.mail_from),
        help_line=None,
        limiter=portal.services.limiter,
        random=half,
    )
    return SharedJob(
        name="mail",
        take=lambda: send.take_next(sending, now=portal.clock()),
        at_once=at_once,
        pause=MOMENT,
    )


def sent(count: int) -> Callable[[], object]:
    async def are_sent() -> bool:
        return await Mail.filter(state=MailState.SENT).count() == count

    return are_sent


async def test_letters_go_side_by_side_each_once(portal: TestPortal) -> None:
    for number in range(10):
        await suspension(portal, recipient=f"m{number}@company.example")
    post = Held()

    async with working(mail_job(portal, post), mail_job(portal, post)):
        await until(lambda: post.held == 8)
        post.go.set()
        await until(sent(10))

    assert len({mail["To"] for mail in post.sent}) == len(post.sent) == 10
    assert await Mail.filter(attempts=1, lease__isnull=True).count() == 10


async def test_a_letter_that_hangs_delays_no_other(portal: TestPortal) -> None:
    @dataclass
    class Slow(Held):
        async def send(self, message: EmailMessage) -> None:
            if message["To"] == "slow@company.example":
                await self.go.wait()
            await Post.send(self, message)

    await suspension(portal, recipient="slow@company.example")
    portal.clock.forward(timedelta(seconds=1))
    for number in range(3):
        await suspension(portal, recipient=f"m{number}@company.example")
    post = Slow()

    async with working(mail_job(portal, post, at_once=2)):
        await until(sent(3))
        post.go.set()
        await until(sent(4))

    assert post.sent[-1]["To"] == "slow@company.example"


async def test_letters_that_are_not_sent_in_time_are_free_for_another_worker_at_once(
    portal: TestPortal,
) -> None:
    for number in range(3):
        await suspension(portal, recipient=f"m{number}@company.example")
    post = Held()

    async with working(mail_job(portal, post), grace_seconds=0.05):
        await until(lambda: post.held == 3)
    left = await Mail.filter(state=MailState.QUEUED, attempts=0, lease__isnull=True).count()
    await portal.mails()

    assert left == 3
    assert post.sent == []
    assert len(portal.post.sent) == 3


async def test_a_review_that_is_not_done_in_time_is_free_for_another_worker_at_once(
    portal: TestPortal,
) -> None:
    alice = await submitted(portal)
    asked = asyncio.Event()

    class Silent(Registry):
        async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
            asked.set()
            await asyncio.Event().wait()
            return (on_file(),)

    services = replace(portal.services, registry=Silent())
    # The portal's clock is another one than the database's.
    [review] = [replace(job, may_run=always) for job in jobs(services) if job.name == "review"]
    async with working(review, grace_seconds=0.05):
        await asked.wait()
    left = await Application.get()
    await portal.review()

    assert (left.review_attempts, left.review_due_at) == (0, portal.clock())
    assert (await alice.see())["status"] == "APPROVED"


def test_the_operator_says_how_many_are_carried_out_at_once(portal: TestPortal) -> None:
    smtp = SMTPSettings(
        host="mail.example", port=587, security="starttls", username=None, password=None
    )
    settings = replace(portal.settings, operation=OperationSettings(at_once=3), smtp=smtp)
    services = replace(portal.services, settings=settings)

    shared = {job.name: job.at_once for job in jobs(services) if isinstance(job, SharedJob)}

    assert shared == {"review": 3, "mail": 3}
    assert getattr(transport_of(settings), "at_once", None) == 3


def test_only_cases_and_letters_are_looked_for_after_every_commit(portal: TestPortal) -> None:
    found = {job.name: job for job in jobs(portal.services)}

    # Under load there is a commit every few milliseconds.
    assert {name for name, job in found.items() if job.wakes_on_commit} == {"review", "mail"}
    # Somebody waits for these.
    for name in ("sign-in links", "identity", "access", "logout"):
        assert found[name].pause == timedelta(seconds=1)
