"""Mutations by which two reviewers verify a mailbox for a case."""

import strawberry
from strawberry import relay

from models.core.rules import MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.review import mailbox
from schema.application.application import Application
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.review.case import ReviewCase
from schema.review.recipient import CaseMailbox

_RIGHTS = (
    "Requires the REVIEWER or ADMIN role and a card proof from the last "
    f"{PROOF_LIFE // MINUTE} minutes (`proveCard`)."
)


@strawberry.input(description="Input for proposing a mailbox for a case.")
class ProposeCaseMailboxInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    version: int = strawberry.field(description="The version of the case that the reviewer read.")
    email: str = strawberry.field(description="The address of the mailbox.")
    verified_how: str = strawberry.field(
        description="How the reviewer verified that the mailbox is the company's, at most 400 "
        "characters. Staff read it in the history of the case."
    )


@strawberry.input(description="Input for confirming the mailbox that is proposed for a case.")
class ConfirmCaseMailboxInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    version: int = strawberry.field(description="The version of the case that the reviewer read.")
    mailbox_id: relay.GlobalID = strawberry.field(
        description="The ID of the proposal that the reviewer checked "
        "(`ReviewCase.proposedMailbox`)."
    )


@strawberry.type(description="The mailbox is proposed, in place of any that was before.")
class ProposeCaseMailboxSuccess:
    case: ReviewCase = strawberry.field(description="The case.")


@strawberry.type(
    description="The mailbox is confirmed: the case can be approved with the recipient "
    "VERIFIED_MAILBOX while the registry has none."
)
class ConfirmCaseMailboxSuccess:
    case: ReviewCase = strawberry.field(description="The case.")


@strawberry.type
class CaseMailboxMutation:
    """Mutations of the mailboxes that reviewers verify."""

    @result.mutation(
        raises=mailbox.PROPOSE_RAISES,
        description="Proposes a mailbox that the viewer has verified, for a case whose company has "
        f"none in the registry. Another reviewer must confirm it. {_RIGHTS}",
    )
    async def propose_case_mailbox(
        self, info: Info, input: ProposeCaseMailboxInput
    ) -> ProposeCaseMailboxSuccess:
        await info.context.limit(Act.CHANGE)
        record = await mailbox.propose(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            version=input.version,
            email=input.email,
            verified_how=input.verified_how,
            now=info.context.now,
        )
        return ProposeCaseMailboxSuccess(case=ReviewCase.of(record))

    @result.mutation(
        raises=mailbox.CONFIRM_RAISES,
        description="Confirms the mailbox that another reviewer proposed, after the viewer has "
        f"checked it too. {_RIGHTS}",
    )
    async def confirm_case_mailbox(
        self, info: Info, input: ConfirmCaseMailboxInput
    ) -> ConfirmCaseMailboxSuccess:
        await info.context.limit(Act.CHANGE)
        record = await mailbox.confirm(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            version=input.version,
            mailbox_id=node_uuid(input.mailbox_id, of=CaseMailbox),
            now=info.context.now,
        )
        return ConfirmCaseMailboxSuccess(case=ReviewCase.of(record))
