"""Corrections of imported mailboxes: staff propose, confirm and end them."""

import strawberry
from strawberry import relay

from models.core.rules import HOUR, MEMBER_NOTICE, MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.account import confirm_mailbox, end_correction, propose_mailbox, see_corrections
from schema.account.account import Account
from schema.account.mailbox_correction import MailboxCorrection
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last

# The list's name in its cursors.
_LIST = "mailboxCorrections"
_RIGHTS = (
    "Requires the REVIEWER or ADMIN role and a card proof from the last "
    f"{PROOF_LIFE // MINUTE} minutes (`proveCard`)."
)


@strawberry.input(description="The input of `proposeMailboxCorrection`.")
class ProposeMailboxCorrectionInput:
    account_id: relay.GlobalID = strawberry.field(description="The ID of the account.")
    mailbox: str = strawberry.field(
        description="The account's mailbox, as the page shows it (`Account.mailbox`). The "
        "request is refused if the account has another one now."
    )
    email: str = strawberry.field(description="The mailbox that is to replace it.")
    reason: str = strawberry.field(
        description="Why the mailbox is wrong and how the new one was verified, for staff only; at "
        "most 400 characters."
    )
    evidence: str = strawberry.field(
        description="The reference under which the proof is filed, for staff only; at most 400 "
        "characters."
    )


@strawberry.input(description="The input of `confirmMailboxCorrection`.")
class ConfirmMailboxCorrectionInput:
    id: relay.GlobalID = strawberry.field(
        description="The ID of the correction that the viewer checked."
    )


@strawberry.input(description="The input of `endMailboxCorrection`.")
class EndMailboxCorrectionInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the correction.")
    note: str = strawberry.field(
        description="The reason, for staff only; at most 400 characters. It is not mailed."
    )


@strawberry.type(description="The mailbox is proposed; another member of staff must confirm it.")
class ProposeMailboxCorrectionSuccess:
    correction: MailboxCorrection = strawberry.field(description="The correction.")


@strawberry.type(
    description="The mailbox is confirmed and takes effect after the notice, unless it is stopped."
)
class ConfirmMailboxCorrectionSuccess:
    correction: MailboxCorrection = strawberry.field(description="The correction.")


@strawberry.type(description="The correction is over; the account keeps its mailbox.")
class EndMailboxCorrectionSuccess:
    correction: MailboxCorrection = strawberry.field(description="The correction.")


@strawberry.type
class StaffMailboxCorrections:
    """The corrections of mailboxes that staff decide."""

    @result.field(
        raises=see_corrections.LIST_RAISES,
        description="The corrections of mailboxes that are not over, oldest first.",
        directives=[PAGED],
    )
    async def mailbox_corrections(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MailboxCorrection]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await see_corrections.list_corrections(
            viewer=info.context.viewer, window=asked.window(name=_LIST)
        )
        all_shown = await see_corrections.all_shown_to_staff(found.rows)
        shown = {one.record.id: one for one in all_shown}
        return Connection.of(found, lambda row: MailboxCorrection.of(shown[row.id]), name=_LIST)


@strawberry.type
class MailboxCorrectionMutation:
    """Mutations by which two members of staff correct a mailbox."""

    @result.mutation(
        raises=propose_mailbox.RAISES,
        description="Proposes a mailbox in place of one that was imported wrong. Another person of "
        f"the staff must confirm it; nobody is notified before. {_RIGHTS}",
    )
    async def propose_mailbox_correction(
        self, info: Info, input: ProposeMailboxCorrectionInput
    ) -> ProposeMailboxCorrectionSuccess:
        await info.context.limit(Act.CHANGE)
        record = await propose_mailbox.propose_correction(
            viewer=info.context.viewer,
            account_id=node_uuid(input.account_id, of=Account),
            shown=input.mailbox,
            email=input.email,
            reason=input.reason,
            evidence=input.evidence,
            now=info.context.now,
        )
        shown = await see_corrections.shown_to_staff(record)
        return ProposeMailboxCorrectionSuccess(correction=MailboxCorrection.of(shown))

    @result.mutation(
        raises=confirm_mailbox.RAISES,
        description="Confirms a mailbox that another person of the staff proposed, after the "
        "viewer has checked it too. Both mailboxes and every member are notified by email; it "
        f"takes effect {MEMBER_NOTICE // HOUR} hours later unless a reader stops it. {_RIGHTS} "
        "After an objection it requires the ADMIN role.",
    )
    async def confirm_mailbox_correction(
        self, info: Info, input: ConfirmMailboxCorrectionInput
    ) -> ConfirmMailboxCorrectionSuccess:
        await info.context.limit(Act.CHANGE)
        record = await confirm_mailbox.confirm_correction(
            viewer=info.context.viewer,
            correction_id=node_uuid(input.id, of=MailboxCorrection),
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        shown = await see_corrections.shown_to_staff(record)
        return ConfirmMailboxCorrectionSuccess(correction=MailboxCorrection.of(shown))

    @result.mutation(
        raises=end_correction.RAISES,
        description="Ends the correction of a mailbox before it takes effect: withdraws the "
        "viewer's own, or refuses that of another person of the staff. Who was notified of it is "
        f"notified again. {_RIGHTS}",
    )
    async def end_mailbox_correction(
        self, info: Info, input: EndMailboxCorrectionInput
    ) -> EndMailboxCorrectionSuccess:
        await info.context.limit(Act.CHANGE)
        record = await end_correction.end_correction(
            viewer=info.context.viewer,
            correction_id=node_uuid(input.id, of=MailboxCorrection),
            note=input.note,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        shown = await see_corrections.shown_to_staff(record)
        return EndMailboxCorrectionSuccess(correction=MailboxCorrection.of(shown))
