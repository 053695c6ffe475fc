"""Accounts, with the details for staff."""

from datetime import datetime
from typing import Self

import strawberry

from models.account.account import Account as StoredAccount
from models.company.company import CompanyField
from models.session.roles import AccountKind, AccountStatus
from resolvers.account import manage
from resolvers.membership import find
from resolvers.review import queue
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.membership.member import Member
from schema.relay.connection import After, Connection, First, window_of
from schema.review.case import StaffEvent

NAME = "accounts"
PAGE = 20
_MOST_EVENTS = 100


@strawberry.type(description="A fact about a company, as it was approved.")
class ApprovedFact:
    field: CompanyField = strawberry.field(description="The field.")
    value: str = strawberry.field(description="The approved value.")


@strawberry.type(description="An account with its details for staff.")
class AccountRecord:
    record: strawberry.Private[StoredAccount]

    account: Account = strawberry.field(description="The account.")
    mailbox: str | None = strawberry.field(
        description="The registered mailbox. Null when the account has none."
    )
    facts: list[ApprovedFact] = strawberry.field(
        description="The approved facts about the company."
    )
    status_reason: str | None = strawberry.field(
        description="The reason for the last suspension, restoration or closure. Null when the "
        "status never changed."
    )
    frozen_at: datetime | None = strawberry.field(
        description="The date and time since which a dispute blocks changes to the account's "
        "cards. Null when none does."
    )
    changed_at: datetime | None = strawberry.field(
        description="The date and time when the account last changed."
    )

    @strawberry.field(description="The cards bound to the account.")
    async def certificates(self) -> list[Certificate]:
        cards = await manage.cards_of(self.record.id)
        return [Certificate.of(card) for card in cards]

    @strawberry.field(
        description="The members of the account, dormant ones included, in the order in which "
        "their memberships began."
    )
    async def members(self) -> list[Member]:
        return [Member.of(member) for member in await find.members_of(self.record)]

    @strawberry.field(description="The most recent 100 events of the account, oldest first.")
    async def history(self) -> list[StaffEvent]:
        said = await queue.history(self.record.subject, most=_MOST_EVENTS)
        return [StaffEvent.of(one) for one in said]

    @classmethod
    def of(cls, record: StoredAccount) -> Self:
        known = record.facts or {}
        return cls(
            record=record,
            account=Account.of(record),
            mailbox=record.mailbox,
            facts=[
                ApprovedFact(field=field, value=known[field.attribute])
                for field in CompanyField
                if field.attribute in known
            ],
            status_reason=record.status_reason,
            frozen_at=record.frozen_at,
            changed_at=record.changed_at,
        )


@strawberry.type(description="A page of accounts, newest first.")
class Accounts(Connection[AccountRecord]):
    pass


@strawberry.input(description="Filters for accounts. Omitted filters are ignored.")
class AccountsFilter:
    status: list[AccountStatus] | None = strawberry.field(
        default=None, description="Lists accounts with any of these statuses."
    )
    kind: list[AccountKind] | None = strawberry.field(
        default=None, description="Lists accounts of any of these kinds."
    )
    name: str | None = strawberry.field(
        default=None, description="Lists accounts whose name contains this text."
    )

    def wanted(self) -> manage.Wanted:
        return manage.Wanted(
            statuses=tuple(self.status or ()), kinds=tuple(self.kind or ()), name=self.name
        )


@strawberry.type
class StaffQuery:
    @result.field(
        raises=manage.FIND_RAISES,
        description="Returns the account with this control number: the open one or, if there is "
        "none, the one that was closed last. Requires the REVIEWER or ADMIN role.",
    )
    async def account(self, info: Info, control_number: str) -> AccountRecord:
        record = await manage.find_account(
            viewer=info.context.viewer, control_number=control_number
        )
        return AccountRecord.of(record)

    @result.field(
        raises=manage.LIST_RAISES,
        description="Returns the accounts. Requires the REVIEWER or ADMIN role.",
    )
    async def accounts(
        self,
        info: Info,
        filter: AccountsFilter | None = None,
        first: First = PAGE,
        after: After = None,
    ) -> Accounts:
        found = await manage.find_accounts(
            viewer=info.context.viewer,
            wanted=filter.wanted() if filter else manage.Wanted(),
            window=window_of(first=first, after=after, name=NAME),
        )
        return Accounts.of(found, AccountRecord.of, name=NAME)
