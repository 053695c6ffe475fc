"""A company's account: opened by an activated application, one open per control number."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.company.company import Company
from models.core.errors import UserError
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.session.permissions import SignedIn, SignInNeeded, require_signed_in
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Viewer


class AccountNotFound(UserError):
    """Say that there is no such account for this viewer."""


class AccountNotActive(UserError):
    """Say that the account is suspended or closed."""


class AccountMoved(UserError):
    """Say that the account's present status does not allow the act."""


# From where staff may bring an account into a status, and what the journal calls that.
_STANDS: Mapping[AccountStatus, tuple[AccountStatus, ...]] = {
    AccountStatus.SUSPENDED: (AccountStatus.ACTIVE,),
    AccountStatus.ACTIVE: (AccountStatus.SUSPENDED,),
    AccountStatus.CLOSED: (AccountStatus.PENDING, AccountStatus.ACTIVE, AccountStatus.SUSPENDED),
}
_KINDS = {
    AccountStatus.SUSPENDED: "ACCOUNT_SUSPENDED",
    AccountStatus.ACTIVE: "ACCOUNT_RESTORED",
    AccountStatus.CLOSED: "ACCOUNT_CLOSED",
}


class Account(Model):
    """Keep one account; all but CLOSED ones are open.

    ``facts`` are a company's as they were approved, by attribute; an imported account may
    lack some. ``mailbox`` is the registered one: who has it is told of every change. ``opening``
    says who asked one of the staff to open it, and why.
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

    @classmethod
    async def is_open_for(cls, control_number: str) -> bool:
        """Tell whether a control number has an open account; never shown to an applicant."""
        return (
            await cls.filter(control_number=control_number)
            .exclude(status=AccountStatus.CLOSED)
            .exists()
        )

    @classmethod
    async def for_viewer(cls, someone: SignedIn, account_id: UUID) -> "Account":
        """Find an account that who has signed in may see: her own, or any as one of the staff.

        :raises AccountNotFound: when there is none, or it is another's.
        """
        own = account_id == someone.account_id
        found = await cls.get_or_none(id=account_id) if own or someone.role else None
        if found is None:
            raise AccountNotFound("id")
        return found

    @property
    def subject(self) -> str:
        """Name the account in the journal."""
        return f"account:{self.id}"

    def note(
        self,
        change: Change,
        kind: str,
        *,
        actor: str,
        at: datetime,
        payload: Mapping[str, str] | None = None,
    ) -> None:
        """Put something that happened to this account into the journal."""
        change.record(
            NewEvent(subject=self.subject, kind=kind, actor=actor, at=at, payload=payload or {})
        )

    async def hold(self, *, at: datetime) -> None:
        """Keep others from changing the account or its cards until this change ends.

        Read again: what was read before the lock may be old.
        """
        await Account.filter(id=self.id).update(changed_at=at)
        await self.refresh_from_db()

    async def change_status(
        self, change: Change, to: AccountStatus, *, reason: str, actor: str, at: datetime
    ) -> None:
        """Suspend, restore or close the account; the reason stays with it, out of the journal.

        :raises AccountMoved: when it stands where that cannot be done.
        """
        await self.hold(at=at)
        if self.status not in _STANDS[to]:
            raise AccountMoved("id", values={"status": self.status.value})
        await Account.filter(id=self.id).update(status=to, status_reason=reason)
        await self.refresh_from_db()
        self.note(change, _KINDS[to], actor=actor, at=at)

    async def state(self, company: Company, *, mailbox: str | None) -> None:
        """Put what was approved in the place of the facts; called while the account is held."""
        self.name = company.company_name
        self.mailbox = mailbox or company.business_email
        self.facts = company.by_attribute()
        await self.save(update_fields=["name", "mailbox", "facts"])

    def facts_for(self, viewer: Viewer | None) -> dict[str, str] | None:
        """Give the facts to its holders and to staff; None to who has only come to bind a card."""
        try:
            someone = require_signed_in(viewer)
        except SignInNeeded:
            return None
        return self.facts if someone.role or someone.account_id == self.id else None

    def require_active(self) -> None:
        """Refuse what a suspended or closed account may not do.

        :raises AccountNotActive: when it is not active.
        """
        if self.status is not AccountStatus.ACTIVE:
            raise AccountNotActive


def business_account(
    *, company: Company, mailbox: str, application_id: UUID | None, at: datetime
) -> Account:
    """Make the account that an activated application opens; the caller saves it."""
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
