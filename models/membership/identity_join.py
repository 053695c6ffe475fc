"""The request to recognise the holder of a reissued card as a member."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import UserError, Words
from models.core.rules import IDENTITY_JOIN_LIFE
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.pki.verdict import Proof


class IdentityJoinNotFound(UserError):
    """The request does not exist, has expired, or the registered mailbox has not confirmed it."""

    zh = Words(
        title="找不到此筆認定申請",
        message="找不到此筆認定申請：可能已逾期、已處理，或公司尚未確認。",
    )
    en = Words(
        title="This request was not found",
        message="It may have expired or been decided, or the company has not confirmed it yet.",
    )


class IdentityJoin(Model):
    """What a reissued card proved about a person whom the service does not recognise by it.

    The worker sets ``handled_at`` once it has looked for the account, and ``account`` if there is
    one; the registered mailbox confirms, and staff join the identifier to a member.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8)
    account: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    account_id: UUID | None
    holder_name = fields.CharField(120)
    last_four = fields.CharField(4, null=True)
    authority = fields.CharField(254)
    issuer_key_id = fields.CharField(64)
    subject_serial = fields.CharField(64)
    certificate_sha256 = fields.CharField(64)
    asked_at = fields.DatetimeField(db_index=True)
    expires_at = fields.DatetimeField(db_index=True)
    handled_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    joined_at = fields.DatetimeField(null=True)
    joined_by = fields.CharField(64, null=True)
    # No foreign key, because it is a record of the past that nothing joins.
    membership_id = fields.UUIDField(null=True)

    class Meta:
        table = "identity_join"

    @classmethod
    async def begin(
        cls, change: Change, proof: Proof, *, control_number: str, actor: str, at: datetime
    ) -> "IdentityJoin":
        join = await cls.create(
            control_number=control_number,
            holder_name=proof.holder_name,
            last_four=proof.id_last4,
            authority=proof.authority,
            issuer_key_id=proof.issuer_key_id,
            subject_serial=proof.subject_serial,
            certificate_sha256=proof.certificate_sha256,
            asked_at=at,
            expires_at=at + IDENTITY_JOIN_LIFE,
        )
        asked = NewEvent(
            subject=join.subject, kind=EventKind.IDENTITY_JOIN_ASKED, actor=actor, at=at
        )
        change.record(asked)
        return join

    @classmethod
    def confirmed(cls, *, at: datetime) -> QuerySet["IdentityJoin"]:
        """Return a query for the requests that wait for staff."""
        return cls.filter(confirmed_at__isnull=False, joined_at__isnull=True, expires_at__gt=at)

    @classmethod
    async def void_of_account(cls, account_id: UUID, *, at: datetime) -> None:
        """Void what the account's mailbox was asked for, or has confirmed, and staff have not."""
        unsettled = cls.filter(account_id=account_id, joined_at__isnull=True, expires_at__gt=at)
        await unsettled.update(expires_at=at)

    @classmethod
    async def of_subject(cls, subject: str) -> "IdentityJoin":
        return await cls.get(id=UUID(subject.removeprefix("join:")))

    @property
    def subject(self) -> str:
        return f"join:{self.id}"
