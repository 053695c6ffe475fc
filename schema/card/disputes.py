"""Disputed changes of cards: reporting them by a mailed link, and settling them as staff."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay

from models.card_changes.card_change import ChangeKind
from models.limits.table import Act
from resolvers.card import report_change, settle_change
from resolvers.card.settle_change import Settlement
from schema.card.dispute import CertificateDispute
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, MAILED_LINK
from schema.errors import result
from schema.ids import node_uuid
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last


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


@strawberry.input(description="The input of `reportChange`.")
class ReportChangeInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.input(description="The input of `settleChange`.")
class SettleChangeInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the dispute.")
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


@strawberry.type
class StaffDisputes:
    """The disputes that staff settle."""

    @result.field(
        raises=settle_change.LIST_RAISES,
        description="The open disputes, oldest first.",
        directives=[PAGED],
    )
    async def disputes(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CertificateDispute]:
        asked = Asked(first=first, after=after, last=last, before=before)
        window = asked.window(name=_NAME)
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
            change_id=node_uuid(input.id, of=CertificateDispute),
            settlement=input.outcome,
            note=input.note,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return SettleChangeSuccess(dispute=CertificateDispute.of(record))
