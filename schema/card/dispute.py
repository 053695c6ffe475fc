"""Disputed changes of cards, as staff see them."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.card.certificate import Certificate as StoredCertificate
from models.card_changes import card_change
from models.card_changes.card_change import ChangeKind, ChangeOutcome
from resolvers.card import settle_change
from resolvers.card.settle_change import Settlement
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.enums.describe import describe
from schema.relay.nodes import SeenNode

describe(
    ChangeKind,
    name="CertificateChangeKind",
    description="The kind of a change of an account's cards.",
    values={
        ChangeKind.ADDED: "A card was added.",
        ChangeKind.EDITED: "The telephone number, email address or name of a card was changed.",
        ChangeKind.REMOVED: "A card was removed.",
        ChangeKind.REPLACED: "A card was replaced by another.",
    },
)
describe(
    ChangeOutcome,
    name="CertificateChangeOutcome",
    description="How a dispute over a change was settled.",
    values={
        ChangeOutcome.UNDONE: "Staff restored the state before the change.",
        ChangeOutcome.STANDS: "Staff kept the change.",
        ChangeOutcome.ACCOUNT_CLOSED: "The account was closed.",
    },
)
describe(
    Settlement,
    name="CertificateChangeSettlement",
    description="The decision of staff on a disputed change.",
    values={
        Settlement.UNDONE: "The state before the change is restored.",
        Settlement.STANDS: "The change is kept.",
    },
)


@strawberry.type(description="A disputed change of an account's cards.")
class CertificateDispute(SeenNode):
    id: relay.NodeID[str]
    kind: ChangeKind = strawberry.field(description="The kind of change.")
    at: datetime = strawberry.field(description="The date and time of the change.")
    reported_at: datetime | None = strawberry.field(
        description="The date and time when the change was disputed."
    )
    settled_at: datetime | None = strawberry.field(
        description="The date and time when staff settled the dispute; null while it is open."
    )
    outcome: ChangeOutcome | None = strawberry.field(
        description="How the dispute was settled; null while it is open."
    )
    note: str | None = strawberry.field(
        description="The reason that staff gave for the decision; null while the dispute is open."
    )
    former_phone: str | None = strawberry.field(
        description="The telephone number before an edit; null when it was not edited."
    )
    former_email: str | None = strawberry.field(
        description="The email address before an edit; null when it was not edited."
    )
    former_label: str | None = strawberry.field(
        description="The card's name before an edit; null when it was not edited, or had none."
    )
    record: strawberry.Private[card_change.CardChange]

    @strawberry.field(description="The account whose cards were changed.")
    async def account(self) -> Account:
        return Account.of(await StoredAccount.get(id=self.record.account_id))

    @strawberry.field(
        description="The card that was added, edited or removed, or that replaced another."
    )
    async def certificate(self) -> Certificate:
        return await _shown(self.record.certificate_id)

    @strawberry.field(description="The card that was replaced; null unless the kind is REPLACED.")
    async def previous(self) -> Certificate | None:
        previous = self.record.previous_id
        return await _shown(previous) if previous is not None else None

    @strawberry.field(description="The card whose holder made the change.")
    async def by(self) -> Certificate:
        return await _shown(self.record.by_certificate_id)

    @classmethod
    def of(cls, record: card_change.CardChange) -> Self:
        return cls(
            id=str(record.id),
            kind=record.kind,
            at=record.at,
            reported_at=record.reported_at,
            settled_at=record.settled_at,
            outcome=record.outcome,
            note=record.note,
            former_phone=record.before.get("phone"),
            former_email=record.before.get("email"),
            former_label=record.before.get("label"),
            record=record,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await settle_change.see_dispute(viewer=info.context.viewer, change_id=node_id)
        return cls.of(found)


async def _shown(certificate_id: UUID) -> Certificate:
    return Certificate.of(await StoredCertificate.get(id=certificate_id))
