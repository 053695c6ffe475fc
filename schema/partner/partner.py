"""The queries of partner systems, under one field; they return no personal data."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models.account import account
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
    description="A permission of a partner's tokens. Token configuration and logs write the "
    "scopes as accounts:read, certificates:read, events:read and handoff.",
)
strawberry.enum(
    MayNot,
    name="MayNotActReason",
    description="The reason why a certificate may not act. NOT_BOUND_HERE: the certificate is "
    "not bound to this control number, or the account does not exist; other "
    "accounts of the certificate are not disclosed. CERTIFICATE_REVOKED: the "
    "certificate is revoked or on hold. CERTIFICATE_DISPUTED: the change that brought "
    "the card is in dispute and staff are examining it. COULD_NOT_FIND_OUT: no fresh "
    "revocation list is available; retry, and do not treat it as permission.",
)


@strawberry.type(description="An account as partner systems see it.")
class PartnerAccount:
    control_number: str = strawberry.field(
        description="The control number (管制編號) of a company. Accounts of vendors and staff "
        "have a number that this service assigns."
    )
    kind: AccountKind = strawberry.field(description="The kind of account.")
    status: AccountStatus = strawberry.field(description="The status of the account.")
    name: str | None = strawberry.field(
        description="The company name (公司名稱), or the name of the unit."
    )
    opened_at: datetime = strawberry.field(
        description="The date and time when the account was opened."
    )
    changed_at: datetime | None = strawberry.field(
        description="The date and time when the account or its cards last changed. To read "
        "changes, use cursors: two changes may have the same time."
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
        description="The cursor to pass as `after`. It leads to the next page or, when "
        "`hasNextPage` is false, to the accounts that change later. It does not expire."
    )


@strawberry.type(description="A card bound to an account, as partner systems see it.")
class PartnerCertificate:
    sha256: str = strawberry.field(
        description="The SHA-256 fingerprint of the certificate (DER), in hex."
    )
    is_disputed: bool = strawberry.field(
        description="Indicates whether the change that brought the card is in dispute. Such a card "
        "may not act."
    )
    valid_from: datetime = strawberry.field(
        description="The date and time when the certificate's validity period starts."
    )
    valid_until: datetime = strawberry.field(
        description="The date and time when the certificate's validity period ends."
    )

    @classmethod
    def of(cls, bound: partner_accounts.BoundCard) -> Self:
        record = bound.certificate
        return cls(
            sha256=record.sha256,
            is_disputed=bound.is_disputed,
            valid_from=record.not_before,
            valid_until=record.not_after,
        )


@strawberry.type(description="The cards bound to an account.")
class PartnerCertificates:
    certificates: list[PartnerCertificate] = strawberry.field(
        description="The certificates, oldest first; at most twenty."
    )


@strawberry.type(description="The certificate may act for the control number now.")
class MayAct:
    until: datetime = strawberry.field(
        description="The date and time when the certificate's validity period ends. It may be "
        "removed or revoked earlier: check again, or follow the events."
    )
    kind: AccountKind = strawberry.field(
        description="The kind of account for which the certificate acts."
    )


@strawberry.type(description="The certificate may not act for the control number now.")
class MayNotAct:
    reason: MayNot = strawberry.field(description="The reason why the certificate may not act.")


CertificateMayAct = Annotated[
    MayAct | MayNotAct,
    strawberry.union(
        "CertificateMayActResult",
        description="Whether a certificate may act for a control number now.",
    ),
]


@strawberry.type(
    description="The fields that partner systems can query. Each field names its required scope."
)
class PartnerAccess:
    name: str = strawberry.field(
        description="The name of the partner whose token authenticated the request."
    )
    scopes: list[Scope] = strawberry.field(description="The scopes of the partner's tokens.")

    @result.field(
        raises=partner_accounts.SEE_RAISES,
        description="Returns the account with this control number: the open one or, if there is "
        "none, the one that was closed last. Requires the scope accounts:read.",
    )
    async def account(self, info: Info, control_number: str) -> PartnerAccount:
        found = await partner_accounts.see_account(
            partner=info.context.partner, control_number=control_number
        )
        return PartnerAccount.of(found)

    @result.field(
        raises=partner_accounts.LIST_RAISES,
        description="Returns all accounts, or those that changed since a cursor. Requires the "
        "scope accounts:read.",
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
        description="Returns the cards bound to the account with this control number. Requires the "
        "scope certificates:read.",
    )
    async def certificates(self, info: Info, control_number: str) -> PartnerCertificates:
        found = await partner_accounts.list_certificates(
            partner=info.context.partner, control_number=control_number
        )
        return PartnerCertificates(certificates=[PartnerCertificate.of(card) for card in found])

    @result.field(
        raises=partner_accounts.MAY_ACT_RAISES,
        description="Indicates whether a certificate may act for a control number now. `sha256` is "
        "the fingerprint of the certificate (DER), in hex. Requires the scope "
        "certificates:read.",
    )
    async def certificate_may_act(
        self, info: Info, sha256: str, control_number: str
    ) -> CertificateMayAct:
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
        description="Returns the events of all accounts, oldest first, from the beginning or after "
        "a cursor of any age. Requires the scope events:read.",
    )
    async def events(
        self, info: Info, first: PartnerFirst = 50, after: PartnerAfter = None
    ) -> AccountEventConnection:
        return await events_page(info, first=checked(first), after=after)


@strawberry.type
class PartnerQuery:
    @strawberry.field(
        description="Returns the fields for partner systems (see PARTNERS.md). Null when the "
        "request has no partner token."
    )
    def partner(self, info: Info) -> PartnerAccess | None:
        asking = info.context.partner
        if asking is None:
            return None
        scopes = [scope for scope in Scope if scope in asking.scopes]
        return PartnerAccess(name=asking.name, scopes=scopes)
