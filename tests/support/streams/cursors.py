"""Cursors of the journal's numbers, as the service gives them."""

from strawberry.relay import from_base64

from models.application.events import APPLICANT_VISIBLE_EVENTS
from models.journal.cursor import Cursor, mark_of, present
from models.journal.event import Event
from models.journal.writer import hash_of


async def cursor_at(seq: int) -> str:
    """Return the cursor behind the event of a number, or before the first one."""
    epoch = (await present()).epoch
    if seq == 0:
        return str(Cursor.start(epoch))
    return str(Cursor(epoch=epoch, seq=seq, mark=mark_of(hash_of(await Event.get(seq=seq)))))


async def cursor_now() -> str:
    """Return the cursor behind the last event."""
    return str(await present())


async def applicants_cursor(global_id: str, number: int) -> str:
    """Return the cursor of an application's stream behind one of the events that it tells."""
    subject = f"application:{from_base64(global_id)[1]}"
    told = Event.filter(subject=subject, kind__in=list(APPLICANT_VISIBLE_EVENTS)).order_by("seq")
    [event] = await told.offset(number - 1).limit(1)
    epoch = (await present()).epoch
    return str(Cursor(epoch=epoch, seq=number, mark=mark_of(hash_of(event))))
