"""An account as its holders see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models import account
from models.permits import SignInNeeded
from models.standing import AccountKind, AccountStatus, Role
from resolvers import see_account
from schema.context import Info
from schema.ids import uuid_of

strawberry.enum(AccountKind, description="Whose account it is.")
strawberry.enum(AccountStatus, description="Whether an account may be used.")
strawberry.enum(Role, description="What an account of staff may do.")


@strawberry.type(description="An account of the GPS zone (帳號).")
class Account(relay.Node):
    """Show an account to its holders and to staff."""

    id: relay.NodeID[str]
    control_number: str = strawberry.field(
        description="管制編號 of a company; vendors and staff have a number of our own."
    )
    kind: AccountKind = strawberry.field(description="Whose account it is.")
    status: AccountStatus = strawberry.field(description="Whether it may be used.")
    name: str | None = strawberry.field(description="公司名稱, or the name of the unit.")
    role: Role | None = strawberry.field(description="What staff may do; null for all others.")
    opened_at: datetime = strawberry.field(description="When it was opened.")

    @classmethod
    def of(cls, record: account.Account) -> Self:
        """Show a record."""
        return cls(
            id=str(record.id),
            control_number=record.control_number,
            kind=record.kind,
            status=record.status,
            name=record.name,
            role=record.role,
            opened_at=record.opened_at,
        )

    @classmethod
    async def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find accounts that the viewer may see; others are as if they did not exist."""
        found: list[Self | None] = []
        for node_id in node_ids:
            try:
                record = await see_account.see_account(
                    viewer=info.context.viewer, account_id=uuid_of(node_id)
                )
            except (SignInNeeded, account.AccountNotFound):
                found.append(None)
            else:
                found.append(cls.of(record))
        return found
