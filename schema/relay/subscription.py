"""What all subscriptions share: the cursor as the event's id, and resynchronization."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Annotated, Protocol, TypeVar

import strawberry

from models.core.language import Language
from models.journal import subscription
from models.journal.cursor import Cursor as JournalCursor
from models.journal.subscription import Resync, SubscriptionContext
from schema.context import Context, Services
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


def watching(services: Services) -> SubscriptionContext:
    return SubscriptionContext(
        journal=services.journal, cursor_life=services.settings.cursor_life, clock=services.clock
    )


class _Message(Protocol):
    """A message of a subscription with its cursor."""

    cursor: Cursor


Sent = TypeVar("Sent", bound=_Message)


async def shown(
    changes: AsyncGenerator[Given | Resync, None],
    show: Callable[[Given], Sent],
    *,
    language: Language,
) -> AsyncGenerator[Sent | ResyncRequired, None]:
    """Yield the GraphQL type of each change, in the language of the request."""
    # A client that disconnects must not leave a running generator behind.
    async with aclosing(changes):
        async for change in changes:
            yield _shown(change, show, language=language)


async def pushed(
    changes: AsyncGenerator[Given | Resync, None],
    show: Callable[[Given], Sent],
    *,
    context: Context,
) -> AsyncGenerator[Sent | ResyncRequired, None]:
    """Yield the same, each with its cursor as the event's id."""
    async with aclosing(changes):
        async for change in changes:
            message = _shown(change, show, language=context.language)
            context.event_id = str(message.cursor)
            yield message


def _shown(
    change: Given | Resync, show: Callable[[Given], Sent], *, language: Language
) -> Sent | ResyncRequired:
    if isinstance(change, Resync):
        failure = subscription.ResyncRequired(cursor=change.cursor)
        return ResyncRequired.of(failure, language=language)
    return show(change)
