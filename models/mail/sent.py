"""The letters about a record, with their mailboxes masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState


@dataclass(frozen=True, kw_only=True)
class SentLetter:
    """A letter that was queued; ``sent_at`` is None until the mail server has taken it."""

    template: Template
    mailbox: str
    state: MailState
    queued_at: datetime
    sent_at: datetime | None


async def letters_about(subject: str, *, most: int) -> Sequence[SentLetter]:
    """Return the letters about a record (``application:…``, ``account:…``), newest first."""
    mails = await Mail.filter(subject=subject).order_by("-queued_at").limit(most)
    return [
        SentLetter(
            template=mail.template,
            mailbox=masked_mailbox(mail.recipient),
            state=mail.state,
            queued_at=mail.queued_at,
            sent_at=mail.sent_at,
        )
        for mail in mails
    ]


def masked_mailbox(address: str) -> str:
    """Return an address of which its owner recognises the ends: a***@company.example."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"
