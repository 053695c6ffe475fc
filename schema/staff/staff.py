"""Mutations with which administrators suspend, restore and close accounts."""

import strawberry
from strawberry import relay

from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.session.roles import AccountStatus
from resolvers.account import manage
from schema.account.account import Account
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid


@strawberry.input(description="Input for suspending an account.")
class SuspendAccountInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the account.")
    reason: str = strawberry.field(
        description="The reason, for staff only; at most 400 characters. It is not mailed."
    )


@strawberry.input(description="Input for restoring an account.")
class RestoreAccountInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the account.")
    reason: str = strawberry.field(
        description="The reason, for staff only; at most 400 characters. It is not mailed."
    )


@strawberry.input(description="Input for closing an account.")
class CloseAccountInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the account.")
    reason: str = strawberry.field(
        description="The reason, for staff only; at most 400 characters. It is not mailed."
    )


@strawberry.type(
    description="The account is suspended. Its cards cannot sign in until it is restored."
)
class SuspendAccountSuccess:
    account: Account = strawberry.field(description="The suspended account.")


@strawberry.type(description="The account is restored and its cards can sign in again.")
class RestoreAccountSuccess:
    account: Account = strawberry.field(description="The restored account.")


@strawberry.type(
    description="The account is permanently closed and its cards are free to be bound elsewhere."
)
class CloseAccountSuccess:
    account: Account = strawberry.field(description="The closed account.")


@strawberry.type
class StaffMutation:
    @result.mutation(
        raises=manage.CHANGE_STATUS_RAISES,
        description="Suspends an account and signs its users out. Requires the ADMIN role and a "
        f"card proof from the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def suspend_account(
        self, info: Info, input: SuspendAccountInput
    ) -> SuspendAccountSuccess:
        await info.context.limit(Act.CHANGE)
        to = AccountStatus.SUSPENDED
        return SuspendAccountSuccess(account=await _stand(info, input.id, to, input.reason))

    @result.mutation(
        raises=manage.CHANGE_STATUS_RAISES,
        description="Restores a suspended account. Requires the ADMIN role and a card proof from "
        f"the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def restore_account(
        self, info: Info, input: RestoreAccountInput
    ) -> RestoreAccountSuccess:
        await info.context.limit(Act.CHANGE)
        to = AccountStatus.ACTIVE
        return RestoreAccountSuccess(account=await _stand(info, input.id, to, input.reason))

    @result.mutation(
        raises=manage.CHANGE_STATUS_RAISES,
        description="Permanently closes an account and frees its cards. Requires the ADMIN role "
        f"and a card proof from the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def close_account(self, info: Info, input: CloseAccountInput) -> CloseAccountSuccess:
        await info.context.limit(Act.CHANGE)
        to = AccountStatus.CLOSED
        return CloseAccountSuccess(account=await _stand(info, input.id, to, input.reason))


async def _stand(info: Info, id: relay.GlobalID, to: AccountStatus, reason: str) -> Account:
    record = await manage.change_status(
        viewer=info.context.viewer,
        account_id=node_uuid(id, of=Account),
        to=to,
        reason=reason,
        notices=info.context.services.account_notices,
        now=info.context.now,
    )
    return Account.of(record)
