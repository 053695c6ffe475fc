"""A partner reads the events of accounts, in pages from the first one or as a stream."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from models.journal.cursor import Cursor, present
from models.journal.reader import JournalEntry
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """An event, or only the cursor from which a stream starts.

    All streams are told of an event by the same object.
    """

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

    def ask_ahead(happened: JournalEntry) -> None:
        if shows(happened, kinds=kinds):
            happened.shared(
                live, lambda: live.numbers.ahead(_account_of(happened), since=happened.read_at)
            )

    steps = following(
        Topic(name=TOPIC),
        after=after,
        context=context,
        still_allowed=still_allowed,
        ask_ahead=ask_ahead,
    )
    # Closes the follower when the client disconnects.
    async with aclosing(steps):
        async for step in steps:
            if isinstance(step, Resync):
                yield step
            elif step.happened is None:
                yield Told(cursor=step.cursor, event=None)
            elif shows(step.happened, kinds=kinds):
                number = await _number_of(step.happened, live)
                if number is not None:
                    yield step.happened.shared(
                        (Told, number, step.cursor.epoch),
                        partial(_told, step.happened, number, epoch=step.cursor.epoch),
                    )


def _account_of(entry: JournalEntry) -> UUID:
    return entry.shared(account_of, partial(account_of, entry))


async def _number_of(entry: JournalEntry, live: Live) -> str | None:
    """Return the control number of an event's account, if partners may know of it."""
    account, since = _account_of(entry), entry.read_at
    return live.numbers.at_hand(account, since=since) or await live.numbers.of(account, since=since)


def _told(entry: JournalEntry, number: str, *, epoch: str) -> Told:
    event = visible_event(entry, number, epoch=epoch)
    return Told(cursor=event.cursor, event=event)
