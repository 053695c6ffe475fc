"""Tests of the outbox's fairness: nobody's pressing delays the letters of others (abuse 33)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from uuid import uuid4

import pytest

from models.journal.event import Event
from models.limits.table import Act, Counted
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState
from models.notices.allowance import Allowance, Taken
from models.notices.share import Cause, share_of
from models.outside.smtp import MailDeferred
from tests.support.counting import follow
from tests.support.people.people import Person
from tests.support.people.staff import bruno
from tests.support.portal import Post, TestPortal
from tests.support.scenarios.accounts import activated
from tests.support.scenarios.mails import (
    HOUR,
    allow,
    decided,
    letters_of,
    record_of,
    resend,
    stranger,
    suspension,
    withdraw,
)
from tests.support.scenarios.review import awaiting_reviewer


@pytest.fixture(autouse=True)
def by_the_portals_clock(portal: TestPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all limits count by the clock of the test."""
    follow(portal.clock, portal.services.limiter, monkeypatch)


async def test_a_stranger_who_presses_does_not_delay_the_companys_letter(
    portal: TestPortal,
) -> None:
    dan = await decided(portal, stranger(portal))
    for _ in range(30):
        await resend(portal, dan)
        await portal.mails()

    alice = await decided(portal, stranger(portal, 2))
    await portal.mails()

    assert await letters_of(alice) == 1


async def pressed(portal: TestPortal, dan: Person) -> None:
    """Have the letter sent again."""
    await resend(portal, dan)


async def withdrawn(_: TestPortal, dan: Person) -> None:
    """Withdraw the application."""
    await withdraw(dan)


async def expired(portal: TestPortal, _: Person) -> None:
    """Let the link expire."""
    portal.clock.forward(portal.settings.link_life)


@pytest.mark.parametrize(
    ("end", "why", "sent"),
    [
        (pressed, "LINK_REPLACED", 1),
        (withdrawn, "LINK_REPLACED", 0),
        (expired, "LINK_EXPIRED", 0),
    ],
)
async def test_a_mail_whose_link_is_dead_is_settled_and_not_sent(
    portal: TestPortal,
    end: Callable[[TestPortal, Person], Awaitable[None]],
    why: str,
    sent: int,
) -> None:
    dan = await decided(portal, stranger(portal))
    first = await Mail.get()

    await end(portal, dan)
    await portal.mails()

    settled = await Mail.get(id=first.id)
    assert (settled.state, settled.trouble) == (MailState.SUPERSEDED, why)
    assert await Event.filter(kind="MAIL_SUPERSEDED").count() == 1
    assert len(portal.post.sent) == sent


async def test_of_two_mails_without_a_link_the_newer_is_sent(portal: TestPortal) -> None:
    await activated(portal)
    dan = await decided(portal, stranger(portal, 2))
    await resend(portal, dan)

    sent = await portal.mails()

    superseded = await Mail.get(template="already_open", state=MailState.SUPERSEDED)
    assert superseded.trouble == "NEWER_MAIL"
    assert len(sent) == 1
    assert await letters_of(dan) == 1


async def test_two_changes_of_an_account_are_two_letters(portal: TestPortal) -> None:
    await suspension(portal)
    portal.clock.forward(HOUR)
    await suspension(portal)

    assert len(await portal.mails()) == 2


async def test_dead_mails_take_nothing_of_the_allowance(portal: TestPortal) -> None:
    allow(portal, others=1, newest=1)
    dan = await decided(portal, stranger(portal))
    await portal.mails()
    for _ in range(5):
        await resend(portal, dan)
        await portal.mails()
    within_the_hour = [await letters_of(dan, state) for state in MailState]

    portal.clock.forward(HOUR)
    await portal.mails()

    assert within_the_hour == [1, 2, 0, 3]
    assert [await letters_of(dan, state) for state in MailState] == [0, 3, 0, 3]


