"""An account as its holders see it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from models.account import account
from models.core.rules import CARDS_CONFIRMED_FOR
from models.session.permissions import SignInNeeded
from models.session.roles import AccountKind, AccountStatus, Role
from resolvers.account import change_data
from resolvers.account import see as see_account
from resolvers.card import confirm, list_cards
from schema.application.application import Application
from schema.application.company import ApprovedCompany
from schema.card.certificate import Certificate
from schema.context import Info
from schema.ids import uuid_of
from schema.relay.connection import PAGE, After, Connection, First, window_of

strawberry.enum(AccountKind, description="Whose account it is.")
strawberry.enum(AccountStatus, description="Whether an account may be used.")
strawberry.enum(Role, description="What an account of staff may do.")

# The list's name in its cursors.
_CARDS = "certificates"


@strawberry.type(description="Why an administrator opened an account.")
class Opening:
    reason: str | None = strawberry.field(description="Why it was opened.")
    contact_name: str | None = strawberry.field(description="聯絡人.")
    contact_phone: str | None = strawberry.field(description="連絡電話.")
    sender: str | None = strawberry.field(description="Who sent the mail that asked for it.")
    sent_at: datetime | None = strawberry.field(description="When that mail was sent.")
    reference: str | None = strawberry.field(description="By which that mail is found again.")

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Self:
        """Show what is kept; the keys are those of the input."""
        sent_at = kept.get("sentAt")
        return cls(
            reason=kept.get("reason"),
            contact_name=kept.get("contactName"),
            contact_phone=kept.get("contactPhone"),
            sender=kept.get("sender"),
            sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
            reference=kept.get("reference"),
        )


@strawberry.type(description="An account of the GPS zone (帳號).")
class Account(relay.Node):
    id: relay.NodeID[str]
    control_number: str = strawberry.field(
        description="管制編號 of a company; vendors and staff have a number of our own."
    )
    kind: AccountKind = strawberry.field(description="Whose account it is.")
    status: AccountStatus = strawberry.field(description="Whether it may be used.")
    name: str | None = strawberry.field(description="公司名稱, or the name of the unit.")
    role: Role | None = strawberry.field(description="What staff may do; null for all others.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    record: strawberry.Private[account.Account]

    @strawberry.field(
        description="基本資料: what was approved; for its holders and staff, and null for vendors."
    )
    async def company(self, info: Info) -> ApprovedCompany | None:
        facts = self.record.facts_for(info.context.viewer)
        return ApprovedCompany.of(facts) if facts else None

    @strawberry.field(
        description="The change of its data that was asked for last; for its holders and staff."
    )
    async def data_change(self, info: Info) -> Application | None:
        try:
            found = await change_data.see_data_change(
                viewer=info.context.viewer, account_id=self.record.id
            )
        except (SignInNeeded, account.AccountNotFound):
            return None
        return Application.of(found) if found else None

    @strawberry.field(
        description="Who asked for the account and why, where staff opened it; for ADMIN."
    )
    async def opening(self, info: Info) -> Opening | None:
        viewer = info.context.viewer
        may = viewer is not None and viewer.role is Role.ADMIN
        return Opening.of(self.record.opening) if may and self.record.opening else None

    certificates_confirmed_at: datetime | None = strawberry.field(
        description="When a holder last confirmed that the cards are as they should be."
    )
    frozen_since: datetime | None = strawberry.field(
        description="Since when no card can be changed, because somebody objected to a change."
    )

    @strawberry.field(
        description="Whether the cards want to be confirmed (confirmCertificates): nobody has "
        f"for {CARDS_CONFIRMED_FOR.days} days."
    )
    def confirmation_due(self, info: Info) -> bool:
        return confirm.is_due(
            confirmed_at=self.certificates_confirmed_at,
            opened_at=self.opened_at,
            now=info.context.services.clock(),
        )

    @strawberry.field(
        description="自然人憑證管理: its cards that count, wait for staff, or ended and want to be "
        "renewed or removed; in the order in which they were bound. Null, with an error, for who "
        "may not see them."
    )
    async def certificates(
        self, info: Info, first: First = PAGE, after: After = None
    ) -> Connection[Certificate] | None:
        window = window_of(first=first, after=after, name=_CARDS)
        found = await list_cards.list_certificates(
            viewer=info.context.viewer, account_id=uuid_of(self.id), window=window
        )
        return Connection.of(found, Certificate.of, name=_CARDS)

    @classmethod
    def of(cls, record: account.Account) -> Self:
        return cls(
            id=str(record.id),
            control_number=record.control_number,
            kind=record.kind,
            status=record.status,
            name=record.name,
            role=record.role,
            opened_at=record.opened_at,
            certificates_confirmed_at=record.confirmed_at,
            frozen_since=record.frozen_at,
            record=record,
        )

    # Strawberry's own signature also allows answers without async; ours are never that.
    @classmethod
    async def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find accounts that the viewer may see; others are as if they did not exist."""
        found: list[Self | None] = []
        for node_id in node_ids:
            try:
                record = await see_account.see_account(
                    viewer=info.context.viewer, account_id=uuid_of(node_id)
                )
            except (SignInNeeded, account.AccountNotFound):
                found.append(None)
            else:
                found.append(cls.of(record))
        return found
