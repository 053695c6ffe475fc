"""Mutations that open accounts for vendors (車機商) and staff (管理端)."""

from datetime import UTC, datetime
from enum import StrEnum

import strawberry

from models.limits.table import Act
from models.session.roles import AccountKind, Role
from resolvers.account import create_account
from schema.account.account import Account
from schema.context import Info
from schema.descriptions import LAST_FOUR
from schema.enums.describe import describe
from schema.errors import result


class OpenedKind(StrEnum):
    """A kind of account that an administrator opens."""

    VENDOR = "VENDOR"
    STAFF = "STAFF"


describe(
    OpenedKind,
    description="The kind of account that an administrator can open. Companies apply for theirs.",
    values={
        OpenedKind.VENDOR: "An account of a vendor of tracking equipment or services (車機商).",
        OpenedKind.STAFF: "An account of a member of staff (管理端).",
    },
)


@strawberry.input(description="The mail in which the account was requested.")
class AskingMailInput:
    sender: str = strawberry.field(description="The sender's mail address.")
    sent_at: datetime = strawberry.field(description="The date and time when the mail was sent.")
    reference: str = strawberry.field(
        description="The Message-ID of the mail, or the number under which it was filed."
    )


@strawberry.input(description="Input for opening an account.")
class OpenAccountInput:
    kind: OpenedKind = strawberry.field(description="The kind of account.")
    role: Role | None = strawberry.field(
        default=None, description="The role, for STAFF accounts. Null for vendors."
    )
    name: str = strawberry.field(
        description="The name of the company; for STAFF, the person's name as on the card."
    )
    last_four: str | None = strawberry.field(
        default=None, description=f"{LAST_FOUR} Required for STAFF; null for vendors."
    )
    mailbox: str = strawberry.field(
        description="The mailbox to which the link for the first card is mailed."
    )
    contact_name: str = strawberry.field(description="The contact person (聯絡人).")
    contact_phone: str = strawberry.field(description="The contact's telephone number (連絡電話).")
    reason: str = strawberry.field(description="The reason for opening the account.")
    requested_by: AskingMailInput = strawberry.field(
        description="The mail in which the account was requested."
    )


@strawberry.input(description="Input for opening an account for a staff member.")
class CreateStaffInput:
    name: str = strawberry.field(description="The staff member's name, as on the card.")
    last_four: str = strawberry.field(description=LAST_FOUR)
    mailbox: str = strawberry.field(
        description="The mailbox to which the link for the first card is mailed."
    )
    role: Role = strawberry.field(description="The staff member's role.")
    reason: str = strawberry.field(description="The reason for opening the account.")


@strawberry.type(
    description="The account is open and the link for its first card has been queued for mailing."
)
class OpenAccountSuccess:
    account: Account = strawberry.field(description="The new account, with its number.")


@strawberry.type(
    description="The account is open and the invitation has been queued for mailing to the staff "
    "member. Only that person's card can be bound, and an administrator must confirm it."
)
class CreateStaffSuccess:
    account: Account = strawberry.field(description="The new account, with its number.")


@strawberry.type
class OpeningMutation:
    @result.mutation(
        raises=create_account.RAISES,
        description="Opens an account for a vendor or a staff member, as requested by mail. "
        "Requires the ADMIN role and a fresh card proof (`proveCard`).",
    )
    async def open_account(self, info: Info, input: OpenAccountInput) -> OpenAccountSuccess:
        await info.context.limit(Act.CHANGE)
        asking = input.requested_by
        wanted = create_account.Wanted(
            kind=AccountKind(input.kind.value),
            role=input.role,
            name=input.name,
            last_four=input.last_four,
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
        raises=create_account.RAISES,
        description="Opens an account for a new staff member. Requires the ADMIN role and a fresh "
        "card proof (`proveCard`).",
    )
    async def create_staff(self, info: Info, input: CreateStaffInput) -> CreateStaffSuccess:
        await info.context.limit(Act.CHANGE)
        wanted = create_account.Wanted(
            kind=AccountKind.STAFF,
            role=input.role,
            name=input.name,
            last_four=input.last_four,
            mailbox=input.mailbox,
            why={"reason": input.reason},
        )
        return CreateStaffSuccess(account=await _opened(info, wanted))


async def _opened(info: Info, wanted: create_account.Wanted) -> Account:
    record = await create_account.create_account(
        viewer=info.context.viewer,
        wanted=wanted,
        notices=info.context.services.account_notices,
        now=info.context.now,
    )
    return Account.of(record)
