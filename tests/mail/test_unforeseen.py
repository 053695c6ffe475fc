"""Tests of letters that fail for a reason nobody foresaw, and of leases of letters."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from models.core.rules import LEASE_LIFE, MAIL_TRIED_FOR
from models.database.transaction import client
from models.database.unavailable import DatabaseUnavailable
from models.journal.event import Event
from models.limits.limiter import Limiter
from models.mail.outbox import Mail, MailState
from models.notices.allowance import Allowance
from models.notices.outgoing import Turn, next_turn
from resolvers.health.measure import measure
from tests.support.portal import Post, TestPortal
from tests.support.scenarios.mails import (
    HOUR,
    allow,
    decided,
    letters_of,
    stranger,
    suspension,
)

BROKEN = "broken@company.example"


@dataclass
class Breaking(Post):
    """A mail server's client that breaks down over one mailbox, by a fault of its own."""

    tries: int = 0
    fault: Exception = field(default_factory=lambda: KeyError("holder"))

    async def send(self, message: EmailMessage) -> None:
        if message["To"] == BROKEN:
            self.tries += 1
            raise self.fault
        await super().send(message)


async def test_a_letter_that_breaks_down_is_counted_and_put_off(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    portal.post = post = Breaking()
    broken = await suspension(portal, recipient=BROKEN)

    first, at_once = await portal.mail(), await portal.mail()
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    put_off = await Mail.get(id=broken.id)
    portal.clock.forward(timedelta(seconds=10))
    later = await portal.mail()

    assert (first, at_once, later) == (True, False, True)
    assert post.tries == 2
    assert (put_off.state, put_off.attempts, put_off.lease) == (MailState.QUEUED, 1, None)
    # The exception's own text may hold personal data.
    assert put_off.trouble == "UNFORESEEN KeyError"
    assert str(broken.id) in record.getMessage()
    assert (await Mail.get(id=broken.id)).attempts == 2


async def test_other_letters_go_on(portal: TestPortal) -> None:
    portal.post = Breaking()
    await suspension(portal, recipient=BROKEN)
    good = await suspension(portal)

    await portal.mails()

    assert (await Mail.get(id=good.id)).state is MailState.SENT


async def test_a_letter_that_always_breaks_down_is_given_up_after_some_days(
    portal: TestPortal,
) -> None:
    portal.post = post = Breaking()
    broken = await suspension(portal, recipient=BROKEN)

    while await Mail.filter(state=MailState.QUEUED).exists():
        while await portal.mail():
            pass
        portal.clock.forward(timedelta(minutes=10))

    mail = await Mail.get(id=broken.id)
    assert mail.state is MailState.GIVEN_UP
    assert portal.clock() - mail.queued_at > MAIL_TRIED_FOR
    # Each wait is twice the one before, and an hour at most.
    assert 70 <= post.tries == mail.attempts <= 110
    assert await Event.filter(kind="MAIL_GIVEN_UP").count() == 1


async def test_a_failure_is_counted_although_its_transaction_was_rolled_back(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(mail: Mail, **_: object) -> bool:
        await Mail.filter(id=mail.id).update(trouble="written, and rolled back")
        raise ZeroDivisionError

    mail = await suspension(portal)
    monkeypatch.setattr(Mail, "mark_sent", break_down)

    await portal.mail()

    await mail.refresh_from_db()
    assert (mail.attempts, mail.trouble) == (1, "UNFORESEEN ZeroDivisionError")


async def test_a_mailbox_whose_turn_breaks_down_keeps_no_other_waiting(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    of = Allowance.of

    async def break_down(mailbox: str, *, limiter: Limiter, now: datetime) -> Allowance:
        if mailbox == BROKEN:
            raise ZeroDivisionError
        return await of(mailbox, limiter=limiter, now=now)

    broken = [await suspension(portal, recipient=BROKEN) for _ in range(2)]
    portal.clock.forward(timedelta(seconds=1))
    good = await suspension(portal)
    with monkeypatch.context() as once:
        once.setattr(Allowance, "of", break_down)
        await portal.mails()
    failed = [await Mail.get(id=mail.id) for mail in broken]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    portal.clock.forward(timedelta(minutes=1))
    await portal.mails()

    assert [mail.attempts for mail in failed] == [1, 1]
    assert {mail.trouble for mail in failed} == {"UNFORESEEN ZeroDivisionError"}
    assert len(errors) == 2
    assert (await Mail.get(id=good.id)).attempts == 1
    assert await Mail.filter(state=MailState.SENT).count() == 3


async def test_a_mailboxs_turn_while_the_database_is_away_costs_no_attempt(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object, **__: object) -> Allowance:
        raise DatabaseUnavailable(ConnectionResetError())

    await suspension(portal)
    monkeypatch.setattr(Allowance, "of", break_down)

    with pytest.raises(DatabaseUnavailable):
        await portal.mail()

    assert (await Mail.get()).attempts == 0


async def test_a_letter_of_a_newer_version_waits_for_it_and_stops_no_other(
    portal: TestPortal,
) -> None:
    newer = await suspension(portal)
    await client().execute_query_dict(
        f"UPDATE mail SET template = 'of_tomorrow' WHERE id = '{newer.id}'"  # noqa: S608  # Our own id.
    )
    portal.clock.forward(timedelta(seconds=1))
    good = await suspension(portal)

    await portal.mails()
    measures = await measure(trust=portal.services.trust.store, now=portal.clock())

    assert (await Mail.get(id=good.id)).state is MailState.SENT
    assert measures.mails[MailState.QUEUED] == 1
    assert measures.outbox.oldest == timedelta(seconds=1)


async def test_a_database_that_is_away_costs_no_letter_an_attempt(portal: TestPortal) -> None:
    portal.post = Breaking(fault=DatabaseUnavailable(ConnectionResetError()))
    broken = await suspension(portal, recipient=BROKEN)

    with pytest.raises(DatabaseUnavailable):
        await portal.mail()
    at_once = await portal.mail()
    portal.clock.forward(LEASE_LIFE)
    with pytest.raises(DatabaseUnavailable):
        await portal.mail()

    assert at_once is False
    assert (await Mail.get(id=broken.id)).attempts == 0


async def taken(portal: TestPortal) -> Mail | None:
    """Lease the next mail, as a worker that sends it meanwhile."""
    turn = await next_turn(limiter=portal.services.limiter, at=portal.clock(), lease=LEASE_LIFE)
    return (turn or Turn(mail=None)).mail


async def test_a_renewed_lease_keeps_other_workers_away(portal: TestPortal) -> None:
    await suspension(portal)
    mail = await taken(portal)
    assert mail is not None
    portal.clock.forward(LEASE_LIFE - timedelta(seconds=1))

    renewed = await mail.renew(until=portal.clock() + LEASE_LIFE)
    portal.clock.forward(LEASE_LIFE - timedelta(seconds=1))
    meanwhile = await portal.mail()
    portal.clock.forward(timedelta(seconds=1))
    afterwards = await taken(portal)

    assert (renewed, meanwhile) == (True, False)
    assert afterwards is not None
    assert await mail.renew(until=portal.clock() + LEASE_LIFE) is False


async def test_a_lease_that_was_given_back_is_free_at_once(portal: TestPortal) -> None:
    await suspension(portal)
    mail = await taken(portal)
    assert mail is not None

    await mail.give_back()
    again = await taken(portal)
    # It is another's now.
    await mail.give_back()

    assert again is not None
    assert again.attempts == 0
    assert await taken(portal) is None


async def test_a_letter_that_is_settled_is_not_given_back(portal: TestPortal) -> None:
    await suspension(portal)
    mail = await taken(portal)
    assert mail is not None

    await mail.mark_sent(at=portal.clock())
    await mail.give_back()

    await mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)


async def test_two_letters_in_flight_to_one_mailbox_do_not_exceed_its_allowance(
    portal: TestPortal,
) -> None:
    allow(portal, others=2, newest=2, each=2)
    for _ in range(3):
        await suspension(portal)

    in_flight = [await taken(portal) for _ in range(3)]

    assert [mail is None for mail in in_flight] == [False, False, True]


async def test_room_that_a_failed_letter_leaves_is_used_before_the_hour_is_over(
    portal: TestPortal,
) -> None:
    allow(portal, others=1, newest=1, each=1)
    for _ in range(2):
        await suspension(portal)
    first = await taken(portal)
    assert first is not None
    beyond = await taken(portal)
    await first.put_off(until=portal.clock() + HOUR, trouble="451 later")

    at_once = await portal.mail()
    portal.clock.forward(LEASE_LIFE)
    later = await portal.mail()

    assert (beyond, at_once, later) == (None, False, True)
    assert len(portal.post.sent) == 1


async def test_the_newest_cases_letter_goes_while_older_ones_are_in_flight(
    portal: TestPortal,
) -> None:
    allow(portal, others=1, newest=2)
    for number in (1, 2):
        await decided(portal, stranger(portal, number))
    while await taken(portal) is not None:
        pass

    company = await decided(portal, stranger(portal, 3))
    await portal.mails()

    assert await letters_of(company) == 1


async def test_after_a_kill_every_letter_goes_within_forty_five_seconds(
    portal: TestPortal,
) -> None:
    for number in range(12):
        await suspension(portal, recipient=f"m{number}@company.example")
    in_hand = [await taken(portal) for _ in range(8)]

    for _ in range(45):
        # Another worker turns to the outbox every second.
        await portal.mails()
        portal.clock.forward(timedelta(seconds=1))

    mails = await Mail.filter(state=MailState.SENT)
    assert None not in in_hand
    assert len(mails) == 12
    assert all(mail.sent_at is not None for mail in mails)
    waits = [mail.sent_at - mail.queued_at for mail in mails if mail.sent_at is not None]
    assert max(waits) <= timedelta(seconds=45)
