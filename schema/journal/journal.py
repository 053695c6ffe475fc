"""The journal, as an ADMIN reads it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from graphql import GraphQLError

from models.journal import event
from models.journal.reader import Cursor as Place
from models.journal.search import EventFilter
from resolvers.journal import read
from schema.context import Info
from schema.errors import result
from schema.relay.connection import LONGEST_PAGE, Connection, Edge, First, PageInfo
from schema.scalars import Cursor

PAGE = 20


@strawberry.type(description="One value that an event has beside its kind.")
class EventValue:
    name: str = strawberry.field(description="What it is.")
    value: str = strawberry.field(description="The value.")


@strawberry.type(description="One event of the journal. It names no person.")
class JournalEvent:
    seq: int = strawberry.field(description="Its number; the journal has no gaps.")
    at: datetime = strawberry.field(description="When it happened.")
    subject: str = strawberry.field(description="What it happened to: account:…, application:….")
    kind: str = strawberry.field(description="What happened.")
    actor: str = strawberry.field(description="Who did it: certificate:…, session:… or service:….")
    payload: list[EventValue] = strawberry.field(description="What else is known of it.")
    previous_hash: str = strawberry.field(
        description="The hash of the event before it (SHA-256, hex)."
    )

    @classmethod
    def of(cls, record: event.Event) -> Self:
        return cls(
            seq=record.seq,
            at=record.at,
            subject=record.subject,
            kind=record.kind,
            actor=record.actor,
            payload=[
                EventValue(name=name, value=value) for name, value in sorted(record.payload.items())
            ],
            previous_hash=record.previous_hash,
        )


@strawberry.type(description="A page of the journal, the newest first.")
class Journal(Connection[JournalEvent]):
    @classmethod
    def shown(cls, excerpt: read.Excerpt, *, after: str | None) -> Self:
        edges = [
            Edge(
                cursor=str(Place(epoch=excerpt.epoch, seq=one.seq)),
                node=JournalEvent.of(one),
            )
            for one in excerpt.events
        ]
        info = PageInfo(
            has_next_page=excerpt.has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, page_info=info)


@strawberry.input(description="Which events are wanted; what is left out does not count.")
class EventsFilter:
    subject: str | None = strawberry.field(
        default=None, description="To what it happened, as the journal names it."
    )
    actor: str | None = strawberry.field(
        default=None, description="Who did it, as the journal names them."
    )
    kinds: list[str] | None = strawberry.field(default=None, description="Any of these kinds.")
    since: datetime | None = strawberry.field(
        default=None, name="from", description="Not before this moment."
    )
    until: datetime | None = strawberry.field(
        default=None, name="to", description="Before this moment."
    )

    def wanted(self) -> EventFilter:
        return EventFilter(
            subject=self.subject,
            actor=self.actor,
            kinds=tuple(self.kinds or ()),
            since=self.since,
            until=self.until,
        )


@strawberry.type
class JournalQuery:
    """Gather what an ADMIN may ask of the journal."""

    @result.field(
        raises=read.RAISES, description="The journal, the newest events first. For an ADMIN."
    )
    async def events(
        self,
        info: Info,
        filter: EventsFilter | None = None,
        first: First = PAGE,
        after: Annotated[
            Cursor | None, strawberry.argument(description="The cursor to go on behind.")
        ] = None,
    ) -> Journal:
        if not 1 <= first <= LONGEST_PAGE:
            raise _bad(f"first: expected 1 to {LONGEST_PAGE}")
        try:
            excerpt = await read.read_journal(
                viewer=info.context.viewer,
                wanted=filter.wanted() if filter else EventFilter(),
                first=first,
                after=after,
            )
        except read.CursorOfAnotherJournal as wrong:
            raise _bad("after: expected a cursor that this journal has given") from wrong
        return Journal.shown(excerpt, after=after)


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
