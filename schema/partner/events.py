"""What happened to accounts, as partner systems are told of it: in pages, and pushed."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime
from typing import Self

import strawberry

from models.partner import feed
from models.partner.feed import AccountEventKind
from resolvers.partner import events
from schema.context import Info
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.partner.paging import PartnerAfter
from schema.relay.connection import Connection, Edge, PageInfo
from schema.relay.subscription import pushed, watching
from schema.scalars import Cursor

strawberry.enum(
    AccountEventKind,
    description="What happened. ACCOUNT_OPENED: there is an account; who may act for it, its "
    "certificates tell. ACCOUNT_SUSPENDED: nobody may act for it until ACCOUNT_RESTORED. "
    "ACCOUNT_CLOSED: it is over; the control number may get another. ACCOUNT_CHANGED: its data, "
    "such as its name, changed. CERTIFICATE_ADDED: a card may act for it. CERTIFICATE_REMOVED: a "
    "card may not any more. CERTIFICATE_REPLACED: a card took another's place; the event names "
    "the new one. CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED: a card does not count any more. "
    "CERTIFICATE_ON_HOLD: a card does not count until its issuer lifts the hold. "
    "CERTIFICATES_DISPUTED: somebody objected to a change of the account's cards, and some may be "
    "frozen; CERTIFICATES_SETTLED: staff have decided; after both, read the certificates anew. "
    "More may come: pass over what you do not know.",
)


@strawberry.type(description="Something that happened to an account. It names no person.")
class AccountEvent:
    cursor: Cursor = strawberry.field(
        description="Keep it when the event is dealt with: behind it nothing is missed."
    )
    kind: AccountEventKind = strawberry.field(description="What happened.")
    at: datetime = strawberry.field(description="When it happened.")
    control_number: str = strawberry.field(description="管制編號 of the account.")
    certificate_sha256: str | None = strawberry.field(
        description="SHA-256 (hex) of the card that it was about; null when it was about none."
    )

    @classmethod
    def of(cls, event: feed.AccountEvent) -> Self:
        return cls(
            cursor=Cursor(str(event.cursor)),
            kind=event.kind,
            at=event.at,
            control_number=event.control_number,
            certificate_sha256=event.certificate_sha256,
        )


@strawberry.type(description="A page of events.")
class AccountEventConnection(Connection[AccountEvent]):
    next: Cursor = strawberry.field(
        description="Give it as `after`, to this field or to `accountEvents`: it leads to the next "
        "page or, when hasNextPage is false, to what happens from now on."
    )


@strawberry.type(description="The stream goes from here; nothing has happened yet.")
class AccountEventsBegun:
    cursor: Cursor = strawberry.field(description="From where the stream goes.")


async def events_page(info: Info, *, first: int, after: str | None) -> AccountEventConnection:
    page = await events.read_events(partner=info.context.partner, after=after, first=first)
    edges = [Edge(cursor=str(event.cursor), node=AccountEvent.of(event)) for event in page.events]
    return AccountEventConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page.has_more,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        next=Cursor(str(page.end)),
    )


@strawberry.type
class PartnerSubscription:
    """Gather what partners can watch."""

    @result.subscription(
        raises=events.FOLLOW_RAISES,
        result="AccountEventPushed",
        description="Everything that happens to accounts. Without a cursor it begins now, and says "
        "from where; with one comes everything that has happened since. Scope events:read.",
    )
    def account_events(
        self, info: Info, after: PartnerAfter = None
    ) -> AsyncGenerator[AccountEvent | AccountEventsBegun | ResyncRequired, None]:
        services = info.context.services
        changes = events.follow_events(
            partner=info.context.partner,
            after=info.context.last_event_id or after,
            context=replace(watching(services), cursor_life=services.settings.partner_cursor_life),
        )
        return pushed(changes, _shown, info=info)


def _shown(told: events.Told) -> AccountEvent | AccountEventsBegun:
    if told.event is None:
        return AccountEventsBegun(cursor=Cursor(str(told.cursor)))
    return AccountEvent.of(told.event)
