"""Accounts."""

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
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER
from schema.enums import describe
from schema.errors import result
from schema.ids import uuid_of
from schema.relay.connection import PAGE, After, Connection, First, window_of

describe(
    AccountKind,
    description="The kind of organisation that an account belongs to.",
    values={
        AccountKind.BUSINESS: "A company that transports toxic or concerned chemical substances.",
        AccountKind.VENDOR: "A vendor of tracking equipment or services.",
        AccountKind.STAFF: "A unit that operates or administers the service.",
    },
)
describe(
    AccountStatus,
    description="The status of an account. Only an ACTIVE account can be used.",
    values={
        AccountStatus.PENDING: "Reserved; no account has this status yet.",
        AccountStatus.ACTIVE: "The account can be used.",
        AccountStatus.SUSPENDED: "Staff suspended the account; it can be restored.",
        AccountStatus.CLOSED: "The account was closed for good.",
    },
)
describe(
    Role,
    description="The role of a staff account. An ADMIN may do everything that a REVIEWER may.",
    values={
        Role.REVIEWER: "May review applications and view all accounts.",
        Role.ADMIN: (
            "May do everything that a REVIEWER may, and administer accounts and partners."
        ),
    },
)

# The list's name in its cursors.
_CARDS = "certificates"


@strawberry.type(description="The request for which an administrator opened an account manually.")
class Opening:
    reason: str | None = strawberry.field(description="The reason for opening the account.")
    contact_name: str | None = strawberry.field(
        description="The name of the contact person (聯絡人)."
    )
    contact_phone: str | None = strawberry.field(
        description="The telephone number of the contact person (連絡電話)."
    )
    sender: str | None = strawberry.field(
        description="The sender of the email in which the account was requested."
    )
    sent_at: datetime | None = strawberry.field(
        description="The date and time when that email was sent."
    )
    reference: str | None = strawberry.field(
        description="The reference under which that email is filed."
    )

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Self:
        """Return the stored request; its keys are those of the input."""
        sent_at = kept.get("sentAt")
        return cls(
            reason=kept.get("reason"),
            contact_name=kept.get("contactName"),
            contact_phone=kept.get("contactPhone"),
            sender=kept.get("sender"),
            sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
            reference=kept.get("reference"),
        )


@strawberry.type(
    description="An account of the GPS zone (帳號), which belongs to a company, a vendor "
    "or a staff unit."
)
class Account(relay.Node):
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
    record: strawberry.Private[account.Account]

    @strawberry.field(
        description="The company's approved data (基本資料). Null for vendor and staff "
        "accounts, and for viewers other than the account's holders and staff."
    )
    async def company(self, info: Info) -> ApprovedCompany | None:
        facts = self.record.facts_for(info.context.viewer)
        return ApprovedCompany.of(facts) if facts else None

    @strawberry.field(
        description="The most recent request to change the company's data. Null if there is "
        "none, and for viewers other than the account's holders and staff."
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
        description="The request for which the account was opened manually. Null for accounts "
        "that were not, and for viewers other than administrators."
    )
    async def opening(self, info: Info) -> Opening | None:
        viewer = info.context.viewer
        may = viewer is not None and viewer.role is Role.ADMIN
        return Opening.of(self.record.opening) if may and self.record.opening else None

    certificates_confirmed_at: datetime | None = strawberry.field(
        description="The date and time when a holder last confirmed the account's cards; null "
        "if no holder has."
    )
    frozen_since: datetime | None = strawberry.field(
        description="The date and time since when no card of the account can be changed "
        "because of a dispute; null when there is none."
    )

    @strawberry.field(
        description="Indicates whether the cards should be confirmed with "
        "`confirmCertificates`: the last confirmation, or the opening of the account, is "
        f"at least {CARDS_CONFIRMED_FOR.days} days ago."
    )
    def confirmation_due(self, info: Info) -> bool:
        return confirm.is_due(
            confirmed_at=self.certificates_confirmed_at,
            opened_at=self.opened_at,
            now=info.context.services.clock(),
        )

    @result.field(
        raises=list_cards.RAISES,
        description="The cards of the account (自然人憑證管理) with the status LIVE, "
        "REVOKED or EXPIRED, in the order in which they were bound. Requires a holder of the "
        "account, or staff.",
    )
    async def certificates(
        self, info: Info, first: First = PAGE, after: After = None
    ) -> Connection[Certificate]:
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

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # `node` is nullable: none is required.
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Return the accounts that the viewer may see, and None for all others."""
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
