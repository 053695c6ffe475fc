"""The accounts, as staff look them up."""

from typing import Annotated

import strawberry

from models.session.roles import AccountKind, AccountStatus
from resolvers.account import manage
from schema.account.account import Account
from schema.context import Info
from schema.descriptions import CONTROL_NUMBER
from schema.errors import result
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last

# The list's name in its cursors.
_LIST = "accounts"


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
class StaffAccounts:
    @result.field(
        raises=manage.FIND_RAISES,
        description="The account with this control number: the open one or, if there is none, the "
        "one that was closed last.",
    )
    async def account(
        self,
        info: Info,
        control_number: Annotated[str, strawberry.argument(description=CONTROL_NUMBER)],
    ) -> Account:
        record = await manage.find_account(
            viewer=info.context.viewer, control_number=control_number
        )
        return Account.of(record)

    @result.field(
        raises=manage.LIST_RAISES,
        description="The accounts, newest first.",
        directives=[PAGED],
    )
    async def accounts(
        self,
        info: Info,
        filter: Annotated[
            AccountsFilter | None, strawberry.argument(description="Which accounts to list.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Account]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await manage.find_accounts(
            viewer=info.context.viewer,
            wanted=filter.wanted() if filter else manage.Wanted(),
            window=asked.window(name=_LIST),
        )
        return Connection.of(found, Account.of, name=_LIST)
