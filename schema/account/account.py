"""Accounts: one type for holders, staff and partner systems, whose fields say who may see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.account import account
from models.core.rules import CARDS_CONFIRMED_FOR, MAX_CARDS
from models.session.permissions import SignInNeeded, is_staff
from resolvers.account import change_data, see_corrections
from resolvers.account import see as see_account
from resolvers.card import confirm, list_cards
from resolvers.journal import read
from resolvers.membership import find
from schema.account.kinds import AccountKind, AccountStatus, Role
from schema.account.mailbox_correction import MailboxCorrection
from schema.account.opening import Opening
from schema.application.application import Application
from schema.application.company import ApprovedCompany
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER
from schema.errors import result
from schema.gate.directives import at_most
from schema.journal.event import JournalEvent, history_of
from schema.membership import member
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode

if TYPE_CHECKING:
    from schema.membership.member import Member

# The list's name in its cursors.
_CARDS = "certificates"
_OPEN = "Null for viewers other than the account's holders and staff."
_STAFF = "Null for viewers other than staff."


@strawberry.type(
    description="An account of the GPS zone (帳號), which belongs to a company, a vendor "
    "or a staff unit. Partner systems see no accounts of staff."
)
class Account(SeenNode):
    id: relay.NodeID[str]
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    kind: AccountKind = strawberry.field(
        description="The kind of organisation that the account belongs to."
    )
    status: AccountStatus = strawberry.field(description="The status of the account.")
    name: str | None = strawberry.field(description=ACCOUNT_NAME)
    role: Role | None = strawberry.field(
        description="The role of a staff account; null for companies and vendors."
    )
    opened_at: datetime = strawberry.field(
        description="The date and time when the account was opened."
    )
    changed_at: datetime | None = strawberry.field(
        description="The date and time when the account or its cards last changed; null if they "
        "never have. To follow changes, use cursors: two changes may have the same time."
    )
    record: strawberry.Private[account.Account]

    @strawberry.field(
        description="The company's approved data (基本資料). Null for vendor and staff accounts. "
        f"{_OPEN}"
    )
    async def company(self, info: Info) -> ApprovedCompany | None:
        facts = self.record.facts_for(info.context.viewer)
        return ApprovedCompany.of(facts) if facts else None

    @strawberry.field(
        description="The most recent request to change the company's data; null if there is "
        f"none. {_OPEN}"
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
        description="The request for which the account was opened manually; null for accounts "
        "that were not. Null for viewers other than administrators."
    )
    async def opening(self, info: Info) -> Opening | None:
        may = is_staff(info.context.viewer, at_least=Role.ADMIN)
        return Opening.of(self.record.opening) if may and self.record.opening else None

    @strawberry.field(
        description="The correction of the account's imported mailbox that is not over; null if "
        f"there is none. {_OPEN}"
    )
    async def mailbox_correction(self, info: Info) -> MailboxCorrection | None:
        try:
            found = await see_corrections.correction_of(
                viewer=info.context.viewer, account_id=self.record.id
            )
        except (SignInNeeded, account.AccountNotFound):
            return None
        return MailboxCorrection.of(found) if found else None

    @strawberry.field(
        description="The date and time when a holder last confirmed the account's cards; null "
        f"if no holder has. {_OPEN}"
    )
    def certificates_confirmed_at(self, info: Info) -> datetime | None:
        return self.record.confirmed_at if self._is_open(info) else None

    @strawberry.field(
        description="The date and time since when no card of the account can be changed "
        f"because of a dispute; null when there is none. {_OPEN}"
    )
    def frozen_since(self, info: Info) -> datetime | None:
        return self.record.frozen_at if self._is_open(info) else None

    @strawberry.field(
        description="Indicates whether the cards should be confirmed with "
        "`confirmCertificates`: the last confirmation, or the opening of the account, is "
        f"at least {CARDS_CONFIRMED_FOR.days} days ago. {_OPEN}"
    )
    def confirmation_due(self, info: Info) -> bool | None:
        if not self._is_open(info):
            return None
        return confirm.is_due(
            confirmed_at=self.record.confirmed_at,
            opened_at=self.opened_at,
            now=info.context.services.clock(),
        )

    @result.field(
        raises=list_cards.RAISES,
        description="The cards of the account (自然人憑證管理) in the order in which they were "
        "bound: to its holders and staff those with the status LIVE, REVOKED or EXPIRED, to "
        "partner systems those that are LIVE. Requires a holder of the account, staff, or the "
        "scope certificates:read.",
        directives=[PAGED],
    )
    async def certificates(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Certificate]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await list_cards.list_certificates(
            viewer=info.context.viewer,
            partner=info.context.partner,
            account=self.record,
            cards=info.context.cards.load,
            window=asked.window(name=_CARDS),
        )
        return Connection.of(found, Certificate.of, name=_CARDS)

    @strawberry.field(
        description=f"The registered mailbox (登載信箱); null when the account has none. {_STAFF}"
    )
    def mailbox(self, info: Info) -> str | None:
        return self.record.mailbox if is_staff(info.context.viewer) else None

    @strawberry.field(
        description="The reason for the last suspension, restoration or closure; null when the "
        f"status never changed. {_STAFF}"
    )
    def status_reason(self, info: Info) -> str | None:
        return self.record.status_reason if is_staff(info.context.viewer) else None

    @strawberry.field(
        description="The members of the account, dormant ones included, in the order in which "
        f"their memberships began; {MAX_CARDS} at most. {_STAFF}",
        directives=[at_most(MAX_CARDS)],
    )
    async def members(
        self, info: Info
    ) -> list[Annotated["Member", strawberry.lazy("schema.membership.member")]] | None:
        if not is_staff(info.context.viewer):
            return None
        return [member.Member.of(record) for record in await find.members_of(self.record)]

    @result.field(
        raises=read.HISTORY_RAISES,
        description="The journal's events of the account, newest first. Requires the REVIEWER or "
        "ADMIN role.",
        directives=[PAGED],
    )
    async def journal(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[JournalEvent]:
        asked = Asked(first=first, after=after, last=last, before=before)
        return await history_of(self.record.subject, asked, info=info)

    def _is_open(self, info: Info) -> bool:
        return self.record.is_open_to(info.context.viewer)

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
            changed_at=record.changed_at,
            record=record,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await see_account.see_account(
            viewer=info.context.viewer, partner=info.context.partner, account_id=node_id
        )
        return cls.of(found)
