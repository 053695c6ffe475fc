"""The journal, for administrators."""

from datetime import datetime
from typing import Annotated

import strawberry

from models.journal.search import EventFilter
from resolvers.journal import read
from schema.context import Info
from schema.enums.event_kind import EventKind
from schema.errors import result
from schema.journal.event import JournalEvent, not_of_this_journal, page_of, place_of
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last


@strawberry.input(description="Filters for journal events. Omitted filters are ignored.")
class JournalFilter:
    subject: str | None = strawberry.field(
        default=None, description="Lists the events of this record, as the journal identifies it."
    )
    actor: str | None = strawberry.field(
        default=None, description="Lists the events of this actor, as the journal identifies it."
    )
    kinds: list[EventKind] | None = strawberry.field(
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
class StaffJournal:
    @result.field(
        raises=read.RAISES,
        description="The events of the journal, newest first. Requires the ADMIN role.",
        directives=[PAGED],
    )
    async def journal(
        self,
        info: Info,
        filter: Annotated[
            JournalFilter | None, strawberry.argument(description="Which events to list.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[JournalEvent]:
        asked = Asked(first=first, after=after, last=last, before=before)
        try:
            excerpt = await read.read_journal(
                viewer=info.context.viewer,
                wanted=filter.wanted() if filter else EventFilter(),
                place=place_of(asked),
            )
        except read.CursorOfAnotherJournal as wrong:
            raise not_of_this_journal(wrong) from wrong
        return page_of(excerpt)
