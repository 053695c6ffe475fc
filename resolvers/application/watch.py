"""A viewer subscribes to an application: its current state, then every change with its cursor."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.application.application import Application, ApplicationNotFound
from models.application.events import APPLICANT_VISIBLE_EVENTS
from models.journal.cursor import Cursor
from models.journal.subscription import Resync, ResyncRequired, SubscriptionContext, following
from models.journal.topic import Topic
from models.live import Live
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class ApplicationChange:
    """The current state of an application, with the event behind the update."""

    cursor: Cursor
    at: datetime
    application: Application


RAISES = (ResyncRequired, ApplicationNotFound)


async def watch_application(
    *,
    viewer: Viewer | None,
    application_id: UUID,
    after: str | None,
    context: SubscriptionContext,
    live: Live,
) -> AsyncGenerator[ApplicationChange | Resync, None]:
    """Yield updates of one application, from a cursor or from now on.

    Steps of the review that the applicant may not see yield nothing.

    :raises ApplicationNotFound: when the viewer has no such application, or loses access to it.
    """
    application = await Application.for_viewer(viewer, application_id)

    async def still_allowed(since: float) -> None:
        if viewer is None or not await live.viewers.of(viewer.session_id, since=since):
            raise ApplicationNotFound("id")

    topic = Topic(name=application.subject, kinds=APPLICANT_VISIBLE_EVENTS)
    steps = following(topic, after=after, context=context, still_allowed=still_allowed)
    # Closes the follower when the client disconnects.
    async with aclosing(steps):
        async for step in steps:
            if isinstance(step, Resync):
                yield step
                continue
            found = await live.applications.of(application_id, since=step.read_at)
            application = Application.shown_to(viewer, found)
            yield ApplicationChange(cursor=step.cursor, at=step.at, application=application)
