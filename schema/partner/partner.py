"""The queries of partner systems, under one field; they return no personal data."""

from datetime import datetime
from typing import Annotated

import strawberry

from models.partner.partner import Scope
from resolvers.partner import accounts as partner_accounts
from resolvers.partner import events
from resolvers.partner.accounts import MayNot
from schema.account.account import Account
from schema.account.kinds import AccountKind
from schema.context import Info
from schema.descriptions import CONTROL_NUMBER
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import STANDING, at_most, units
from schema.partner.events import FIRST_KINDS, AccountEventConnection, PartnerKinds, events_page
from schema.partner.paging import (
    PAGED_FOR_PARTNERS,
    USUAL_PAGE,
    PartnerAfter,
    PartnerFirst,
    checked,
)
from schema.partner.scope import PartnerScope
from schema.relay.connection import Connection, Edge, info_of
from schema.scalars import Cursor

describe(
    MayNot,
    name="MayNotActReason",
    description="The reason why a certificate may not act.",
    values={
        MayNot.NOT_BOUND_HERE: "The certificate is not bound to this control number, or the "
        "account does not exist. Other accounts of the certificate are not disclosed.",
        MayNot.ACCOUNT_NOT_ACTIVE: "The account is suspended or closed.",
        MayNot.CERTIFICATE_REMOVED: "The card was removed from the account, or replaced.",
        MayNot.CERTIFICATE_DISPUTED: "The change that brought the card is in dispute, and staff "
        "are examining it.",
        MayNot.CERTIFICATE_REVOKED: "The certificate is revoked or on hold.",
        MayNot.CERTIFICATE_EXPIRED: "The certificate has expired.",
        MayNot.COULD_NOT_FIND_OUT: "No fresh revocation list is available. Retry, and do not "
        "treat it as permission.",
    },
)

_Number = Annotated[str, strawberry.argument(description=CONTROL_NUMBER)]


@strawberry.type(
    name="AccountFeedConnection",
    description="A page of accounts, which leads on to those that change later.",
)
class AccountFeed(Connection[Account]):
    next: Cursor = strawberry.field(
        description="The cursor to pass as `after`. It leads to the next page or, when "
        "`hasNextPage` is false, to the accounts that change later. It does not expire."
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
    staging: bool = strawberry.field(
        description="True on a staging system, where the certificate may be of a test card and the "
        "account of nobody: it is no permission. False in production."
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
    scopes: list[PartnerScope] = strawberry.field(
        description="The scopes of the partner's tokens.", directives=[at_most(len(PartnerScope))]
    )

    @result.field(
        raises=partner_accounts.SEE_RAISES,
        description="The account with this control number: the open one or, if there is none, the "
        "one that was closed last. Requires the scope accounts:read.",
    )
    async def account(self, info: Info, control_number: _Number) -> Account:
        found = await partner_accounts.see_account(
            partner=info.context.partner, control_number=control_number
        )
        return Account.of(found)

    @result.field(
        raises=partner_accounts.LIST_RAISES,
        description="All accounts, or those that changed since a cursor. Requires the scope "
        "accounts:read.",
        directives=[PAGED_FOR_PARTNERS],
    )
    async def accounts(
        self, info: Info, first: PartnerFirst = USUAL_PAGE, after: PartnerAfter = None
    ) -> AccountFeed:
        page = await partner_accounts.list_accounts(
            partner=info.context.partner, after=after, first=checked(first)
        )
        edges = [
            Edge(cursor=Cursor(str(place)), node=Account.of(record))
            for record, place in page.accounts
        ]
        info_ = info_of(edges, has_next=page.has_more, has_previous=after is not None)
        return AccountFeed(edges=edges, page_info=info_, next=Cursor(page.end))

    @result.field(
        raises=partner_accounts.MAY_ACT_RAISES,
        description="Whether a certificate may act for a control number now. Requires the scope "
        "certificates:read.",
        directives=[units(STANDING)],
    )
    async def certificate_may_act(
        self,
        info: Info,
        sha256: Annotated[
            str,
            strawberry.argument(
                description=(
                    "The SHA-256 fingerprint of the certificate (DER, an ECDSA signature with"
                    " the lower s), in hex."
                )
            ),
        ],
        control_number: _Number,
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
        staging = info.context.services.settings.staging
        return MayAct(until=answer.until, kind=answer.kind, staging=staging)

    @result.field(
        raises=events.READ_RAISES,
        description="The events of all accounts, oldest first, from the beginning or after a "
        "cursor of any age. Requires the scope events:read.",
        directives=[PAGED_FOR_PARTNERS],
    )
    async def events(
        self,
        info: Info,
        kinds: PartnerKinds = FIRST_KINDS,
        first: PartnerFirst = USUAL_PAGE,
        after: PartnerAfter = None,
    ) -> AccountEventConnection:
        return await events_page(info, kinds=kinds, first=checked(first), after=after)


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
