"""The worker lets a company's new mailbox in the registry count, once its notice is over."""

from datetime import datetime

from models.database.put_off import PutOff
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState
from models.notices.registry import record_mailbox, tell_that_it_counts
from models.registry.mailbox import MailboxStatus, RegistryMailbox, folded

COUNTER = "service:registry"
_PUT_OFF = PutOff("registry")


async def count_next(*, domain: str, now: datetime) -> bool:
    """Make one mailbox count whose notice is over; return False without one.

    It waits while a letter of its notice has not gone out. One that did not take the letter itself
    does not count, until the registry has another.
    """
    due = RegistryMailbox.due(at=now).order_by("effective_at")
    for mailbox_id in await _PUT_OFF.all(due, at=now):
        handled = True
        with _PUT_OFF.trying(mailbox_id, at=now):
            record = await RegistryMailbox.get_or_none(id=mailbox_id)
            handled = record is None or await _settle(record, domain=domain, now=now)
        if handled:
            return True
    return False


async def _settle(record: RegistryMailbox, *, domain: str, now: datetime) -> bool:
    """Settle a mailbox; return False if a letter about it has not gone out."""
    letters = await Mail.filter(
        subject=record.subject,
        template=Template.REGISTRY_MAILBOX_ANNOUNCED,
        queued_at=record.since,
    )
    if any(letter.state is MailState.QUEUED for letter in letters):
        return False
    unreached = any(
        folded(letter.recipient) == folded(record.email) and letter.state is MailState.GIVEN_UP
        for letter in letters
    )
    async with tx() as change:
        if unreached:
            waiting = RegistryMailbox.filter(id=record.id, status=MailboxStatus.WAITING)
            if await waiting.update(status=MailboxStatus.UNREACHED, effective_at=None):
                kind = EventKind.REGISTRY_MAILBOX_UNREACHED
                record_mailbox(change, record, kind, actor=COUNTER, at=now)
            return True
        former = await record.begin_to_count()
        if former is not None:
            await tell_that_it_counts(record, former=former, domain=domain, at=now)
            kind = EventKind.REGISTRY_MAILBOX_COUNTS
            record_mailbox(change, record, kind, actor=COUNTER, at=now)
    return True
