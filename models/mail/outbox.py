"""The outbox: mails are queued in the transaction that causes them, leased and sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from models.core import trace
from models.mail.kinds import Template


class MailState(StrEnum):
    """The state of a mail in the outbox."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"


class Mail(Model):
    """A mail: its content, its recipient, and the attempts to send it.

    Its values contain no secret: a link's token is derived when the mail is rendered. The
    Message-ID is fixed, so that mail programs recognise the duplicate after a lost reply. ``trace``
    is the trace id of the request that caused the mail.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    recipient = fields.CharField(254)
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
    ) -> "Mail":
        """Put a mail into the outbox, in the transaction that causes it."""
        mail_id = uuid4()
        return await cls.create(
            id=mail_id,
            recipient=recipient,
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
    async def lease_next(cls, *, at: datetime, lease: timedelta) -> "Mail | None":
        """Lease the next due mail for this worker, or return None."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        due = cls.filter(free, state=MailState.QUEUED, due_at__lte=at)
        for mail_id in await due.order_by("due_at").limit(8).values_list("id", flat=True):
            mine = uuid4()
            won = await due.filter(id=mail_id).update(leased_until=at + lease, lease=mine)
            if won:
                return await cls.get_or_none(id=mail_id, lease=mine)
        return None

    async def mark_sent(self, *, at: datetime) -> bool:
        """Record that the server accepted it; return False if another worker has the lease."""
        return await self._settle({"state": MailState.SENT, "sent_at": at, "trouble": None})

    async def put_off(self, *, until: datetime, trouble: str) -> bool:
        return await self._settle({"due_at": until, "trouble": trouble[:400]})

    async def give_up(self, *, trouble: str) -> bool:
        return await self._settle({"state": MailState.GIVEN_UP, "trouble": trouble[:400]})

    async def _settle(self, columns: Mapping[str, object]) -> bool:
        # The lease may have passed to another worker, whose result counts then.
        outcome = {**columns, "attempts": self.attempts + 1, "leased_until": None, "lease": None}
        won = await Mail.filter(id=self.id, lease=self.lease).update(**outcome)
        return bool(won)
