"""Invariants after any number of crashes: nothing lost, nothing twice, nothing stuck."""

import asyncio
from pathlib import Path
from uuid import UUID

import asyncpg

from models.account.account import Account
from models.application.application import Application
from models.application.transitions import Status
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import LEASE_LIFE
from models.database.transaction import opened
from models.journal.event import GENESIS, Event, EventContent, Journal
from models.journal.writer import chained
from models.link.link import Link
from models.mail.outbox import Mail, MailState
from models.session.roles import AccountStatus
from tests.support.people.applicant import Applicant
from tests.support.servers.process import until

PATH = ("APPLIED", "CARD_BOUND", "SUBMITTED", "APPROVED", "MAIL_SENT", "ACTIVATED", "MAIL_SENT")
# By the name of a letter's file: what changes when it is written once more.
Seals = dict[str, tuple[int, int]]


async def let_leases_pass(url: str, *, mailbox: Path) -> Seals:
    """Move the leases of a dead service back by as long as they last.

    Returns the seals of the letters recorded as sent, which must not be written again.
    """
    await _connections_gone(url)
    async with opened(url):
        for application in await Application.filter(review_due_at__isnull=False):
            assert application.review_due_at is not None
            due = application.review_due_at - LEASE_LIFE
            await Application.filter(id=application.id).update(review_due_at=due)
        for mail in await Mail.filter(leased_until__isnull=False):
            assert mail.leased_until is not None
            until_then = mail.leased_until - LEASE_LIFE
            await Mail.filter(id=mail.id).update(leased_until=until_then)
        sent = await Mail.filter(state=MailState.SENT)
    return {name: _seal(mailbox / name) for name in map(_file_name, sent)}


async def wait_until_sent(url: str, letters: int) -> None:
    """Wait until the service has recorded so many letters as sent."""

    async def known() -> bool:
        return await Mail.filter(state=MailState.SENT).count() >= letters

    async with opened(url):
        await until(known)


async def check_journal() -> None:
    """Check the journal from its first event: consecutive numbers, unbroken hash chain."""
    previous, seq = GENESIS, 0
    async for event in Event.all().order_by("seq"):
        seq += 1
        assert (event.seq, event.previous_hash) == (seq, previous), f"broken at event {event.seq}"
        new_event = EventContent(
            subject=event.subject,
            kind=event.kind,
            actor=event.actor,
            at=event.at,
            payload=event.payload,
        )
        previous = chained(seq=seq, event=new_event, previous=previous)
    journal = await Journal.get(id=1)
    assert (journal.seq, journal.hash) == (seq, previous)


async def check_path(applicant: Applicant) -> UUID:
    """Check that an application went the whole path, each step once; return its id."""
    application = await Application.get(id=applicant.application_id)
    assert application.status is Status.ACTIVATED
    assert application.review_due_at is None
    kinds = await kinds_of(application.subject)
    assert kinds == PATH, kinds

    account = await Account.get(control_number=application.control_number)
    assert (account.application_id, account.status) == (application.id, AccountStatus.ACTIVE)
    card = await Certificate.get(control_number=application.control_number)
    assert (card.application_id, card.account_id) == (application.id, account.id)
    assert card.status is CertificateStatus.LIVE
    assert (await Link.get(application_id=application.id)).spent_at is not None
    return application.id


async def check_mails(applicant: Applicant) -> None:
    """Check that both letters are recorded as sent, and are in the mailbox once."""
    subject = f"application:{applicant.application_id}"
    mails = await Mail.filter(subject=subject).order_by("queued_at")
    templates = [mail.template.value for mail in mails]
    assert templates == ["passed", "activated"], templates
    for mail in mails:
        outcome = (mail.state, mail.attempts, mail.trouble, mail.lease, mail.leased_until)
        assert outcome == (MailState.SENT, 1, None, None, None), outcome
    received = {letter["Message-ID"] for letter in applicant.letters()}
    assert received == {mail.message_id for mail in mails}, received
    assert len(applicant.letters()) == 2


async def kinds_of(subject: str) -> tuple[str, ...]:
    """Return the kinds of a subject's events, in order."""
    kinds = await Event.filter(subject=subject).order_by("seq").values_list("kind", flat=True)
    return tuple(str(kind) for kind in kinds)


def check_seals(seals: Seals, *, mailbox: Path) -> None:
    """Check that no letter was written again after it was recorded as sent."""
    again = [name for name, seal in seals.items() if _seal(mailbox / name) != seal]
    assert not again, again


def _file_name(mail: Mail) -> str:
    return f"{mail.id}.eml"


def _seal(file: Path) -> tuple[int, int]:
    assert file.exists(), f"{file.name} is known to be sent, and lost"
    found = file.stat()
    return found.st_ino, found.st_mtime_ns


async def _connections_gone(url: str) -> None:
    """Wait until PostgreSQL has noticed the crash: a last statement may still be running."""
    if url.startswith("sqlite:"):
        return
    server = await asyncpg.connect(url)

    async def alone() -> bool:
        return not await server.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    try:
        await until(alone)
    finally:
        await asyncio.shield(server.close())
