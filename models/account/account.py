"""The account of a company, a vendor or staff; a control number has at most one open account."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.company.company import Company
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.session.permissions import SignedIn, SignInNeeded, require_signed_in
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Viewer


class AccountNotFound(UserError):
    """The account does not exist, or the viewer may not see it."""

    zh = Words(title="找不到此帳號", message="找不到此帳號，請重新查詢。")
    en = Words(
        title="Account not found",
        message="This account does not exist. Check its number and try again.",
    )


class AccountNotActive(UserError):
    """The account is suspended or closed."""

    zh = Words(title="帳號已停用或關閉", message="此帳號已停用或關閉，請洽本系統客服。")
    en = Words(
        title="The account is suspended or closed",
        message="This account is suspended or closed and cannot be used. Contact the help line.",
    )
    remedy = Remedy.HELP


class AccountMoved(UserError):
    """The current status of the account does not allow the operation."""

    zh = Words(title="帳號的狀態已改變", message="帳號目前的狀態無法執行此動作，請重新查詢。")
    en = Words(
        title="The account's status has changed",
        message="The account's current status does not allow this action. Reload the account.",
    )


class AnotherAccount(UserError):
    """The page showed another account than the one that the browser is signed in to."""

    zh = Words(
        title="此瀏覽器已登入另一個帳號",
        message="頁面顯示的管制編號與目前登入的帳號不同，此動作未執行。請確認目前登入的帳號後再辦理。",
    )
    en = Words(
        title="This browser is signed in to another account",
        message=(
            "The page showed another control number than that of the account this browser is "
            "signed in to, so nothing was done. Check the account, then go on."
        ),
    )


# The statuses from which staff may bring an account into each status, and the kinds of event.
_STANDS: Mapping[AccountStatus, tuple[AccountStatus, ...]] = {
    AccountStatus.SUSPENDED: (AccountStatus.ACTIVE,),
    AccountStatus.ACTIVE: (AccountStatus.SUSPENDED,),
    AccountStatus.CLOSED: (AccountStatus.PENDING, AccountStatus.ACTIVE, AccountStatus.SUSPENDED),
}
_KINDS = {
    AccountStatus.SUSPENDED: EventKind.ACCOUNT_SUSPENDED,
    AccountStatus.ACTIVE: EventKind.ACCOUNT_RESTORED,
    AccountStatus.CLOSED: EventKind.ACCOUNT_CLOSED,
}


class Account(Model):
    """An account; every status but CLOSED is open.

    ``facts`` are a company's as they were approved, by attribute; an imported account may lack
    some. ``mailbox`` is the registered one, which is notified of every change. ``opening`` records
    who requested a manually created account, and why.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8)
    kind = fields.CharEnumField(AccountKind, max_length=16)
    status = fields.CharEnumField(AccountStatus, max_length=16)
    role = fields.CharEnumField(Role, max_length=16, null=True)
    application: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Application", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    application_id: UUID | None
    opened_at = fields.DatetimeField()
    name = fields.CharField(120, null=True)
    mailbox = fields.CharField(254, null=True)
    facts = fields.JSONField[dict[str, str]](null=True)
    frozen_at = fields.DatetimeField(null=True)
    status_reason = fields.CharField(400, null=True)
    confirmed_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField(null=True)
    opening = fields.JSONField[dict[str, str]](null=True)

    class Meta:
        table = "account"
        indexes = (("control_number", "opened_at"), ("opened_at", "id"))

    @classmethod
    async def is_open_for(cls, control_number: str) -> bool:
        """Return whether a control number has an open account; applicants are never told."""
        return (
            await cls.filter(control_number=control_number)
            .exclude(status=AccountStatus.CLOSED)
            .exists()
        )

    @classmethod
    async def for_viewer(cls, holder: SignedIn, account_id: UUID) -> "Account":
        """Return the account if the viewer may see it: her own, or any as a reviewer.

        :raises AccountNotFound: when there is no such account, or it is another's.
        """
        own = account_id == holder.account_id
        found = await cls.get_or_none(id=account_id) if own or holder.sees_every_account else None
        if found is None:
            raise AccountNotFound("id")
        return found

    @property
    def subject(self) -> str:
        return f"account:{self.id}"

    def note(
        self,
        change: Change,
        kind: EventKind,
        *,
        actor: str,
        at: datetime,
        payload: Mapping[str, str] | None = None,
    ) -> None:
        change.record(
            NewEvent(subject=self.subject, kind=kind, actor=actor, at=at, payload=payload or {})
        )

    async def hold(self, *, at: datetime) -> None:
        """Lock the account and its cards until the transaction ends, and reload the account.

        What was read before the lock may be stale.
        """
        await Account.filter(id=self.id).update(changed_at=at)
        await self.refresh_from_db()

    async def lock(self) -> None:
        """Lock the account like `hold`, for an act that changes neither it nor its cards."""
        # On SQLite the transaction itself is the lock.
        locked = await Account.filter(id=self.id).select_for_update().first()
        if locked is not None:
            await self.refresh_from_db()

    async def change_status(
        self, change: Change, to: AccountStatus, *, reason: str, actor: str, at: datetime
    ) -> None:
        """Suspend, restore or close the account; the reason is stored with it, not in the journal.

        :raises AccountMoved: when its present status does not allow the change.
        """
        await self.hold(at=at)
        if self.status not in _STANDS[to]:
            raise AccountMoved("id", values={"status": self.status.value})
        await Account.filter(id=self.id).update(status=to, status_reason=reason)
        await self.refresh_from_db()
        self.note(change, _KINDS[to], actor=actor, at=at)

    async def state(self, company: Company, *, mailbox: str | None) -> None:
        """Replace the facts and the mailbox by the approved ones; called while it is locked.

        The mailbox need not be the one among the facts, which nobody may have verified.
        """
        self.name = company.company_name
        self.mailbox = mailbox
        self.facts = company.by_attribute()
        await self.save(update_fields=["name", "mailbox", "facts"])

    async def rename(self, name: str) -> None:
        """Set the name of a staff account to that of the person invited, under its lock."""
        self.name = name
        await self.save(update_fields=["name"])

    def is_open_to(self, viewer: Viewer | None) -> bool:
        """Return whether the viewer, a holder of the account or staff, sees what is in it."""
        try:
            holder = require_signed_in(viewer)
        except SignInNeeded:
            return False
        return holder.sees_every_account or holder.account_id == self.id

    def facts_for(self, viewer: Viewer | None) -> dict[str, str] | None:
        """Return the facts for the account's holders and for staff, and None for anybody else."""
        return self.facts if self.is_open_to(viewer) else None

    def require_shown(self, control_number: str | None) -> None:
        """Refuse an act from a page that showed another account's control number, or none.

        :raises AnotherAccount: when it is not this account's.
        """
        if control_number != self.control_number:
            raise AnotherAccount("controlNumber")

    def require_active(self) -> None:
        if self.status is not AccountStatus.ACTIVE:
            raise AccountNotActive


def business_account(
    *, company: Company, mailbox: str, application_id: UUID | None, at: datetime
) -> Account:
    return Account(
        control_number=company.control_number,
        kind=AccountKind.BUSINESS,
        status=AccountStatus.ACTIVE,
        application_id=application_id,
        opened_at=at,
        name=company.company_name,
        mailbox=mailbox,
        facts=company.by_attribute(),
        changed_at=at,
    )
