"""Accounts whose companies the registry no longer has on file, as staff see them."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.account.missing_company import MissingCompany as Record
from models.account.missing_company import MissingReason
from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.session.roles import AccountStatus
from resolvers.registry import close_missing, see_missing
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER
from schema.enums.describe import describe
from schema.errors import result
from schema.ids import node_uuid
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
    "unchanged: staff decide whether to suspend or to close it. The case ends when staff close "
    "it, and by itself when the company is on file again."
)
class MissingCompany(SeenNode):
    id: relay.NodeID[str]
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    account_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    account_status: AccountStatus = strawberry.field(description="The account's status.")
    reason: MissingReason = strawberry.field(description="Why the company is no longer on file.")
    since: datetime = strawberry.field(description="The date and time of the import.")
    ended_at: datetime | None = strawberry.field(
        description="The date and time when staff closed the case, or the company was on file "
        "again. Null before."
    )
    note: str | None = strawberry.field(
        description="The note with which staff closed the case; null unless they did."
    )
    record: strawberry.Private[Record]

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
            note=record.note,
            record=record,
        )

    @strawberry.field(
        description="The name of the member of staff who closed the case; null unless one did."
    )
    async def closed_by(self, info: Info) -> str | None:
        actor = self.record.closed_by
        return None if actor is None else await info.context.actor_names.load(actor)

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        record = await see_missing.see_missing(viewer=info.context.viewer, case_id=node_id)
        if record is None:
            return None
        accounts = await see_missing.accounts_of([record])
        return cls.of(record, accounts[record.account_id])


@strawberry.input(description="The input of `closeMissingCompany`.")
class CloseMissingCompanyInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the case.")
    note: str = strawberry.field(
        description="What staff found and decided, for staff only; at most 400 characters."
    )


@strawberry.type(description="The case is closed. The account is unchanged.")
class CloseMissingCompanySuccess:
    missing_company: MissingCompany = strawberry.field(description="The closed case.")


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


@strawberry.type
class MissingCompanyMutation:
    """The mutation by which staff close such a case."""

    @result.mutation(
        raises=close_missing.RAISES,
        description="Closes the case of an account whose company is no longer on file. The "
        "account stays as it is. Requires the REVIEWER or ADMIN role and a card proof from the "
        f"last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def close_missing_company(
        self, info: Info, input: CloseMissingCompanyInput
    ) -> CloseMissingCompanySuccess:
        await info.context.limit(Act.CHANGE)
        record = await close_missing.close_missing(
            viewer=info.context.viewer,
            case_id=node_uuid(input.id, of=MissingCompany),
            note=input.note,
            now=info.context.now,
        )
        accounts = await see_missing.accounts_of([record])
        return CloseMissingCompanySuccess(
            missing_company=MissingCompany.of(record, accounts[record.account_id])
        )
