"""Account events for partner systems: paginated queries and the subscription."""

from collections.abc import AsyncGenerator, Collection
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Self

import strawberry

from models.partner import feed
from models.partner.feed import AccountEventKind
from resolvers.partner import events
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.execution.plain import Plain
from schema.partner.paging import PartnerAfter
from schema.relay.connection import Connection, Edge, bad_input, info_of
from schema.relay.subscription import pushed, watching
from schema.scalars import Cursor

_Kind = AccountEventKind
describe(
    AccountEventKind,
    description="The kind of an account event.",
    values={
        _Kind.ACCOUNT_OPENED: "The account was opened. Read its certificates for who may act for "
        "it.",
        _Kind.ACCOUNT_SUSPENDED: "No one may act for the account until ACCOUNT_RESTORED.",
        _Kind.ACCOUNT_RESTORED: "The account is active again.",
        _Kind.ACCOUNT_CLOSED: "The account was closed. Its control number may get a new account.",
        _Kind.ACCOUNT_CHANGED: "Data of the account changed, such as its name.",
        _Kind.CERTIFICATE_ADDED: "A card may act for the account.",
        _Kind.CERTIFICATE_REMOVED: "A card may no longer act for the account.",
        _Kind.CERTIFICATE_REPLACED: "A card replaced another one. The event names the new card.",
        _Kind.CERTIFICATE_REVOKED: "The certificate of a card was revoked.",
        _Kind.CERTIFICATE_EXPIRED: "The certificate of a card has expired.",
        _Kind.CERTIFICATE_ON_HOLD: "A card is not valid until its issuer lifts the hold.",
        _Kind.CERTIFICATES_DISPUTED: "A change of the account's cards was disputed. The cards that "
        "it brought may not act. Read the certificates again.",
        _Kind.CERTIFICATES_SETTLED: "Staff have settled the dispute. Read the certificates again.",
    },
)


# Events of which streams that follow the present are told at about the same time.
_SHARED = 1_000

PartnerKinds = Annotated[
    list[AccountEventKind],
    strawberry.argument(
        description="The kinds of event to return. The default are those of the contract's first "
        "version: a kind that is added later is only returned to who names it."
    ),
]
FIRST_KINDS = list(feed.FIRST_KINDS)


@strawberry.type(description="An event of an account. It contains no personal data.")
class AccountEvent(Plain):
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


async def events_page(
    info: Info, *, kinds: Collection[AccountEventKind], first: int, after: str | None
) -> AccountEventConnection:
    page = await events.read_events(
        partner=info.context.partner, kinds=_some(kinds), after=after, first=first
    )
    edges = [
        Edge(cursor=Cursor(str(event.cursor)), node=AccountEvent.of(event)) for event in page.events
    ]
    info_ = info_of(edges, has_next=page.has_more, has_previous=after is not None)
    return AccountEventConnection(edges=edges, page_info=info_, next=Cursor(str(page.end)))


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
        self, info: Info, kinds: PartnerKinds = FIRST_KINDS, after: PartnerAfter = None
    ) -> AsyncGenerator[AccountEvent | AccountEventsBegun | ResyncRequired, None]:
        services = info.context.services
        changes = events.follow_events(
            partner=info.context.partner,
            kinds=_some(kinds),
            after=info.context.last_event_id or after,
            context=replace(watching(services), cursor_life=services.settings.partner_cursor_life),
            live=services.live,
        )
        return pushed(changes, _shown, context=info.context)


def _some(kinds: Collection[AccountEventKind]) -> frozenset[AccountEventKind]:
    """Check that a client asked for something.

    :raises GraphQLError: BAD_USER_INPUT, when it asked for no kind.
    """
    if not kinds:
        raise bad_input("kinds: expected one kind at least")
    return frozenset(kinds)


@lru_cache(maxsize=_SHARED)
def _shown(told: events.Told) -> AccountEvent | AccountEventsBegun:
    """Return the same object to all streams, so that it is written once for all."""
    if told.event is None:
        return AccountEventsBegun(cursor=Cursor(str(told.cursor)))
    return AccountEvent.of(told.event)
