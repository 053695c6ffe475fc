"""What all subscriptions share: the cursor as the event's id, and resynchronization."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Annotated, Protocol, TypeVar

import strawberry

from models.journal import subscription
from models.journal.reader import Cursor as JournalCursor
from models.journal.subscription import Resync, SubscriptionContext
from schema.context import Info, Services
from schema.descriptions import RESUME_AFTER
from schema.errors.types import ResyncRequired
from schema.scalars import Cursor

# The argument of every subscription.
ResumeAfter = Annotated[Cursor | None, strawberry.argument(description=RESUME_AFTER)]


class _Change(Protocol):
    """A change with its place in the journal."""

    @property
    def cursor(self) -> JournalCursor: ...


Given = TypeVar("Given", bound=_Change)
Shown = TypeVar("Shown")


def watching(services: Services) -> SubscriptionContext:
    return SubscriptionContext(
        journal=services.journal, cursor_life=services.settings.cursor_life, clock=services.clock
    )


async def pushed(
    changes: AsyncGenerator[Given | Resync, None], show: Callable[[Given], Shown], *, info: Info
) -> AsyncGenerator[Shown | ResyncRequired, None]:
    context = info.context
    # A client that disconnects must not leave a running generator behind.
    async with aclosing(changes):
        async for change in changes:
            context.event_id = str(change.cursor)
            if isinstance(change, Resync):
                failure = subscription.ResyncRequired(cursor=change.cursor)
                yield ResyncRequired.of(failure, language=context.language)
            else:
                yield show(change)