async def test_an_applicant_who_has_had_a_whole_share_waits(portal: TestPortal) -> None:
    allow(portal, each=2)
    dan = await decided(portal, stranger(portal))
    await portal.mails()
    for _ in range(3):
        await resend(portal, dan)
        await portal.mails()
    waiting = await Mail.get(state=MailState.QUEUED)
    sent = await letters_of(dan)

    portal.clock.forward(HOUR)
    await portal.mails()

    assert sent == 3  # The decision, and two that were asked for.
    assert (waiting.trouble, waiting.attempts) == ("TOO_MANY_REQUESTS", 0)
    assert portal.services.limiter.over == {(Act.MAIL, Counted.APPLICANT): 1}
    assert await letters_of(dan) == 4


async def test_a_person_has_one_share_over_all_applications_and_sessions(
    portal: TestPortal,
) -> None:
    allow(portal, each=1)
    dan = await decided(portal, stranger(portal))
    await portal.mails()
    await withdraw(dan)

    again = await decided(portal, stranger(portal))
    other = await decided(portal, stranger(portal, 2))
    await portal.mails()

    assert await letters_of(again, MailState.QUEUED) == 1
    assert await letters_of(other) == 1


async def test_an_applicant_without_a_card_is_known_by_the_session(portal: TestPortal) -> None:
    dan, eve = stranger(portal), stranger(portal, 2)
    shares = []
    for person in (dan, dan, eve):
        await person.apply()
        shares.append(await share_of(await record_of(person), Cause.PRESSED))

    assert shares[0] == shares[1] != shares[2]


async def test_what_an_accounts_holders_cause_takes_no_share(portal: TestPortal) -> None:
    dan = stranger(portal)
    await dan.apply()
    change = await record_of(dan)
    change.account_id = uuid4()

    assert [await share_of(change, cause) for cause in Cause] == [None] * len(Cause)


async def test_no_pressing_delays_a_decision(portal: TestPortal) -> None:
    allow(portal, each=1)
    dan = await decided(portal, stranger(portal))
    await portal.mails()
    portal.clock.forward(HOUR)
    await resend(portal, dan)
    await portal.mails()
    await withdraw(dan)

    again = await decided(portal, stranger(portal))
    await portal.mails()

    assert await letters_of(again) == 1


async def test_what_staff_send_takes_no_share(portal: TestPortal) -> None:
    allow(portal, each=1)
    case = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [found] = await reviewer.cases()
    claimed = await reviewer.claim(found)
    rejected = await reviewer.reject(claimed["case"])
    assert rejected["__typename"] == "RejectApplicationSuccess", rejected

    for _ in range(2):
        await resend(portal, reviewer, of=case)
        await portal.mails()
    await resend(portal, case)
    await portal.mails()

    assert await letters_of(case) == 3
    assert {mail.share is None async for mail in Mail.all().order_by("-queued_at")[1:]} == {True}


async def test_the_letter_of_the_newest_case_goes_before_older_ones(portal: TestPortal) -> None:
    older = [await decided(portal, stranger(portal, number)) for number in (1, 2)]
    alice = await decided(portal, stranger(portal, 3))

    await portal.mail()

    assert await letters_of(alice) == 1
    assert [await letters_of(person) for person in older] == [0, 0]


async def test_older_letters_use_up_nothing_of_what_the_newest_case_has(
    portal: TestPortal,
) -> None:
    allow(portal, others=1, newest=1)
    dan = await decided(portal, stranger(portal))
    await decided(portal, stranger(portal, 2))
    await portal.mails()
    portal.clock.forward(HOUR)
    for _ in range(2):
        await resend(portal, dan)
        await portal.mails()

    alice = await decided(portal, stranger(portal, 3))
    await portal.mails()

    assert await letters_of(dan, MailState.QUEUED) == 1
    assert await letters_of(alice) == 1


async def test_a_letter_that_waits_for_room_goes_once_its_case_is_the_newest(
    portal: TestPortal,
) -> None:
    allow(portal, others=1, newest=1)
    dan = await decided(portal, stranger(portal))
    alice = await decided(portal, stranger(portal, 2))
    await portal.mails()
    portal.clock.forward(HOUR)
    for _ in range(2):
        await resend(portal, dan)
        await portal.mails()
    waits = await letters_of(dan, MailState.QUEUED)
    await withdraw(alice)
    await suspension(portal)

    await portal.mail()

    assert waits == 1
    assert await letters_of(dan, MailState.QUEUED) == 0


