"""The mailboxes of companies on file that do not count yet, and those that count until then.

Otherwise a person who can change the registry's mailbox of a company could have the link of its
account mailed elsewhere. So a new mailbox counts only some time after a notice to the old one and
to itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.rules import REGISTRY_MAILBOX_NOTICE
from models.mail.letter import EmailInvalid, mailbox


class MailboxStatus(StrEnum):
    """What a mailbox is that is not simply the one on file.

    A FORMER one has left the registry, and counts until another does. A WAITING one is on file,
    and counts after its notice. An UNREACHED one is on file, but did not take the notice.
    """

    FORMER = "FORMER"
    WAITING = "WAITING"
    UNREACHED = "UNREACHED"


_NOT_IN_USE = (MailboxStatus.WAITING, MailboxStatus.UNREACHED)


class RegistryMailbox(Model):
    """A mailbox of a company that does not count although it is on file, or counts although not.

    A mailbox on file without such a record counts. ``effective_at`` is when a WAITING one will.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8)
    email = fields.CharField(320)
    status = fields.CharEnumField(MailboxStatus, max_length=16)
    since = fields.DatetimeField()
    effective_at = fields.DatetimeField(null=True, db_index=True)

    class Meta:
        table = "registry_mailbox"
        unique_together = (("control_number", "email"),)

    @property
    def subject(self) -> str:
        """The subject of its events and letters."""
        return f"registry:{self.control_number}"

    @classmethod
    def due(cls, *, at: datetime) -> QuerySet["RegistryMailbox"]:
        """Return a query for those whose notice is over."""
        return cls.filter(status=MailboxStatus.WAITING, effective_at__lte=at)

    async def begin_to_count(self) -> list[str] | None:
        """Make it count from now on; return those that counted until now, None if it is over."""
        if not await RegistryMailbox.filter(id=self.id, status=MailboxStatus.WAITING).delete():
            return None
        former = RegistryMailbox.filter(
            control_number=self.control_number, status=MailboxStatus.FORMER
        )
        counted = [record.email for record in await former]
        await former.delete()
        return counted


async def mailboxes_in_use(control_number: str, on_file: Iterable[str]) -> dict[str, str]:
    """Return the mailbox in use in place of each one that does not count yet, by its folded form.

    ``on_file`` are the company's mailboxes on file.
    """
    records = await RegistryMailbox.filter(control_number=control_number).order_by("-since")
    waiting = {folded(record.email) for record in records if record.status in _NOT_IN_USE}
    if not waiting:
        return {}
    former = [record.email for record in records if record.status is MailboxStatus.FORMER]
    beside = [email for email in on_file if folded(email) not in waiting]
    return dict.fromkeys(waiting, [*beside, *former][0])


@dataclass(frozen=True, kw_only=True)
class MailboxChange:
    """The mailboxes of one company before an import and after it, those that are addresses."""

    control_number: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def brings_another(self) -> bool:
        """Return whether a mailbox came beside, or in place of, one that was on file."""
        return bool(self.before and _by_key(self.after).keys() - _by_key(self.before).keys())


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A mailbox that waits, and the mailboxes that count until it does."""

    record: RegistryMailbox
    counting: tuple[str, ...]


async def note_change(change: MailboxChange, *, at: datetime) -> list[Announcement]:
    """Record which mailboxes count from now on; return those of which notice must be given.

    Called in the transaction that puts the import on file.
    """
    of_company = await RegistryMailbox.filter(control_number=change.control_number)
    waiting = {folded(one.email) for one in of_company if one.status in _NOT_IN_USE}
    former = _by_key(one.email for one in of_company if one.status is MailboxStatus.FORMER)
    after = _by_key(change.after)
    before = {key: email for key, email in _by_key(change.before).items() if key not in waiting}
    counted = former | before
    # What is on file again counts as it did, and what has left before it counted never does.
    stale = [
        one.id
        for one in of_company
        if (folded(one.email) in after) is (one.status is MailboxStatus.FORMER)
    ]
    await RegistryMailbox.filter(id__in=stale).delete()
    left = [email for key, email in before.items() if key not in after and key not in former]
    await RegistryMailbox.bulk_create(
        RegistryMailbox(
            control_number=change.control_number,
            email=email,
            status=MailboxStatus.FORMER,
            since=at,
        )
        for email in left
    )
    if not counted:
        return []  # A company that had none can be told nowhere else.
    came = [email for key, email in after.items() if key not in counted and key not in waiting]
    return [
        Announcement(
            record=await RegistryMailbox.create(
                control_number=change.control_number,
                email=email,
                status=MailboxStatus.WAITING,
                since=at,
                effective_at=at + REGISTRY_MAILBOX_NOTICE,
            ),
            counting=tuple(counted.values()),
        )
        for email in came
    ]


def address_in(cell: str | None) -> str | None:
    """Return the mailbox in a cell of the registry, or None if it has none that can be used."""
    try:
        return mailbox(cell or "")
    except EmailInvalid:
        return None


def folded(email: str) -> str:
    """Return a mailbox as it is compared: a change of capitals is none."""
    return email.casefold()


def _by_key(emails: Iterable[str]) -> dict[str, str]:
    return {folded(email): email for email in emails}
