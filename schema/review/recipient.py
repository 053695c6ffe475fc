"""The recipient of an approval, and the mailboxes that reviewers verify."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.core.language import Language
from models.review.expected_recipient import ExpectedRecipient
from models.review.recipient import ApprovalRecipient
from resolvers.review import queue
from resolvers.review.queue import ShownMailbox
from schema.context import Info
from schema.enums.describe import describe
from schema.relay.nodes import SeenNode

describe(
    ApprovalRecipient,
    description="The mailbox that an approval is sent to. A new account's activation link is "
    "mailed to it, and it becomes the account's mailbox. It is never the one that the applicant "
    "typed, unless that was verified by two reviewers.",
    values={
        ApprovalRecipient.REGISTERED_MAILBOX: "The mailbox that the registry (EMS) has.",
        ApprovalRecipient.VERIFIED_MAILBOX: "The mailbox that one reviewer proposed and a second "
        "one confirmed; only where the registry has none.",
        ApprovalRecipient.ACCOUNT_MAILBOX: "The account's present mailbox, which is kept; only "
        "for a change of an account's data where the registry has none.",
    },
)


@strawberry.type(description="Where the approval of a case would go at the moment.")
class ExpectedApproval:
    recipient: ApprovalRecipient | None = strawberry.field(
        description="The recipient to state in `approveApplication`. Null while no approval is "
        "possible."
    )
    mailbox: str | None = strawberry.field(
        description="The mailbox itself, or the one that is proposed and waits for a second "
        "reviewer. Null when there is none, or when the registry did not answer."
    )
    message: str = strawberry.field(
        description="Where the approval would go and what is missing, in the language of the "
        "Accept-Language header."
    )

    @classmethod
    def of(cls, expected: ExpectedRecipient, *, language: Language) -> Self:
        return cls(
            recipient=expected.recipient,
            mailbox=expected.mailbox,
            message=expected.message(language),
        )


@strawberry.type(
    description="A mailbox that a reviewer verified otherwise than by the registry, for one "
    "version of a case. It counts once another reviewer has confirmed it."
)
class CaseMailbox(SeenNode):
    id: relay.NodeID[str]
    email: str = strawberry.field(description="The address.")
    verified_how: str = strawberry.field(description="How the reviewer verified it.")
    proposed_by: str | None = strawberry.field(
        description="The name of the reviewer who proposed it."
    )
    proposed_at: datetime = strawberry.field(description="The date and time of the proposal.")
    confirmed_by: str | None = strawberry.field(
        description="The name of the reviewer who confirmed it. Null while nobody has."
    )
    confirmed_at: datetime | None = strawberry.field(
        description="The date and time of the confirmation. Null while nobody has confirmed it."
    )

    @classmethod
    def of(cls, shown: ShownMailbox) -> Self:
        record = shown.record
        return cls(
            id=str(record.id),
            email=record.email,
            verified_how=record.verified_how,
            proposed_by=shown.proposed_by,
            proposed_at=record.proposed_at,
            confirmed_by=shown.confirmed_by,
            confirmed_at=record.confirmed_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await queue.see_mailbox(viewer=info.context.viewer, mailbox_id=node_id)
        return cls.of(found) if found else None
