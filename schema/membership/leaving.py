"""Mutations with which members leave their account, or stay, and staff end a membership."""

from datetime import datetime

import strawberry
from strawberry import relay

from models.core.rules import HOUR, MEMBER_NOTICE, MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.membership import cancel_leaving, end, leave
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.membership.member import Member

_NOTICE = MEMBER_NOTICE // HOUR


@strawberry.input(description="The input of `leaveAccount`. It has no required field.")
class LeaveAccountInput:
    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="Ignored. It exists because GraphQL does not allow an input without fields.",
    )


@strawberry.input(description="The input of `cancelLeaving`. It has no required field.")
class CancelLeavingInput:
    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="Ignored. It exists because GraphQL does not allow an input without fields.",
    )


@strawberry.input(description="The input of `endMembership`. One of the two IDs names the member.")
class EndMembershipInput:
    membership_id: relay.GlobalID | None = strawberry.field(
        default=None, description="The ID of the membership."
    )
    certificate_id: relay.GlobalID | None = strawberry.field(
        default=None, description="The ID of a card of the member; ignored beside the other ID."
    )
    reason: str = strawberry.field(
        description="The reason, for staff only; at most 400 characters. It is not mailed."
    )


@strawberry.type(
    description="The viewer has left the account, or leaves it after notice. Members and the "
    "registered mailbox are notified by email."
)
class LeaveAccountSuccess:
    leaves_at: datetime = strawberry.field(
        description="The date and time when the membership ended, or ends after notice."
    )
    signed_out: bool = strawberry.field(
        description="Indicates whether the viewer has left, in which case the session has ended."
    )


@strawberry.type(description="The viewer stays a member of the account.")
class CancelLeavingSuccess:
    account: Account = strawberry.field(description="The viewer's account.")


@strawberry.type(
    description="The membership has ended, and the person can be bound to another account. The "
    "person, the members and the registered mailbox are notified by email."
)
class EndMembershipSuccess:
    member: Member = strawberry.field(description="The former member.")


@strawberry.type
class LeavingMutation:
    """Mutations that end memberships."""

    @result.mutation(
        raises=leave.RAISES,
        description="Ends the viewer's membership of the account (離開帳號): at once if another "
        f"member can sign in, otherwise after {_NOTICE} hours' notice to the registered mailbox "
        "and all members. Requires that the viewer's card signed within the last "
        f"{PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def leave_account(self, info: Info, input: LeaveAccountInput) -> LeaveAccountSuccess:
        await info.context.limit(Act.CHANGE)
        leaving = await leave.leave_account(
            viewer=info.context.viewer,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        if leaving.has_left:
            info.context.end_session()
        return LeaveAccountSuccess(leaves_at=leaving.leaves_at, signed_out=leaving.has_left)

    @result.mutation(
        raises=cancel_leaving.RAISES,
        description="Cancels the viewer's notice of leaving the account.",
    )
    async def cancel_leaving(self, info: Info, input: CancelLeavingInput) -> CancelLeavingSuccess:
        await info.context.limit(Act.CHANGE)
        account = await cancel_leaving.cancel_leaving(
            viewer=info.context.viewer,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return CancelLeavingSuccess(account=Account.of(account))

    @result.mutation(
        raises=end.RAISES,
        description="Ends the membership of a person who has no card that can sign in and wants "
        "to join another account. Requires the REVIEWER role, or ADMIN for a staff account, and a "
        f"card proof from the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def end_membership(self, info: Info, input: EndMembershipInput) -> EndMembershipSuccess:
        await info.context.limit(Act.CHANGE)
        by_id, by_card = input.membership_id, input.certificate_id
        record = await end.end_member(
            viewer=info.context.viewer,
            who=end.MemberToEnd(
                membership_id=node_uuid(by_id, of=Member) if by_id else None,
                certificate_id=node_uuid(by_card, of=Certificate) if by_card else None,
            ),
            reason=input.reason,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return EndMembershipSuccess(member=Member.of(record))
