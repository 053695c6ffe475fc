"""A partner reads the events of accounts, in pages from the first one or as a stream."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass

from models.journal.cursor import Cursor, present
from models.journal.subscription import Resync, ResyncRequired, SubscriptionContext, following
from models.journal.topic import Topic
from models.live import Live
from models.partner.feed import (
    TOPIC,
    AccountEvent,
    AccountEventKind,
    CursorUnknown,
    account_of,
    events_behind,
    known,
    shows,
    visible_event,
)
from models.partner.partner import PartnerViewer, Scope
from models.partner.scopes import ScopeMissing, TokenNeeded, require_among, require_scope


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """A page of events, whether there are more, and the next cursor."""

    events: list[AccountEvent]
    has_more: bool
    end: Cursor


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event, or only the cursor from which a stream starts."""

    cursor: Cursor
    event: AccountEvent | None


READ_RAISES = (CursorUnknown, ScopeMissing)


async def read_events(
    *,
    partner: PartnerViewer | None,
    kinds: Collection[AccountEventKind],
    after: str | None,
    first: int,
) -> EventPage:
    """Return the events of some kinds after a cursor of any age, or from the first event on.

    :raises TokenNeeded, ScopeMissing: unless the token has ``events:read``.
    :raises CursorUnknown: when the cursor is not of this journal.
    """
    require_scope(partner, Scope.EVENTS_READ)
    # Read before the events, so that every event up to this number is visible to that query.
    now = await present()
    cursor = Cursor.start(now.epoch) if after is None else await known(after, now=now)
    events = await events_behind(cursor, kinds=kinds, most=first + 1)
    page = events[:first]
    if len(events) > first:
        return EventPage(events=page, has_more=True, end=page[-1].cursor)
    seen = page[-1].cursor if page else cursor
    # An event may have been written since ``now`` was read.
    end = seen if seen.seq > now.seq else now
    return EventPage(events=page, has_more=False, end=end)


FOLLOW_RAISES = (ResyncRequired, ScopeMissing, TokenNeeded)


async def follow_events(
    *,
    partner: PartnerViewer | None,
    kinds: Collection[AccountEventKind],
    after: str | None,
    context: SubscriptionContext,
    live: Live,
) -> AsyncGenerator[Told | Resync, None]:
    """Yield events of some kinds, from a cursor or from now on.

    Without a cursor the first item holds the start of the stream, so that a client that
    disconnects before any event can resume from it.

    :raises TokenNeeded: without a token, and when the token expires or is revoked.
    :raises ScopeMissing: unless the token has ``events:read``, and when it loses that scope.
    """
    asking = require_scope(partner, Scope.EVENTS_READ)

    async def still_allowed(since: float) -> None:
        scopes = await live.scopes.of(asking.token_id, since=since)
        require_among(scopes, Scope.EVENTS_READ)

    steps = following(Topic(name=TOPIC), after=after, context=context, still_allowed=still_allowed)
    # Closes the follower when the client disconnects.
    async with aclosing(steps):
        async for step in steps:
            if isinstance(step, Resync):
                yield step
            elif step.happened is None:
                yield Told(cursor=step.cursor, event=None)
            elif shows(step.happened, kinds=kinds):
                number = await live.numbers.of(account_of(step.happened), since=step.read_at)
                if number is not None:
                    event = visible_event(step.happened, number, epoch=step.cursor.epoch)
                    yield Told(cursor=event.cursor, event=event)
