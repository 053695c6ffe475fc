"""Events of the journal, as staff see them."""

from datetime import datetime
from typing import Self

import strawberry

from models.journal import event
from models.journal.cursor import Cursor as JournalCursor
from models.journal.cursor import mark_of
from models.journal.kinds import kind_of
from models.journal.writer import hash_of
from models.session.permissions import is_staff
from models.session.roles import Role
from resolvers.journal import read
from resolvers.review import queue
from schema.context import Info
from schema.enums.event_kind import EventKind
from schema.gate.directives import at_most
from schema.relay.connection import Asked, Connection, Edge, bad_input, info_of
from schema.review.recipient import CaseMailbox
from schema.scalars import Cursor

# More than any kind of event has.
MOST_VALUES = 40


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
    kind: EventKind | None = strawberry.field(
        description="The kind of event. Null for an event that a newer version of the service "
        "has written."
    )
    actor: str = strawberry.field(
        description="The actor: `certificate:…`, `session:…` or `service:…`."
    )
    previous_hash: str = strawberry.field(
        description="The SHA-256 hash (hex) of the previous event."
    )
    record: strawberry.Private[event.Event]

    @strawberry.field(
        description="Further values of the event, by name. Null for viewers other than "
        "administrators.",
        directives=[at_most(MOST_VALUES)],
    )
    def payload(self, info: Info) -> list[EventValue] | None:
        if not is_staff(info.context.viewer, at_least=Role.ADMIN):
            return None
        values = sorted(self.record.payload.items())[:MOST_VALUES]
        return [EventValue(name=name, value=value) for name, value in values]

    @strawberry.field(
        description="The name of the cardholder who acted; null for sessions and services."
    )
    async def actor_name(self, info: Info) -> str | None:
        return await info.context.actor_names.load(self.actor)

    @strawberry.field(
        description="The mailbox that was proposed or confirmed for a case, with how it was "
        "verified; null for other events."
    )
    async def mailbox(self) -> CaseMailbox | None:
        shown = await queue.mailbox_of(self.record)
        return CaseMailbox.of(shown) if shown else None

    @classmethod
    def of(cls, record: event.Event) -> Self:
        return cls(
            seq=record.seq,
            at=record.at,
            subject=record.subject,
            kind=kind_of(record.kind),
            actor=record.actor,
            previous_hash=record.previous_hash,
            record=record,
        )


async def history_of(subject: str, asked: Asked, *, info: Info) -> Connection[JournalEvent]:
    """Return a page of the events of one record."""
    try:
        excerpt = await read.read_history(
            viewer=info.context.viewer, subject=subject, place=place_of(asked)
        )
    except read.CursorOfAnotherJournal as wrong:
        raise not_of_this_journal(wrong) from wrong
    return page_of(excerpt)


def place_of(asked: Asked) -> read.Place:
    return read.Place(
        size=asked.size, after=asked.after, before=asked.before, from_end=asked.from_end
    )


def page_of(excerpt: read.Excerpt) -> Connection[JournalEvent]:
    edges = [
        Edge(
            cursor=Cursor(str(_place_of(one, epoch=excerpt.epoch))),
            node=JournalEvent.of(one),
        )
        for one in excerpt.events
    ]
    info = info_of(edges, has_next=excerpt.has_next, has_previous=excerpt.has_previous)
    return Connection(edges=edges, page_info=info)


def _place_of(found: event.Event, *, epoch: str) -> JournalCursor:
    return JournalCursor(epoch=epoch, seq=found.seq, mark=mark_of(hash_of(found)))


def not_of_this_journal(wrong: read.CursorOfAnotherJournal) -> Exception:
    return bad_input(f"{wrong}: expected a cursor that this journal has given")
