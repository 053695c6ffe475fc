"""Changes of cards: whoever was told may object, and staff settle it."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from models.account.account import Account as StoredAccount
from models.card.certificate import Certificate as StoredCertificate
from models.card_changes import card_change
from models.card_changes.card_change import ChangeKind, ChangeOutcome
from models.limits.table import Act
from resolvers.card import report_change, settle_change
from schema.account.account import Account
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import uuid_of
from schema.relay.connection import PAGE, After, Connection, First, window_of

strawberry.enum(ChangeKind, name="CertificateChangeKind", description="What was done to a card.")
strawberry.enum(
    ChangeOutcome, name="CertificateChangeOutcome", description="How staff settled an objection."
)


@strawberry.type(description="What a mailed link about a change of cards speaks of.")
class ChangeLink:
    kind: ChangeKind = strawberry.field(description="What was done.")
    at: datetime = strawberry.field(description="When it was done.")
    control_number: str = strawberry.field(description="管制編號 of the account.")
    company_name: str | None = strawberry.field(description="公司名稱.")
    holder_name: str = strawberry.field(
        description="Whose card was added, edited or removed, or has taken another's place; masked."
    )
    previous_holder_name: str | None = strawberry.field(
        description="REPLACED: whose card stood there before; masked."
    )
    actor_name: str = strawberry.field(description="Whose card did it; masked.")
    expires_at: datetime = strawberry.field(description="When the link is of no use any more.")

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


@strawberry.type(description="A change of an account's cards that somebody has objected to.")
class CertificateDispute:
    id: strawberry.ID = strawberry.field(description="To settle it by.")
    kind: ChangeKind = strawberry.field(description="What was done.")
    at: datetime = strawberry.field(description="When it was done.")
    reported_at: datetime | None = strawberry.field(description="When somebody objected.")
    settled_at: datetime | None = strawberry.field(description="When staff settled it.")
    outcome: ChangeOutcome | None = strawberry.field(description="How they settled it.")
    note: str | None = strawberry.field(description="Why they settled it so.")
    record: strawberry.Private[card_change.CardChange]

    @strawberry.field(description="The account.")
    async def account(self) -> Account:
        return Account.of(await StoredAccount.get(id=self.record.account_id))

    @strawberry.field(description="The card that was added, edited or removed, or took a place.")
    async def certificate(self) -> Certificate:
        return await _shown(self.record.certificate_id)

    @strawberry.field(description="REPLACED: the card that stood there before.")
    async def previous(self) -> Certificate | None:
        previous = self.record.previous_id
        return await _shown(previous) if previous is not None else None

    @strawberry.field(description="The card whose holder did it.")
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


@strawberry.input(description="The link by which somebody objects.")
class ReportChangeInput:
    token: str = strawberry.field(description="What stands behind the # of the mailed link.")


@strawberry.input(description="How an objection is settled.")
class SettleChangeInput:
    id: strawberry.ID = strawberry.field(description="The objection.")
    outcome: ChangeOutcome = strawberry.field(
        description="UNDONE puts everything back as it was before; STANDS lets the change count."
    )
    note: str = strawberry.field(description="Why; at most 400 characters.")


@strawberry.type(
    description="The change is halted: its card signs in no more, no card of the account can be "
    "changed, and staff look into it."
)
class ReportChangeSuccess:
    change: ChangeLink = strawberry.field(description="What was objected to.")


@strawberry.type(description="The objection is settled; everybody of the account is told.")
class SettleChangeSuccess:
    dispute: CertificateDispute = strawberry.field(description="The objection.")


_NAME = "disputes"


@strawberry.type
class ChangeQuery:
    """Look at changes of cards."""

    @result.field(
        raises=report_change.RAISES,
        description="What a mailed link about a change of cards is about. Looking changes nothing.",
    )
    async def change_link(self, info: Info, token: str) -> ChangeLink:
        return ChangeLink.of(await report_change.see_change(token=token, now=info.context.now))

    @strawberry.field(
        description="For staff: the objections that wait to be settled, the oldest first. "
        "Null with an error NOT_ALLOWED or SIGN_IN_NEEDED for others."
    )
    async def disputes(
        self, info: Info, first: First = PAGE, after: After = None
    ) -> Connection[CertificateDispute] | None:
        window = window_of(first=first, after=after, name=_NAME)
        found = await settle_change.disputes(viewer=info.context.viewer, window=window)
        return Connection.of(found, CertificateDispute.of, name=_NAME)


@strawberry.type
class ChangeMutation:
    """Gather the acts on changes of cards."""

    @result.mutation(
        raises=report_change.RAISES,
        description="Object to a change of cards, by the link of the mail that told of it: "
        "「這不是我們做的」. Needs neither card nor session.",
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
        description="For staff: settle an objection to a change of cards.",
    )
    async def settle_change(self, info: Info, input: SettleChangeInput) -> SettleChangeSuccess:
        await info.context.limit(Act.CHANGE)
        record = await settle_change.settle(
            viewer=info.context.viewer,
            change_id=uuid_of(input.id),
            outcome=input.outcome,
            note=input.note,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return SettleChangeSuccess(dispute=CertificateDispute.of(record))
