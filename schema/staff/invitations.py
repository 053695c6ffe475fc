"""Invitations of staff (管理端): inviting again, and confirming the cards that were bound."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.card.certificate import Certificate as StoredCertificate
from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.staff import confirm, invite_again, list_awaiting
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import LAST_FOUR
from schema.errors import result
from schema.ids import node_uuid
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last

_NAME = "awaitingConfirmation"
_NEEDS = (
    f"Requires the ADMIN role and a card proof from the last {PROOF_LIFE // MINUTE} minutes "
    "(`proveCard`)."
)


@strawberry.type(description="An invited member of staff whose card awaits confirmation.")
class AwaitingStaff:
    bound_at: datetime = strawberry.field(description="The date and time when the card was bound.")
    record: strawberry.Private[StoredCertificate]

    @strawberry.field(description="The staff account.")
    async def account(self) -> Account:
        return Account.of(await StoredAccount.get(id=self.record.account_id))

    @strawberry.field(description="The card that was bound, with its holder and number.")
    def certificate(self) -> Certificate:
        return Certificate.of(self.record)

    @classmethod
    def of(cls, record: StoredCertificate) -> Self:
        return cls(bound_at=record.bound_at, record=record)


@strawberry.input(description="The input of `inviteStaffAgain`.")
class InviteStaffAgainInput:
    account_id: relay.GlobalID = strawberry.field(description="The ID of the staff account.")
    name: str = strawberry.field(
        description="The person's name, as on the card. If the account has a member, only that "
        "person's card can be bound, under whatever name."
    )
    last_four: str = strawberry.field(description=LAST_FOUR)


@strawberry.input(description="The input of `confirmStaffCard`.")
class ConfirmStaffCardInput:
    account_id: relay.GlobalID = strawberry.field(description="The ID of the staff account.")
    certificate_id: relay.GlobalID = strawberry.field(
        description="The ID of the card, as it was shown. Another card is refused."
    )


@strawberry.input(description="The input of `rejectStaffCard`.")
class RejectStaffCardInput:
    account_id: relay.GlobalID = strawberry.field(description="The ID of the staff account.")
    certificate_id: relay.GlobalID = strawberry.field(
        description="The ID of the card, as it was shown. Another card is refused."
    )


@strawberry.type(
    description="The invitation has been queued for mailing to the account's mailbox. Earlier "
    "invitations of the account no longer work."
)
class InviteStaffAgainSuccess:
    account: Account = strawberry.field(description="The staff account.")


@strawberry.type(
    description="The member's rights have begun. The member is notified by email and can sign in."
)
class ConfirmStaffCardSuccess:
    account: Account = strawberry.field(description="The staff account.")


@strawberry.type(
    description="The person no longer belongs to the account, and the card was removed. The person "
    "is notified by email. The account can be invited again or closed."
)
class RejectStaffCardSuccess:
    account: Account = strawberry.field(description="The staff account.")


@strawberry.type
class StaffInvitations:
    """The list of staff awaiting confirmation."""

    @result.field(
        raises=list_awaiting.RAISES,
        description="The members of staff whose cards await confirmation; those bound first come "
        "first. Requires the ADMIN role.",
        directives=[PAGED],
    )
    async def awaiting_confirmation(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AwaitingStaff]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await list_awaiting.awaiting_confirmation(
            viewer=info.context.viewer,
            window=asked.window(name=_NAME),
            now=info.context.now,
        )
        return Connection.of(found, AwaitingStaff.of, name=_NAME)


@strawberry.type
class InvitationMutation:
    """Mutations of invitations and confirmations of staff."""

    @result.mutation(
        raises=invite_again.RAISES,
        description="Invites a member of staff whose cards have all ended, or who never bound one. "
        f"Must be done by another administrator. {_NEEDS}",
    )
    async def invite_staff_again(
        self, info: Info, input: InviteStaffAgainInput
    ) -> InviteStaffAgainSuccess:
        await info.context.limit(Act.CHANGE)
        account = await invite_again.invite_again(
            viewer=info.context.viewer,
            account_id=node_uuid(input.account_id, of=Account),
            name=input.name,
            last_four=input.last_four,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return InviteStaffAgainSuccess(account=Account.of(account))

    @result.mutation(
        raises=confirm.RAISES,
        description="Confirms the card of an invited member of staff, who can then sign in. Nobody "
        f"can confirm their own card. {_NEEDS}",
    )
    async def confirm_staff_card(
        self, info: Info, input: ConfirmStaffCardInput
    ) -> ConfirmStaffCardSuccess:
        await info.context.limit(Act.CHANGE)
        account = await confirm.confirm(
            viewer=info.context.viewer,
            account_id=node_uuid(input.account_id, of=Account),
            certificate_id=node_uuid(input.certificate_id, of=Certificate),
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return ConfirmStaffCardSuccess(account=Account.of(account))

    @result.mutation(
        raises=confirm.REJECT_RAISES,
        description="Rejects the card of an invited member of staff, and ends the membership. "
        f"{_NEEDS}",
    )
    async def reject_staff_card(
        self, info: Info, input: RejectStaffCardInput
    ) -> RejectStaffCardSuccess:
        await info.context.limit(Act.CHANGE)
        account = await confirm.reject(
            viewer=info.context.viewer,
            account_id=node_uuid(input.account_id, of=Account),
            certificate_id=node_uuid(input.certificate_id, of=Certificate),
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return RejectStaffCardSuccess(account=Account.of(account))
