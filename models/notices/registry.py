"""Letters about a company's new mailbox in the registry, to the old mailbox and the new one."""

from collections.abc import Mapping
from datetime import datetime

from models.account.account import Account
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.outbox import Mail
from models.registry.mailbox import Announcement, RegistryMailbox, folded
from models.session.roles import AccountStatus


async def announce_mailbox(
    change: Change, announcement: Announcement, *, actor: str, domain: str, at: datetime
) -> None:
    """Queue the notice that a mailbox will count, in the transaction that puts it on file."""
    record = announcement.record
    if record.effective_at is None:
        raise RuntimeError("a mailbox that waits has no time from which it counts")
    await _tell(
        record,
        Template.REGISTRY_MAILBOX_ANNOUNCED,
        also=announcement.counting,
        values={"effective_at": record.effective_at.isoformat()},
        domain=domain,
        at=at,
    )
    record_mailbox(change, record, EventKind.REGISTRY_MAILBOX_ANNOUNCED, actor=actor, at=at)


async def tell_that_it_counts(
    record: RegistryMailbox, *, former: list[str], domain: str, at: datetime
) -> None:
    """Queue the letter that a mailbox counts from now on."""
    await _tell(
        record,
        Template.REGISTRY_MAILBOX_COUNTS,
        also=tuple(former),
        values={"changed_at": at.isoformat()},
        domain=domain,
        at=at,
    )


def record_mailbox(
    change: Change, record: RegistryMailbox, kind: EventKind, *, actor: str, at: datetime
) -> None:
    """Record what became of a mailbox; the address stays out of the journal."""
    event = NewEvent(
        subject=record.subject, kind=kind, actor=actor, at=at, payload={"mailbox": str(record.id)}
    )
    change.record(event)


async def _tell(
    record: RegistryMailbox,
    template: Template,
    *,
    also: tuple[str, ...],
    values: Mapping[str, str],
    domain: str,
    at: datetime,
) -> None:
    open_accounts = Account.filter(control_number=record.control_number)
    account = await open_accounts.exclude(status=AccountStatus.CLOSED).first()
    of_account = [account.mailbox] if account and account.mailbox else []
    recipients = {folded(email): email for email in (record.email, *also, *of_account)}
    for recipient in recipients.values():
        await Mail.queue(
            recipient=recipient,
            template=template,
            values={"control_number": record.control_number, **values},
            link_id=None,
            subject=record.subject,
            domain=domain,
            at=at,
        )
