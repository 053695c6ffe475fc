"""Disputed changes of cards: reporting them by a mailed link, and settling them as staff."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from models.account.account import Account as StoredAccount
from models.card.certificate import Certificate as StoredCertificate
from models.card_changes import card_change
from models.card_changes.card_change import ChangeKind, ChangeOutcome
from models.limits.table import Act
from resolvers.card import report_change, settle_change
from resolvers.card.settle_change import Settlement
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, MAILED_LINK
from schema.enums import describe
from schema.errors import result
from schema.ids import uuid_of
from schema.relay.connection import PAGE, After, Connection, First, window_of

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


@strawberry.type(
    description="A mailed link by which a change of an account's cards can be disputed."
)
class ChangeLink:
    kind: ChangeKind = strawberry.field(description="The kind of change.")
    at: datetime = strawberry.field(description="The date and time of the change.")
    control_number: str = strawberry.field(
        description="The control number of the account (管制編號)."
    )
    company_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    holder_name: str = strawberry.field(
        description="The masked name of the holder of the card that was added, edited or "
        "removed, or that replaced another."
    )
    previous_holder_name: str | None = strawberry.field(
        description="The masked name of the holder of the card that was replaced; null unless "
        "the kind is REPLACED."
    )
    actor_name: str = strawberry.field(
        description="The masked name of the holder whose card made the change."
    )
    expires_at: datetime = strawberry.field(description="The date and time when the link expires.")

    @classmethod
    def of(cls, seen: report_change.SeenChange) -> Self:
        return cls(
            kind=seen.record.kind,
            at=seen.record.at,
            control_number=seen.account.control_number,
            company_name=seen.account.name,
            holder_name=seen.holder,
            previous_holder_name=seen.previous_holder,
            actor_name=seen.by,
            expires_at=seen.expires_at,
        )


@strawberry.type(description="A disputed change of an account's cards.")
class CertificateDispute:
    id: strawberry.ID = strawberry.field(description="The ID of the dispute.")
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
            id=strawberry.ID(str(record.id)),
            kind=record.kind,
            at=record.at,
            reported_at=record.reported_at,
            settled_at=record.settled_at,
            outcome=record.outcome,
            note=record.note,
            record=record,
        )


async def _shown(certificate_id: UUID) -> Certificate:
    return Certificate.of(await StoredCertificate.get(id=certificate_id))


@strawberry.input(description="The input of `reportChange`.")
class ReportChangeInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.input(description="The input of `settleChange`.")
class SettleChangeInput:
    id: strawberry.ID = strawberry.field(description="The ID of the dispute.")
    outcome: Settlement = strawberry.field(description="The decision.")
    note: str = strawberry.field(description="The reason for the decision, at most 400 characters.")


@strawberry.type(
    description="The change is disputed. Until staff settle the dispute, the cards and the data "
    "of the account cannot be changed."
)
class ReportChangeSuccess:
    change: ChangeLink = strawberry.field(description="The disputed change.")


@strawberry.type(
    description="The dispute was settled. All holders of the account are notified by email."
)
class SettleChangeSuccess:
    dispute: CertificateDispute = strawberry.field(description="The settled dispute.")


_NAME = "disputes"


@strawberry.type
class ChangeQuery:
    """Queries of disputed changes of cards."""

    @result.field(
        raises=report_change.RAISES,
        description="Returns the change that a mailed link is about. Viewing the link does not "
        "use it up.",
    )
    async def change_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description=MAILED_LINK)]
    ) -> ChangeLink:
        return ChangeLink.of(await report_change.see_change(token=token, now=info.context.now))

    @result.field(
        raises=settle_change.LIST_RAISES,
        description="Returns the open disputes, oldest first. Requires the REVIEWER or ADMIN role.",
    )
    async def disputes(
        self, info: Info, first: First = PAGE, after: After = None
    ) -> Connection[CertificateDispute]:
        window = window_of(first=first, after=after, name=_NAME)
        found = await settle_change.disputes(viewer=info.context.viewer, window=window)
        return Connection.of(found, CertificateDispute.of, name=_NAME)


@strawberry.type
class ChangeMutation:
    """Mutations of disputed changes of cards."""

    @result.mutation(
        raises=report_change.RAISES,
        description="Disputes a change of cards with the link from the notification email "
        "(「這不是我們做的」). Requires neither a card nor a session.",
    )
    async def report_change(self, info: Info, input: ReportChangeInput) -> ReportChangeSuccess:
        await info.context.limit(Act.LINK)
        seen = await report_change.report(
            token=input.token,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return ReportChangeSuccess(change=ChangeLink.of(seen))

    @result.mutation(
        raises=settle_change.RAISES,
        description="Settles a dispute over a change of cards. Only for staff.",
    )
    async def settle_change(self, info: Info, input: SettleChangeInput) -> SettleChangeSuccess:
        await info.context.limit(Act.CHANGE)
        record = await settle_change.settle(
            viewer=info.context.viewer,
            change_id=uuid_of(input.id),
            settlement=input.outcome,
            note=input.note,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return SettleChangeSuccess(dispute=CertificateDispute.of(record))
