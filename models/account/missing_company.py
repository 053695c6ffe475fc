"""The case of an account whose company is no longer on file; staff decide what becomes of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.session.roles import AccountStatus


class MissingCompanyNotFound(UserError):
    """The case of a company that is no longer on file does not exist."""

    zh = Words(title="找不到此案件", message="找不到此件未登載公司的案件，請重新查詢。")
    en = Words(
        title="This case was not found",
        message="There is no such case of a company that is not on file. Look at the list again.",
    )


class MissingCompanyOver(UserError):
    """The case is over: staff closed it, or the company is on file again."""

    zh = Words(title="此案件已結束", message="此案已由承辦人結案，或該公司已重新登載。")
    en = Words(
        title="This case is over",
        message="The case was closed by staff, or the company is on file again.",
    )


class MissingReason(StrEnum):
    """Why a company is no longer on file: it has no row, or was released from control."""

    GONE = "GONE"
    RELEASED = "RELEASED"


class MissingCompany(Model):
    """An open account of a company that an import took off file; the account itself is unchanged.

    It ends by itself when the company is on file again, or when staff close it with a ``note``;
    ``closed_by`` is then who did. An account has at most one that has not ended; a partial unique
    index enforces it.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    reason = fields.CharEnumField(MissingReason, max_length=16)
    since = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    note = fields.CharField(400, null=True)
    closed_by = fields.CharField(64, null=True)

    class Meta:
        table = "missing_company"

    @classmethod
    def standing(cls) -> QuerySet["MissingCompany"]:
        """Return a query for those that wait for staff; a closed account waits for nothing."""
        return cls.filter(ended_at__isnull=True, account__status__not=AccountStatus.CLOSED)

    @classmethod
    async def begin(
        cls, change: Change, account: Account, reason: MissingReason, *, actor: str, at: datetime
    ) -> None:
        """Open the case of an account, unless it has one."""
        if await cls.filter(account_id=account.id, ended_at__isnull=True).exists():
            return
        case = await cls.create(account_id=account.id, reason=reason, since=at)
        case.record(change, EventKind.COMPANY_MISSING, actor=actor, at=at)

    async def end(self, change: Change, *, actor: str, at: datetime) -> None:
        """End the case: the company is on file again."""
        if await MissingCompany.filter(id=self.id, ended_at__isnull=True).update(ended_at=at):
            self.record(change, EventKind.COMPANY_ON_FILE_AGAIN, actor=actor, at=at)

    async def close(self, change: Change, *, note: str, actor: str, at: datetime) -> None:
        """End the case, whatever staff have decided about the account.

        :raises MissingCompanyOver: when it has ended.
        """
        open_case = MissingCompany.filter(id=self.id, ended_at__isnull=True)
        if not await open_case.update(ended_at=at, note=note, closed_by=actor):
            raise MissingCompanyOver("id")
        self.ended_at, self.note, self.closed_by = at, note, actor
        self.record(change, EventKind.COMPANY_CASE_CLOSED, actor=actor, at=at)

    def record(self, change: Change, kind: EventKind, *, actor: str, at: datetime) -> None:
        event = NewEvent(
            subject=f"account:{self.account_id}",
            kind=kind,
            actor=actor,
            at=at,
            payload={"reason": self.reason.value},
        )
        change.record(event)
