"""The correction of an imported account's mailbox, as its holders and staff see it."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account.mailbox_correction import CorrectionStatus
from models.core.rules import DAY, HOUR, MAILBOX_PROPOSAL_LIFE, MEMBER_NOTICE
from resolvers.account import see_corrections
from resolvers.account.see_corrections import ShownCorrection
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER
from schema.enums.describe import describe
from schema.relay.nodes import SeenNode

describe(
    CorrectionStatus,
    name="MailboxCorrectionStatus",
    description="The status of the correction of an account's mailbox.",
    values={
        CorrectionStatus.PROPOSED: (
            "One member of staff proposed it, and another must confirm it within "
            f"{MAILBOX_PROPOSAL_LIFE // DAY} days."
        ),
        CorrectionStatus.CONFIRMED: (
            "A second member of staff confirmed it. Both mailboxes and every member were told; it "
            f"takes effect {MEMBER_NOTICE // HOUR} hours later."
        ),
        CorrectionStatus.CORRECTED: "The account has the new mailbox.",
        CorrectionStatus.WITHDRAWN: "Who proposed it withdrew it.",
        CorrectionStatus.REFUSED: "Another member of staff refused it.",
        CorrectionStatus.STOPPED: (
            "A reader of the letter stopped it. Only an ADMIN can confirm the next one."
        ),
        CorrectionStatus.EXPIRED: "Nobody confirmed it in time.",
        CorrectionStatus.SUPERSEDED: "A change of the company's data was approved meanwhile.",
        CorrectionStatus.UNDELIVERED: "The new mailbox does not take mail.",
        CorrectionStatus.ACCOUNT_CLOSED: "The account was closed.",
    },
)


@strawberry.type(
    description="A correction of the mailbox of an account that was imported. Two members of "
    "staff agree on it; until it takes effect, mail goes to the present mailbox."
)
class MailboxCorrection(SeenNode):
    id: relay.NodeID[str]
    status: CorrectionStatus = strawberry.field(description="The status of the correction.")
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    account_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    email: str = strawberry.field(description="The new mailbox.")
    proposed_at: datetime = strawberry.field(description="The date and time of the proposal.")
    expires_at: datetime = strawberry.field(
        description="The date and time when the proposal expires unless it is confirmed."
    )
    confirmed_at: datetime | None = strawberry.field(
        description="The date and time of the confirmation. Null while nobody has confirmed it."
    )
    effective_at: datetime | None = strawberry.field(
        description="The date and time from which it takes effect. Null before the confirmation."
    )
    done_at: datetime | None = strawberry.field(
        description="The date and time when it took effect or ended otherwise. Null before."
    )
    follows_objection: bool = strawberry.field(
        description="Indicates whether an earlier correction was stopped by a reader of its "
        "letter, so that an ADMIN must confirm this one."
    )
    previous_mailbox: str | None = strawberry.field(
        description="The mailbox that was imported. Null for viewers other than staff."
    )
    reason: str | None = strawberry.field(
        description="Why the mailbox is wrong and how the new one was verified. Null for viewers "
        "other than staff."
    )
    evidence: str | None = strawberry.field(
        description="The reference under which the proof is filed. Null for viewers other than "
        "staff."
    )
    proposed_by: str | None = strawberry.field(
        description="The name of the member of staff who proposed it. Null for viewers other than "
        "staff."
    )
    confirmed_by: str | None = strawberry.field(
        description="The name of the member of staff who confirmed it. Null before, and for "
        "viewers other than staff."
    )
    note: str | None = strawberry.field(
        description="The reason that staff gave for ending it. Null before, and for viewers other "
        "than staff."
    )

    @classmethod
    def of(cls, shown: ShownCorrection) -> Self:
        record, staff = shown.record, shown.for_staff
        proposed_by, confirmed_by = shown.names
        return cls(
            id=str(record.id),
            status=record.status,
            control_number=shown.account.control_number,
            account_name=shown.account.name,
            email=record.email,
            proposed_at=record.proposed_at,
            expires_at=record.expires_at,
            confirmed_at=record.confirmed_at,
            effective_at=record.effective_at,
            done_at=record.done_at,
            follows_objection=record.after_objection,
            previous_mailbox=record.previous if staff else None,
            reason=record.reason if staff else None,
            evidence=record.evidence if staff else None,
            proposed_by=proposed_by,
            confirmed_by=confirmed_by,
            note=record.note if staff else None,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await see_corrections.see_correction(
            viewer=info.context.viewer, correction_id=node_id
        )
        return cls.of(found)
