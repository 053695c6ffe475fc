"""Tests of the outbox: one delivery, retries, giving up."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

import pytest

from models.core.rules import LEASE_LIFE
from models.database.transaction import tx
from models.mail.outbox import Mail, MailState
from models.notices.outgoing import next_turn
from models.outside.smtp import MailDeferred, MailMisconfigured, MailRefused
from tests.support.people.people import Person
from tests.support.portal import Post, TestPortal
from tests.support.scenarios.applications import approved, submitted
from tests.support.scenarios.mails import suspension


async def decided(portal: TestPortal) -> None:
    """Queue a mail."""
    await submitted(portal)
    await portal.review()


async def test_a_mail_is_sent_once(portal: TestPortal) -> None:
    await decided(portal)

    sent = [await portal.mail() for _ in range(3)]

    mail = await Mail.get()
    assert sent == [True, False, False]
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)


async def test_a_mail_that_one_worker_has_is_not_given_to_another(portal: TestPortal) -> None:
    await decided(portal)
    at, box = portal.clock(), "a@company.example"
    await Mail.all().update(mailbox=box)

    async with tx():
        [mail] = await Mail.waiting_for(box, at=at)
        await mail.lease_until(at + timedelta(minutes=1), leads=False)
    async with tx():
        meanwhile = await Mail.waiting_for(box, at=at)
        afterwards = await Mail.waiting_for(box, at=at + timedelta(minutes=2))

    assert meanwhile == []
    assert len(afterwards) == 1


async def test_a_mail_goes_out_in_both_languages_with_its_link_in_each(portal: TestPortal) -> None:
    await decided(portal)

    await portal.mail()

    [mail] = portal.post.sent
    token = portal.post.link()
    assert mail["Content-Language"] == "zh-Hant-TW, en"
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        chinese, english = str(part.get_content()).split("Your application has passed")
        assert "帳號申請審核通過" in chinese
        assert token in chinese
        assert token in english


@pytest.mark.parametrize(
    "trouble", [MailDeferred("451 later", code=None), MailMisconfigured("530 no", code=None)]
)
async def test_a_mail_that_did_not_go_is_tried_again_with_the_same_message_id(
    portal: TestPortal, trouble: Exception
) -> None:
    await decided(portal)
    portal.post.trouble = trouble

    await portal.mail()
    at_once = await portal.mail()
    put_off = await Mail.get()
    portal.post.trouble = None
    portal.clock.forward(timedelta(minutes=5))
    await portal.mail()

    assert at_once is False
    assert (put_off.state, put_off.attempts) == (MailState.QUEUED, 1)
    assert put_off.trouble == str(trouble)
    [mail] = portal.post.sent
    assert mail["Message-ID"] == put_off.message_id


async def test_a_fault_for_the_operator_is_logged_and_retried_slowly(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    await decided(portal)
    portal.post.trouble = MailMisconfigured("certificate expired", code=None)

    await portal.mail()
    portal.clock.forward(timedelta(minutes=3))

    assert not await portal.mail()
    assert "certificate expired" in caplog.text


async def test_a_permanently_refused_mail_is_given_up_and_logged(portal: TestPortal) -> None:
    await decided(portal)
    portal.post.trouble = MailRefused("550 no such mailbox", code=None)

    await portal.mail()
    portal.post.trouble = None
    again = await portal.mail()

    mail = await Mail.get()
    assert (mail.state, mail.trouble) == (MailState.GIVEN_UP, "550 no such mailbox")
    assert again is False


async def test_a_mail_is_not_retried_without_end(portal: TestPortal) -> None:
    await decided(portal)
    portal.post.trouble = MailDeferred("no route", code=None)
    tries = 0

    while await Mail.filter(state=MailState.QUEUED).exists():
        tries += await portal.mail()
        portal.clock.forward(timedelta(hours=1))

    assert 70 <= tries <= 80
    assert (await Mail.get()).state is MailState.GIVEN_UP


async def test_a_worker_that_died_while_sending_leaves_the_mail_to_another(
    portal: TestPortal,
) -> None:
    await decided(portal)
    held = await next_turn(limiter=portal.services.limiter, at=portal.clock(), lease=LEASE_LIFE)

    at_once = await portal.mail()
    portal.clock.forward(LEASE_LIFE)
    later = await portal.mail()

    assert held is not None
    assert held.mail is not None
    assert (at_once, later) == (False, True)
    assert await held.mail.mark_sent(at=portal.clock()) is False
    assert (await Mail.get()).attempts == 1


async def test_a_mail_whose_link_was_replaced_does_not_go_out(portal: TestPortal) -> None:
    await decided(portal)
    portal.clock.forward(timedelta(minutes=6))
    alice = await passed_by(portal)

    await alice.do("resendMail", "caseNumber", applicationId=alice.application["id"])
    while await portal.mail():
        pass

    assert await Mail.filter(state=MailState.SUPERSEDED).count() == 1
    assert len(portal.post.sent) == 1


async def test_a_mail_whose_link_was_used_has_arrived_and_is_not_sent_again(
    portal: TestPortal,
) -> None:
    alice = await approved(portal)
    await alice.activate(portal.post.link("/activate"))
    await Mail.filter(template="passed").update(state=MailState.QUEUED)
    portal.clock.forward(timedelta(minutes=5))

    while await portal.mail():
        pass

    assert await Mail.filter(state=MailState.SENT).count() == 2
    assert len(portal.post.sent) == 2  # The first one, and the one that tells of the activation.


async def passed_by(portal: TestPortal) -> Person:
    """Return the applicant, in another browser."""
    alice = Person.at(portal)
    await alice.resume()
    return alice


async def test_one_bad_mailbox_does_not_block_the_others(portal: TestPortal) -> None:
    bad = await suspension(portal, recipient="not a mailbox")
    good = await suspension(portal)

    await portal.mails()

    assert (await Mail.get(id=bad.id)).state is MailState.GIVEN_UP
    assert (await Mail.get(id=good.id)).state is MailState.SENT


@dataclass
class Picky(Post):
    """A mail server that has trouble with one mailbox."""

    fault: Exception = field(default_factory=Exception)

    async def send(self, message: EmailMessage) -> None:
        if message["To"] == "bad@company.example":
            raise self.fault
        await super().send(message)


@pytest.mark.parametrize(
    ("fault", "state", "attempts"),
    [
        (MailRefused("550 no such mailbox", code=550), MailState.GIVEN_UP, 1),
        (MailDeferred("451 later", code=451), MailState.QUEUED, 2),
    ],
)
async def test_a_mailbox_that_refuses_stops_at_once_and_delays_no_other(
    portal: TestPortal, fault: Exception, state: MailState, attempts: int
) -> None:
    portal.post = server = Picky(fault=fault)
    bad = await suspension(portal, recipient="bad@company.example")
    for _ in range(2):
        await suspension(portal)

        await portal.mails()
        portal.clock.forward(timedelta(minutes=5))

    tried = await Mail.get(id=bad.id)
    assert (tried.state, tried.attempts) == (state, attempts)
    assert len(server.sent) == 2
