"""The outbox: mails are queued in the transaction that causes them, leased and sent."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core import trace
from models.mail.kinds import Template
from models.mail.letter import LONGEST_MAILBOX, mailbox_counted


class MailState(StrEnum):
    """The state of a mail in the outbox; a SUPERSEDED one is never sent."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"
    SUPERSEDED = "SUPERSEDED"


class Mail(Model):
    """A mail: its content, its recipient, and the attempts to send it.

    Its values contain no secret: a link's token is derived when the mail is rendered. The
    Message-ID is fixed, so that mail programs recognise the duplicate after a lost reply. ``trace``
    is the trace id of the request that caused the mail.

    ``mailbox`` is the recipient as it is counted; a mail of an older release has none until it is
    due. ``share`` is the applicant whose share of the mailbox's allowance it takes, if any, and
    ``leads`` whether it is counted as the letter of a company's newest case.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    recipient = fields.CharField(LONGEST_MAILBOX)
    mailbox = fields.CharField(LONGEST_MAILBOX, db_default="", db_index=True)
    share = fields.CharField(64, null=True)
    leads = fields.BooleanField(db_default=False)
    template = fields.CharEnumField(Template, max_length=32)
    values = fields.JSONField[dict[str, str]]()
    link: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Link", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    link_id: UUID | None
    account_link: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.AccountLink", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    account_link_id: UUID | None
    subject = fields.CharField(64, db_index=True)
    message_id = fields.CharField(120, unique=True)
    state = fields.CharEnumField(MailState, max_length=16)
    attempts = fields.IntField(default=0)
    queued_at = fields.DatetimeField()
    due_at = fields.DatetimeField(db_index=True)
    leased_until = fields.DatetimeField(null=True)
    lease = fields.UUIDField(null=True)
    sent_at = fields.DatetimeField(null=True)
    trouble = fields.CharField(400, null=True)
    trace = fields.CharField(32, null=True)

    class Meta:
        table = "mail"
        indexes = (("state", "due_at"), ("queued_at",))

    @classmethod
    async def queue(
        cls,
        *,
        recipient: str,
        template: Template,
        values: Mapping[str, str],
        link_id: UUID | None,
        subject: str,
        domain: str,
        at: datetime,
        account_link_id: UUID | None = None,
        share: str | None = None,
    ) -> "Mail":
        """Put a mail into the outbox, in the transaction that causes it."""
        mail_id = uuid4()
        return await cls.create(
            id=mail_id,
            recipient=recipient,
            mailbox=mailbox_counted(recipient),
            share=share,
            leads=False,
            template=template,
            values=dict(values),
            link_id=link_id,
            account_link_id=account_link_id,
            subject=subject,
            message_id=f"<{mail_id}@{domain}>",
            state=MailState.QUEUED,
            queued_at=at,
            due_at=at,
            trace=trace.current(),
        )

    @classmethod
    async def next_due(cls, *, at: datetime) -> "Mail | None":
        """Return the mail that is due first and that no worker has, with its mailbox's key."""
        due = cls._readable().filter(free(at), state=MailState.QUEUED, due_at__lte=at)
        mail = await due.order_by("due_at").first()
        if mail is not None and not mail.mailbox:
            mail.mailbox = mailbox_counted(mail.recipient)
            await cls.filter(id=mail.id).update(mailbox=mail.mailbox)
        return mail

    @classmethod
    async def waiting_for(cls, mailbox: str, *, at: datetime) -> "list[Mail]":
        """Return the mails to a mailbox that no worker has, locked until the transaction ends.

        They are locked in one order, so that two workers cannot deadlock.
        """
        waiting = cls._readable().filter(free(at), mailbox=mailbox, state=MailState.QUEUED)
        return await waiting.order_by("id").select_for_update()

    @classmethod
    def _readable(cls) -> QuerySet["Mail"]:
        # A newer version, beside this one or before it was taken back, has kinds of its own.
        return cls.filter(template__in=list(Template))

    @property
    def name(self) -> str:
        return f"mail {self.id}"

    async def lease_until(self, until: datetime, *, leads: bool) -> None:
        """Lease a mail that the transaction has locked."""
        await self._write({"leased_until": until, "lease": uuid4(), "leads": leads})

    async def wait(self, until: datetime, *, why: str) -> None:
        """Put off a mail that the transaction has locked, without an attempt."""
        await self._write({"due_at": until, "trouble": why})

    async def end(self, state: MailState, *, why: str | None, sent_at: datetime | None) -> None:
        """Settle a mail that the transaction has locked, without an attempt."""
        await self._write({"state": state, "trouble": why, "sent_at": sent_at})

    async def _write(self, columns: Mapping[str, object]) -> None:
        await Mail.filter(id=self.id).update(**columns)
        self.update_from_dict(dict(columns))

    async def mark_sent(self, *, at: datetime) -> bool:
        """Record that the server accepted it; return False if another worker has the lease."""
        return await self._settle({"state": MailState.SENT, "sent_at": at, "trouble": None})

    async def put_off(self, *, until: datetime, trouble: str) -> bool:
        return await self._settle({"due_at": until, "trouble": trouble[:400]})

    async def give_up(self, *, trouble: str) -> bool:
        return await self._settle({"state": MailState.GIVEN_UP, "trouble": trouble[:400]})

    async def renew(self, *, until: datetime) -> bool:
        """Prolong the lease; return False if another worker has it."""
        return bool(await self._held().update(leased_until=until))

    async def give_back(self) -> None:
        """Return the lease, without an attempt, unless the mail is settled."""
        await self._held().update(leased_until=None, lease=None)

    async def _settle(self, columns: Mapping[str, object]) -> bool:
        # The lease may have passed to another worker, whose result counts then.
        outcome = {**columns, "attempts": self.attempts + 1, "leased_until": None, "lease": None}
        return bool(await self._held().update(**outcome))

    def _held(self) -> QuerySet["Mail"]:
        return Mail.filter(id=self.id, lease=self.lease)


def free(at: datetime) -> Q:
    """Return the condition for a mail that no worker has leased."""
    return Q(leased_until__isnull=True) | Q(leased_until__lte=at)
