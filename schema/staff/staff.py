"""What an ADMIN does to accounts."""

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
from schema.staff.accounts import AccountRecord


@strawberry.input(description="Which account is suspended, and why.")
class SuspendAccountInput:
    id: relay.GlobalID = strawberry.field(description="The account.")
    reason: str = strawberry.field(description="For staff, at most 400 characters; not mailed.")


@strawberry.input(description="Which account is restored, and why.")
class RestoreAccountInput:
    id: relay.GlobalID = strawberry.field(description="The account.")
    reason: str = strawberry.field(description="For staff, at most 400 characters; not mailed.")


@strawberry.input(description="Which account is closed, and why.")
class CloseAccountInput:
    id: relay.GlobalID = strawberry.field(description="The account.")
    reason: str = strawberry.field(description="For staff, at most 400 characters; not mailed.")


@strawberry.type(description="Nobody signs in to the account until it is restored.")
class SuspendAccountSuccess:
    account: AccountRecord = strawberry.field(description="The account.")


@strawberry.type(description="The account's cards sign in again.")
class RestoreAccountSuccess:
    account: AccountRecord = strawberry.field(description="The account.")


@strawberry.type(description="The account is closed for ever; its cards are free.")
class CloseAccountSuccess:
    account: AccountRecord = strawberry.field(description="The account.")


@strawberry.type
class StaffMutation:
    """Gather what an ADMIN does to accounts. Each needs a fresh card proof."""

    @result.mutation(
        raises=manage.CHANGE_STATUS_RAISES,
        description="Suspend an account; whoever is signed in is signed out. For an ADMIN whose "
        f"card has signed within {PROOF_LIFE // MINUTE} minutes.",
    )
    async def suspend_account(
        self, info: Info, input: SuspendAccountInput
    ) -> SuspendAccountSuccess:
        await info.context.limit(Act.CHANGE)
        to = AccountStatus.SUSPENDED
        return SuspendAccountSuccess(account=await _stand(info, input.id, to, input.reason))

    @result.mutation(
        raises=manage.CHANGE_STATUS_RAISES,
        description="Restore a suspended account. For an ADMIN whose card has signed within ten "
        "minutes.",
    )
    async def restore_account(
        self, info: Info, input: RestoreAccountInput
    ) -> RestoreAccountSuccess:
        await info.context.limit(Act.CHANGE)
        to = AccountStatus.ACTIVE
        return RestoreAccountSuccess(account=await _stand(info, input.id, to, input.reason))

    @result.mutation(
        raises=manage.CHANGE_STATUS_RAISES,
        description="Close an account for ever and free its cards. For an ADMIN whose card has "
        f"signed within {PROOF_LIFE // MINUTE} minutes.",
    )
    async def close_account(self, info: Info, input: CloseAccountInput) -> CloseAccountSuccess:
        await info.context.limit(Act.CHANGE)
        to = AccountStatus.CLOSED
        return CloseAccountSuccess(account=await _stand(info, input.id, to, input.reason))


async def _stand(info: Info, id: relay.GlobalID, to: AccountStatus, reason: str) -> AccountRecord:
    """Bring an account to where it shall stand."""
    record = await manage.change_status(
        viewer=info.context.viewer,
        account_id=node_uuid(id, of=Account),
        to=to,
        reason=reason,
        notices=info.context.services.account_notices,
        now=info.context.now,
    )
    return AccountRecord.of(record)
