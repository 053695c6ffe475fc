"""The journal, for administrators."""

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


@strawberry.type(description="A value in the payload of an event.")
class EventValue:
    name: str = strawberry.field(description="The name of the value.")
    value: str = strawberry.field(description="The value.")


@strawberry.type(description="An event of the journal. It contains no personal data.")
class JournalEvent:
    seq: int = strawberry.field(
        description="The sequence number of the event. The journal has no gaps."
    )
    at: datetime = strawberry.field(description="The date and time when the event occurred.")
    subject: str = strawberry.field(
        description="The record that the event concerns: `account:…`, `application:…`."
    )
    kind: str = strawberry.field(description="The kind of event.")
    actor: str = strawberry.field(
        description="The actor: `certificate:…`, `session:…` or `service:…`."
    )
    payload: list[EventValue] = strawberry.field(
        description="Further values of the event, by name."
    )
    previous_hash: str = strawberry.field(
        description="The SHA-256 hash (hex) of the previous event."
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


@strawberry.type(description="A page of journal events, newest first.")
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


@strawberry.input(description="Filters for journal events. Omitted filters are ignored.")
class EventsFilter:
    subject: str | None = strawberry.field(
        default=None, description="Lists the events of this record, as the journal identifies it."
    )
    actor: str | None = strawberry.field(
        default=None, description="Lists the events of this actor, as the journal identifies it."
    )
    kinds: list[str] | None = strawberry.field(
        default=None, description="Lists events of any of these kinds."
    )
    since: datetime | None = strawberry.field(
        default=None,
        name="from",
        description="Lists events from this date and time on (inclusive).",
    )
    until: datetime | None = strawberry.field(
        default=None, name="to", description="Lists events before this date and time (exclusive)."
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
    @result.field(
        raises=read.RAISES,
        description="Returns the events of the journal, newest first. Requires the ADMIN role.",
    )
    async def events(
        self,
        info: Info,
        filter: EventsFilter | None = None,
        first: First = PAGE,
        after: Annotated[
            Cursor | None, strawberry.argument(description="The cursor after which to continue.")
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
