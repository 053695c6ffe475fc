"""What a partner system may ask, all of it under one field; nothing of persons is in it."""

from datetime import datetime
from typing import Self

import strawberry

from models.account import account
from models.card import certificate
from models.card.certificate import CertificateStatus
from models.partner.partner import Scope
from models.session.roles import AccountKind, AccountStatus
from resolvers.partner import accounts as partner_accounts
from resolvers.partner import events
from resolvers.partner.accounts import MayNot
from schema.context import Info
from schema.errors import result
from schema.partner.events import AccountEventConnection, events_page
from schema.partner.paging import PartnerAfter, PartnerFirst, checked
from schema.relay.connection import Connection, Edge, PageInfo
from schema.scalars import Cursor

PartnerScope = Scope
strawberry.enum(
    PartnerScope,
    name="PartnerScope",
    description="What a partner's tokens may ask. Written in tokens' papers and in the log as "
    "accounts:read, certificates:read, events:read and handoff.",
)
strawberry.enum(
    MayNot,
    name="MayNotActReason",
    description="Why a certificate may not act. NOT_BOUND_HERE: it does not stand at this control "
    "number, or there is no such account; where else it stands is not said. "
    "CERTIFICATE_REVOKED: revoked or on hold. CERTIFICATE_FROZEN: somebody objected, staff look "
    "into it. COULD_NOT_FIND_OUT: no fresh revocation list is on hand; ask again, it is no yes.",
)


@strawberry.type(description="An account as partner systems see it.")
class PartnerAccount:
    control_number: str = strawberry.field(
        description="管制編號 of a company; vendors and staff have a number of our own."
    )
    kind: AccountKind = strawberry.field(description="Whose account it is.")
    status: AccountStatus = strawberry.field(description="Whether it may be used.")
    name: str | None = strawberry.field(description="公司名稱, or the name of the unit.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    changed_at: datetime | None = strawberry.field(
        description="When it or its cards last changed. To read what changed, use cursors: "
        "two changes may have the same time."
    )

    @classmethod
    def of(cls, record: account.Account) -> Self:
        return cls(
            control_number=record.control_number,
            kind=record.kind,
            status=record.status,
            name=record.name,
            opened_at=record.opened_at,
            changed_at=record.changed_at,
        )


@strawberry.type(description="A page of accounts.")
class PartnerAccountConnection(Connection[PartnerAccount]):
    next: Cursor = strawberry.field(
        description="Give it as `after`: it leads to the next page and, when hasNextPage is "
        "false, to the accounts that have changed by the time it is given, however much later."
    )


@strawberry.type(description="A card that stands at an account, as partner systems see it.")
class PartnerCertificate:
    sha256: str = strawberry.field(description="SHA-256 of the certificate (DER), in hex.")
    status: CertificateStatus = strawberry.field(description="LIVE, or FROZEN.")
    valid_from: datetime = strawberry.field(description="When the certificate's time begins.")
    valid_until: datetime = strawberry.field(description="When the certificate's time ends.")

    @classmethod
    def of(cls, record: certificate.Certificate) -> Self:
        return cls(
            sha256=record.sha256,
            status=record.status,
            valid_from=record.not_before,
            valid_until=record.not_after,
        )


@strawberry.type(description="The cards that stand at an account: twenty at most.")
class PartnerCertificates:
    certificates: list[PartnerCertificate] = strawberry.field(description="The oldest first.")


@strawberry.type(description="The certificate may act for the control number now.")
class MayAct:
    until: datetime = strawberry.field(
        description="When the certificate's own time ends. It may be removed or revoked before: "
        "ask again, or follow the events."
    )
    kind: AccountKind = strawberry.field(description="For whose account it acts.")


@strawberry.type(description="The certificate may not act for the control number now.")
class MayNotAct:
    reason: MayNot = strawberry.field(description="Why.")


@strawberry.type(description="What a partner system may ask. Each field names the scope it needs.")
class PartnerAccess:
    name: str = strawberry.field(description="The partner whose token came with the request.")
    scopes: list[Scope] = strawberry.field(description="What its tokens may ask.")

    @result.field(
        raises=partner_accounts.SEE_RAISES,
        result="PartnerAccountResult",
        description="The account of a control number: the open one, else the one that was closed "
        "last. Scope accounts:read.",
    )
    async def account(self, info: Info, control_number: str) -> PartnerAccount:
        found = await partner_accounts.see_account(
            partner=info.context.partner, control_number=control_number
        )
        return PartnerAccount.of(found)

    @result.field(
        raises=partner_accounts.LIST_RAISES,
        result="PartnerAccountsResult",
        description="All accounts, or those that changed since a cursor. Scope accounts:read.",
    )
    async def accounts(
        self, info: Info, first: PartnerFirst = 50, after: PartnerAfter = None
    ) -> PartnerAccountConnection:
        page = await partner_accounts.list_accounts(
            partner=info.context.partner, after=after, first=checked(first)
        )
        edges = [
            Edge(cursor=str(place), node=PartnerAccount.of(record))
            for record, place in page.accounts
        ]
        return PartnerAccountConnection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=page.has_more,
                has_previous_page=after is not None,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
            next=Cursor(page.end),
        )

    @result.field(
        raises=partner_accounts.CERTIFICATES_RAISES,
        result="PartnerCertificatesResult",
        description="The cards that stand at an account. Scope certificates:read.",
    )
    async def certificates(self, info: Info, control_number: str) -> PartnerCertificates:
        found = await partner_accounts.list_certificates(
            partner=info.context.partner, control_number=control_number
        )
        return PartnerCertificates(certificates=[PartnerCertificate.of(card) for card in found])

    @result.field(
        raises=partner_accounts.MAY_ACT_RAISES,
        description="Whether a certificate may act for a control number now. `sha256` is of the "
        "certificate (DER), in hex. Scope certificates:read.",
    )
    async def certificate_may_act(
        self, info: Info, sha256: str, control_number: str
    ) -> MayAct | MayNotAct:
        """Answer yes or no."""
        answer = await partner_accounts.may_act(
            partner=info.context.partner,
            sha256=sha256,
            control_number=control_number,
            policy=info.context.services.policy,
            now=info.context.now,
        )
        if isinstance(answer, MayNot):
            return MayNotAct(reason=answer)
        return MayAct(until=answer.until, kind=answer.kind)

    @result.field(
        raises=events.READ_RAISES,
        result="AccountEventsResult",
        description="What happened to accounts, the oldest first, from the very first on or from "
        "a cursor, however old. Scope events:read.",
    )
    async def events(
        self, info: Info, first: PartnerFirst = 50, after: PartnerAfter = None
    ) -> AccountEventConnection:
        return await events_page(info, first=checked(first), after=after)


@strawberry.type
class PartnerQuery:
    """Gather the one field of partners."""

    @strawberry.field(
        description="What a partner system may ask, by its token (PARTNERS.md); null without one."
    )
    def partner(self, info: Info) -> PartnerAccess | None:
        asking = info.context.partner
        if asking is None:
            return None
        scopes = [scope for scope in Scope if scope in asking.scopes]
        return PartnerAccess(name=asking.name, scopes=scopes)