async def unlike(portal: TestPortal) -> None:
    """Have a newer case rejected, because it differs from the registry."""
    await decided(portal, stranger(portal, 3), company_name="別家運輸股份有限公司")


async def given_up(portal: TestPortal) -> None:
    """Have a newer case approved, and withdraw it."""
    await withdraw(await decided(portal, stranger(portal, 3)))


@pytest.mark.parametrize("newer", [unlike, given_up])
async def test_a_newer_case_that_is_rejected_or_withdrawn_does_not_lead_instead(
    portal: TestPortal, newer: Callable[[TestPortal], Awaitable[None]]
) -> None:
    older = await decided(portal, stranger(portal))
    alice = await decided(portal, stranger(portal, 2))
    await newer(portal)

    await portal.mail()

    assert await letters_of(alice) == 1
    assert await letters_of(older) == 0


async def test_whoever_was_sent_the_least_goes_first(portal: TestPortal) -> None:
    dan = await decided(portal, stranger(portal))
    await resend(portal, dan)
    await portal.mails()
    await resend(portal, dan)
    eve = await decided(portal, stranger(portal, 2))
    await decided(portal, stranger(portal, 3))  # It leads.
    await portal.mail()

    await portal.mail()

    assert await letters_of(eve) == 1
    assert await letters_of(dan, MailState.QUEUED) == 1


@dataclass
class Held(Post):
    """A mail server that answers when it is told to."""

    asked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: EmailMessage) -> None:
        self.asked.release()
        await self.answers.wait()
        await super().send(message)


async def test_workers_at_once_share_one_allowance(portal: TestPortal) -> None:
    allow(portal, others=3)
    for _ in range(8):
        await suspension(portal)
    portal.post = server = Held()

    workers = [asyncio.create_task(portal.mail()) for _ in range(8)]
    for worker in workers:
        worker.add_done_callback(lambda _: server.asked.release())
    async with asyncio.timeout(60):
        for _ in workers:  # Each is sending, or has found nothing that may go.
            await server.asked.acquire()
    server.answers.set()
    await asyncio.gather(*workers)

    assert len(server.sent) == 3
    assert await Mail.filter(state=MailState.QUEUED, trouble="TOO_MANY_REQUESTS").count() == 5


async def test_a_letter_that_was_put_off_does_not_go_with_the_next_ones(
    portal: TestPortal,
) -> None:
    dan = await decided(portal, stranger(portal))
    portal.post.trouble = MailDeferred("451 later", code=None)
    await portal.mail()
    portal.post.trouble = None
    others = [await decided(portal, stranger(portal, number)) for number in (2, 3)]

    for _ in others:
        await portal.mail()

    assert await letters_of(dan) == 0
    assert [await letters_of(person) for person in others] == [1, 1]


async def test_letters_that_take_no_share_are_not_counted_as_one_applicants(
    portal: TestPortal,
) -> None:
    now, limiter = portal.clock(), portal.services.limiter
    sent = Taken(template=Template.PASSED, share=None, leads=False, at=now)
    allowance = Allowance(limiter=limiter, taken=[sent, sent], now=now)
    waiting = [
        Mail(id=uuid4(), template=Template.PASSED, share=share, queued_at=now - age)
        for share, age in (("stranger", HOUR), (None, 2 * HOUR))
    ]

    assert [mail.share for mail in allowance.fairly(waiting)] == [None, "stranger"]


async def test_limits_that_only_count_hold_no_letter_back(portal: TestPortal) -> None:
    allow(portal, others=1)
    portal.limits_only_count()
    for _ in range(3):
        await suspension(portal)

    sent = await portal.mails()

    assert len(sent) == 3
    assert portal.services.limiter.over == {(Act.MAIL, Counted.MAILBOX): 2}


async def test_a_mail_of_the_release_before_is_counted_by_its_mailbox(portal: TestPortal) -> None:
    allow(portal, others=1)
    for name in ("alice+1", "alice+2", "bruno"):
        await suspension(portal, recipient=f"{name}@company.example")
    await Mail.all().update(mailbox="")

    sent = await portal.mails()

    assert {str(mail["To"]).partition("+")[0] for mail in sent} == {
        "alice",
        "bruno@company.example",
    }
    assert len(sent) == 2
