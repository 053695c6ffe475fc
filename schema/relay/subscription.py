"""What every subscription has in common: its cursor as the event's id, and how it says failures."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Protocol, TypeVar

import strawberry

from models.core import errors as facts
from models.journal.reader import Cursor as JournalCursor
from models.journal.subscription import Resync, SubscriptionContext
from schema.context import Info, Services
from schema.errors import UserError
from schema.errors.mapping import as_type
from schema.scalars import Cursor
from schema.words import say


class _Change(Protocol):
    """Be anything that a watcher is given with its place in the journal."""

    @property
    def cursor(self) -> JournalCursor: ...


Given = TypeVar("Given", bound=_Change)
Shown = TypeVar("Shown")


@strawberry.type(
    description="The cursor is not good any more: read the present state anew. "
    "The stream goes on from the cursor given here."
)
class ResyncRequired(UserError):
    """Say that something may have been missed."""

    cursor: Cursor = strawberry.field(description="From where the stream goes on.")


def watching(services: Services) -> SubscriptionContext:
    """Give what every stream needs."""
    return SubscriptionContext(
        tail=services.tail, cursor_life=services.settings.cursor_life, clock=services.clock
    )


async def pushed(
    changes: AsyncGenerator[Given | Resync, None], show: Callable[[Given], Shown], *, info: Info
) -> AsyncGenerator[Shown | UserError, None]:
    """Show each change under its cursor as the event's id; a user error is said, and is the last.

    The subscription's union must have a place for ``ResyncRequired`` and each such error.
    """
    context = info.context
    try:
        # A reader who leaves must not leave the follower behind.
        async with aclosing(changes):
            async for change in changes:
                context.event_id = str(change.cursor)
                yield _resync(change, info) if isinstance(change, Resync) else show(change)
    except facts.UserError as end:
        yield as_type(end, language=context.language)


def _resync(resync: Resync, info: Info) -> ResyncRequired:
    """Say that the cursor is of no use."""
    code = "RESYNC_REQUIRED"
    message = say(code, info.context.language, {})
    return ResyncRequired(
        code=code, message=message, path=["after"], cursor=Cursor(str(resync.cursor))
    )
