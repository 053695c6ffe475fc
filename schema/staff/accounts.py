"""Accounts as staff see them."""

from datetime import datetime
from typing import Self

import strawberry

from models.account.account import Account as StoredAccount
from models.company.company import CompanyField
from models.session.roles import AccountKind, AccountStatus
from resolvers.account import manage
from resolvers.review import queue
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.relay.connection import After, Connection, First, window_of
from schema.review.case import StaffEvent

NAME = "accounts"
PAGE = 20
_MOST_EVENTS = 100


@strawberry.type(description="A fact of a company, as it was approved.")
class ApprovedFact:
    field: CompanyField = strawberry.field(description="The field.")
    value: str = strawberry.field(description="What was approved.")


@strawberry.type(description="An account with what staff alone may know of it.")
class AccountRecord:
    record: strawberry.Private[StoredAccount]

    account: Account = strawberry.field(description="The account.")
    mailbox: str | None = strawberry.field(description="The registered mailbox.")
    facts: list[ApprovedFact] = strawberry.field(description="The company, as it was approved.")
    status_reason: str | None = strawberry.field(
        description="Why it was last suspended, restored or closed."
    )
    frozen_at: datetime | None = strawberry.field(
        description="Since when somebody's objection keeps its cards from being changed."
    )
    changed_at: datetime | None = strawberry.field(description="When it last changed.")

    @strawberry.field(description="The cards that are bound to it.")
    async def certificates(self) -> list[Certificate]:
        cards = await manage.cards_of(self.record.id)
        return [Certificate.of(card) for card in cards]

    @strawberry.field(description="What happened to it and who did it; at most the last 100.")
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


@strawberry.type(description="A page of accounts, the newest first.")
class Accounts(Connection[AccountRecord]):
    """Show accounts."""


@strawberry.input(description="Which accounts are wanted; what is left out does not count.")
class AccountsFilter:
    status: list[AccountStatus] | None = strawberry.field(
        default=None, description="How they stand; any of these."
    )
    kind: list[AccountKind] | None = strawberry.field(
        default=None, description="Whose they are; any of these."
    )
    name: str | None = strawberry.field(default=None, description="A part of the name.")

    def wanted(self) -> manage.Wanted:
        return manage.Wanted(
            statuses=tuple(self.status or ()), kinds=tuple(self.kind or ()), name=self.name
        )


@strawberry.type
class StaffQuery:
    """Gather what staff may ask of accounts."""

    @result.field(
        raises=manage.FIND_RAISES,
        description="The open account of a control number, else the one closed last. "
        "For reviewers.",
    )
    async def account(self, info: Info, control_number: str) -> AccountRecord:
        record = await manage.find_account(
            viewer=info.context.viewer, control_number=control_number
        )
        return AccountRecord.of(record)

    @result.field(raises=manage.LIST_RAISES, description="The accounts. For reviewers.")
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
