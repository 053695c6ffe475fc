"""Account events for partner systems: paginated queries and the subscription."""

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
    description="The kind of an account event. ACCOUNT_OPENED: the account was opened; read "
    "its certificates for who may act for it. ACCOUNT_SUSPENDED: no one may act "
    "for the account until ACCOUNT_RESTORED. ACCOUNT_CLOSED: the account was "
    "closed; its control number may get a new account. ACCOUNT_CHANGED: data of "
    "the account changed, such as its name. CERTIFICATE_ADDED: a card may act for "
    "the account. CERTIFICATE_REMOVED: a card may no longer act for it. "
    "CERTIFICATE_REPLACED: a card replaced another one; the event names the new "
    "card. CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED: a card is no longer valid. "
    "CERTIFICATE_ON_HOLD: a card is not valid until its issuer lifts the hold. "
    "CERTIFICATES_DISPUTED: a change of the account's cards was disputed; the cards that "
    "it brought may not act. CERTIFICATES_SETTLED: staff have settled the dispute; after "
    "both, read the certificates again. New kinds may be added: ignore kinds that "
    "you do not know.",
)


@strawberry.type(description="An event of an account. It contains no personal data.")
class AccountEvent:
    cursor: Cursor = strawberry.field(
        description="The cursor of this event. Store it once the event is processed; resuming from "
        "it misses no event."
    )
    kind: AccountEventKind = strawberry.field(description="The kind of event.")
    at: datetime = strawberry.field(description="The date and time when the event occurred.")
    control_number: str = strawberry.field(
        description="The control number (管制編號) of the account."
    )
    certificate_sha256: str | None = strawberry.field(
        description="The SHA-256 fingerprint (hex) of the card's certificate. Null when the event "
        "concerns no single card."
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


@strawberry.type(description="A page of account events, oldest first.")
class AccountEventConnection(Connection[AccountEvent]):
    next: Cursor = strawberry.field(
        description="The cursor to pass as `after`, to this field or to `accountEvents`. It leads "
        "to the next page or, when `hasNextPage` is false, to the events that occur "
        "later."
    )


@strawberry.type(description="The first message of a stream that was started without a cursor.")
class AccountEventsBegun:
    cursor: Cursor = strawberry.field(description="The cursor from which the stream continues.")


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
    @result.subscription(
        raises=events.FOLLOW_RAISES,
        result="AccountEventPushed",
        description="Subscribes to the events of all accounts. Without a cursor, the stream starts "
        "now and its first message holds the current cursor; with one, it starts with "
        "the events since. Requires the scope events:read.",
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
