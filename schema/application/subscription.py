"""The subscription to an application."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.journal.subscription import Resync
from resolvers.application import watch
from schema.application.application import Application
from schema.context import Info
from schema.descriptions import UPDATE_CURSOR
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.ids import node_uuid
from schema.relay.subscription import ResumeAfter, pushed, watching
from schema.scalars import Cursor


@strawberry.type(description="An update of an application.")
class ApplicationStatusChanged:
    cursor: Cursor = strawberry.field(description=UPDATE_CURSOR)
    at: datetime = strawberry.field(description="The date and time of the change.")
    application: Application = strawberry.field(description="The application in its current state.")

    @classmethod
    def of(cls, change: watch.ApplicationChange) -> Self:
        return cls(
            cursor=Cursor(str(change.cursor)),
            at=change.at,
            application=Application.of(change.application),
        )


def status_of(
    info: Info, *, application_id: UUID, after: str | None
) -> AsyncGenerator[watch.ApplicationChange | Resync, None]:
    return watch.watch_application(
        viewer=info.context.viewer,
        application_id=application_id,
        after=after,
        context=watching(info.context.services),
        live=info.context.services.live,
    )


@strawberry.type
class ApplicationSubscription:
    """Subscriptions to applications."""

    @result.subscription(
        raises=watch.RAISES,
        description="Subscribes to updates of an application. Without a cursor, the first "
        "message is the current state; with a cursor, all updates since then come first.",
    )
    def application_status(
        self,
        info: Info,
        id: Annotated[
            relay.GlobalID, strawberry.argument(description="The ID of the application.")
        ],
        after: ResumeAfter = None,
    ) -> AsyncGenerator[ApplicationStatusChanged | ResyncRequired, None]:
        changes = status_of(
            info,
            application_id=node_uuid(id, of=Application),
            after=info.context.last_event_id or after,
        )
        return pushed(changes, ApplicationStatusChanged.of, context=info.context)
