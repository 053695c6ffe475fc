"""Accounts whose companies the registry no longer has on file, as staff see them."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.account.missing_company import MissingCompany as Record
from models.account.missing_company import MissingReason
from models.session.roles import AccountStatus
from resolvers.registry import see_missing
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER
from schema.enums.describe import describe
from schema.errors import result
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode

# The list's name in its cursors.
_LIST = "missingCompanies"

describe(
    MissingReason,
    name="MissingCompanyReason",
    description="Why the company of an account is no longer on file.",
    values={
        MissingReason.GONE: "The registry's newest file has no row of the company.",
        MissingReason.RELEASED: "The company was released from control for toxic chemicals.",
    },
)


@strawberry.type(
    description="An account whose company an import of the registry took off file. The account is "
    "unchanged: staff decide whether to suspend or to close it. The case ends by itself when the "
    "company is on file again."
)
class MissingCompany(SeenNode):
    id: relay.NodeID[str]
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    account_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    account_status: AccountStatus = strawberry.field(description="The account's status.")
    reason: MissingReason = strawberry.field(description="Why the company is no longer on file.")
    since: datetime = strawberry.field(description="The date and time of the import.")
    ended_at: datetime | None = strawberry.field(
        description="The date and time when the company was on file again. Null before."
    )

    @classmethod
    def of(cls, record: Record, account: StoredAccount) -> Self:
        return cls(
            id=str(record.id),
            control_number=account.control_number,
            account_name=account.name,
            account_status=account.status,
            reason=record.reason,
            since=record.since,
            ended_at=record.ended_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        record = await see_missing.see_missing(viewer=info.context.viewer, case_id=node_id)
        if record is None:
            return None
        accounts = await see_missing.accounts_of([record])
        return cls.of(record, accounts[record.account_id])


@strawberry.type
class StaffMissingCompanies:
    """The accounts whose companies are no longer on file."""

    @result.field(
        raises=see_missing.LIST_RAISES,
        description="The open accounts whose companies the registry no longer has on file, longest "
        "missing first.",
        directives=[PAGED],
    )
    async def missing_companies(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MissingCompany]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await see_missing.list_missing(
            viewer=info.context.viewer, window=asked.window(name=_LIST)
        )
        accounts = await see_missing.accounts_of(found.rows)
        return Connection.of(
            found, lambda row: MissingCompany.of(row, accounts[row.account_id]), name=_LIST
        )
