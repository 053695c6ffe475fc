"""What is pushed to those who watch."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, cast

import strawberry
from strawberry import relay

from models.application import ApplicationNotFound as NotFound
from resolvers import watch
from schema import errors
from schema.application import Application
from schema.context import Info
from schema.errors import UserError
from schema.ids import uuid_of
from schema.scalars import Cursor
from schema.told import as_type
from schema.words import say


@strawberry.type(description="The application as it is now, and the cursor to go on from.")
class ApplicationStatusChanged:
    """Show a change."""

    cursor: Cursor = strawberry.field(
        description="Give it back as `after` (or Last-Event-ID) to miss nothing."
    )
    at: datetime = strawberry.field(description="When it changed.")
    application: Application = strawberry.field(description="The application.")


@strawberry.type(
    description="The cursor is not good any more: read the present state anew. "
    "The stream goes on from the cursor given here."
)
class ResyncRequired(UserError):
    """Say that something may have been missed."""

    cursor: Cursor = strawberry.field(description="From where the stream goes on.")


ApplicationStatusResult = Annotated[
    ApplicationStatusChanged | ResyncRequired | errors.ApplicationNotFound,
    strawberry.union("ApplicationStatusResult", description="What is pushed."),
]


@strawberry.type(description="What can be watched, as server-sent events.")
class Subscription:
    """Gather what can be watched."""

    @strawberry.subscription(
        description="Watch an application. Without a cursor its present state comes first; "
        "with one, everything that happened since."
    )
    async def application_status(
        self,
        info: Info,
        id: relay.GlobalID,
        after: Cursor | None = None,
    ) -> AsyncGenerator[ApplicationStatusResult, None]:
        """Follow one application."""
        context = info.context
        changes = watch.watch_application(
            viewer=context.viewer,
            application_id=uuid_of(id),
            after=context.last_event_id or after,
            tail=context.services.tail,
            cursor_life=context.services.settings.cursor_life,
            clock=context.services.clock,
        )
        try:
            # A reader who leaves must not leave the follower behind.
            async with aclosing(changes):
                async for change in changes:
                    context.event_id = str(change.cursor)
                    yield _shown(change, info)
        except NotFound as missing:
            yield cast(errors.ApplicationNotFound, as_type(missing, language=context.language))


def _shown(
    change: watch.ApplicationChange | watch.Resync, info: Info
) -> ApplicationStatusChanged | ResyncRequired:
    """Show what a watcher was given."""
    cursor = Cursor(str(change.cursor))
    if isinstance(change, watch.Resync):
        code = "RESYNC_REQUIRED"
        message = say(code, info.context.language, {})
        return ResyncRequired(code=code, message=message, path=["after"], cursor=cursor)
    return ApplicationStatusChanged(
        cursor=cursor, at=change.at, application=Application.of(change.application)
    )
