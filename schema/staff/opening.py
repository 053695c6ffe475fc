"""Accounts that an administrator opens: for vendors (車機商) and for staff (管理端)."""

from datetime import UTC, datetime
from enum import StrEnum

import strawberry

from models.limits.table import Act
from models.session.roles import AccountKind, Role
from resolvers.account import open_account as opening
from schema.account.account import Account
from schema.context import Info
from schema.errors import result


@strawberry.enum(description="Whose account an administrator can open; companies apply.")
class OpenedKind(StrEnum):
    VENDOR = "VENDOR"
    STAFF = "STAFF"


@strawberry.input(description="The mail that asked for the account.")
class AskingMailInput:
    sender: str = strawberry.field(description="Who sent it: an address.")
    sent_at: datetime = strawberry.field(description="When it was sent.")
    reference: str = strawberry.field(
        description="Its Message-ID, or the number under which it was filed."
    )


@strawberry.input(description="Whose account is opened, why, and who asked for it.")
class OpenAccountInput:
    kind: OpenedKind = strawberry.field(description="Whose account it is.")
    role: Role | None = strawberry.field(
        default=None, description="STAFF: what he may do. For vendors none."
    )
    name: str = strawberry.field(description="The name of the company, unit or colleague.")
    mailbox: str = strawberry.field(description="Where the link for the first card is mailed.")
    contact_name: str = strawberry.field(description="聯絡人.")
    contact_phone: str = strawberry.field(description="連絡電話.")
    reason: str = strawberry.field(description="Why the account is opened.")
    requested_by: AskingMailInput = strawberry.field(description="The mail that asked for it.")


@strawberry.input(description="Which colleague gets an account, and why.")
class CreateStaffInput:
    name: str = strawberry.field(description="The colleague's name.")
    mailbox: str = strawberry.field(description="Where the link for the first card is mailed.")
    role: Role = strawberry.field(description="What he may do.")
    reason: str = strawberry.field(description="Why the account is opened.")


@strawberry.type(description="The account is open, and its link on the way to its mailbox.")
class OpenAccountSuccess:
    account: Account = strawberry.field(description="The account, with its number.")


@strawberry.type(description="The account is open, and its link on the way to the colleague.")
class CreateStaffSuccess:
    account: Account = strawberry.field(description="The account, with its number.")


@strawberry.type
class OpeningMutation:
    """Gather the acts that open accounts."""

    @result.mutation(
        raises=opening.RAISES,
        description="ADMIN: open an account for a vendor or staff, as a mail has asked.",
    )
    async def open_account(self, info: Info, input: OpenAccountInput) -> OpenAccountSuccess:
        await info.context.limit(Act.CHANGE)
        asking = input.requested_by
        wanted = opening.Wanted(
            kind=AccountKind(input.kind.value),
            role=input.role,
            name=input.name,
            mailbox=input.mailbox,
            why={
                "reason": input.reason,
                "contactName": input.contact_name,
                "contactPhone": input.contact_phone,
                "sender": asking.sender,
                "sentAt": asking.sent_at.astimezone(UTC).isoformat(),
                "reference": asking.reference,
            },
        )
        return OpenAccountSuccess(account=await _opened(info, wanted))

    @result.mutation(
        raises=opening.RAISES, description="ADMIN: open an account for a new colleague."
    )
    async def create_staff(self, info: Info, input: CreateStaffInput) -> CreateStaffSuccess:
        await info.context.limit(Act.CHANGE)
        wanted = opening.Wanted(
            kind=AccountKind.STAFF,
            role=input.role,
            name=input.name,
            mailbox=input.mailbox,
            why={"reason": input.reason},
        )
        return CreateStaffSuccess(account=await _opened(info, wanted))


async def _opened(info: Info, wanted: opening.Wanted) -> Account:
    record = await opening.open_account(
        viewer=info.context.viewer,
        wanted=wanted,
        notices=info.context.services.account_notices,
        now=info.context.now,
    )
    return Account.of(record)
