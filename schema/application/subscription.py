"""What is pushed to those who watch an application."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from resolvers.application import watch
from schema.application.application import Application
from schema.context import Info
from schema.errors import result
from schema.errors.types import ResyncRequired
from schema.ids import node_uuid
from schema.relay.subscription import pushed, watching
from schema.scalars import Cursor


@strawberry.type(description="The application as it is now, and the cursor to go on from.")
class ApplicationStatusChanged:
    cursor: Cursor = strawberry.field(
        description="Give it back as `after` (or Last-Event-ID) to miss nothing."
    )
    at: datetime = strawberry.field(description="When it changed.")
    application: Application = strawberry.field(description="The application.")

    @classmethod
    def of(cls, change: watch.ApplicationChange) -> Self:
        return cls(
            cursor=Cursor(str(change.cursor)),
            at=change.at,
            application=Application.of(change.application),
        )


@strawberry.type
class ApplicationSubscription:
    """Gather what can be watched of applications."""

    @result.subscription(
        raises=watch.RAISES,
        description="Watch an application. Without a cursor its present state comes first; "
        "with one, everything that happened since.",
    )
    def application_status(
        self,
        info: Info,
        id: relay.GlobalID,
        after: Cursor | None = None,
    ) -> AsyncGenerator[ApplicationStatusChanged | ResyncRequired, None]:
        changes = watch.watch_application(
            viewer=info.context.viewer,
            application_id=node_uuid(id, of=Application),
            after=info.context.last_event_id or after,
            context=watching(info.context.services),
        )
        return pushed(changes, ApplicationStatusChanged.of, info=info)
