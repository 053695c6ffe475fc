"""A viewer watches an application: its present state, then every change, each with its cursor."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.application import Application, ApplicationNotFound
from models.session import Viewer
from models.tail import Cursor, Tail, is_older, present
from models.viewing import is_live


@dataclass(frozen=True, kw_only=True)
class ApplicationChange:
    """Show an application as it is now, and the event that brought it up."""

    cursor: Cursor
    at: datetime
    application: Application


@dataclass(frozen=True, kw_only=True)
class Resync:
    """Say that the cursor is not good any more, and from where the stream goes on."""

    cursor: Cursor


async def watch_application(
    *,
    viewer: Viewer | None,
    application_id: UUID,
    after: str | None,
    tail: Tail,
    cursor_life: timedelta,
    clock: Callable[[], datetime],
) -> AsyncGenerator[ApplicationChange | Resync, None]:
    """Follow one application from a cursor, or from now.

    Without a cursor the present state comes first. A cursor of another journal, of the future, or
    older than ``cursor_life`` gives a ``Resync`` first: look at everything anew, nothing is hidden.
    The viewer's right is checked again at every event.

    :raises ApplicationNotFound: when the viewer has no such application, or not any more.
    """
    application = await Application.for_viewer(viewer, application_id)
    now = await present()
    cursor = Cursor.read(after) if after else None
    if after is None:
        yield ApplicationChange(cursor=now, at=clock(), application=application)
    if cursor is None or not await _is_good(cursor, now, oldest=clock() - cursor_life):
        if after is not None:
            yield Resync(cursor=now)
        cursor = now
    async with aclosing(tail.follow(application.subject, after=cursor.seq)) as events:
        async for happened in events:
            if viewer is None or not await is_live(viewer, at=clock()):
                raise ApplicationNotFound("id")
            application = await Application.for_viewer(viewer, application_id)
            here = Cursor(epoch=now.epoch, seq=happened.seq)
            yield ApplicationChange(cursor=here, at=happened.at, application=application)


async def _is_good(cursor: Cursor, now: Cursor, *, oldest: datetime) -> bool:
    """Tell whether everything behind a cursor can still be given."""
    if cursor.epoch != now.epoch or cursor.seq > now.seq:
        return False
    return not await is_older(cursor, than=oldest)
