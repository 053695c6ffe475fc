"""An ADMIN reads the journal, and a reviewer what it says of a case or an account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.journal.cursor import Cursor, is_known, present
from models.journal.event import Event
from models.journal.search import EventFilter, Span, newest_first
from models.session.permissions import NOT_STAFF, require_staff
from models.session.roles import Role
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which events are requested: how many, and between which cursors, newest first."""

    size: int
    after: str | None = None
    before: str | None = None
    from_end: bool = False


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """A page of events, newest first, and whether there are older and newer ones."""

    epoch: str
    events: Sequence[Event]
    has_next: bool
    has_previous: bool


class CursorOfAnotherJournal(ValueError):
    """The cursor is malformed or belongs to another journal; its text is the argument's name."""


RAISES = (*NOT_STAFF, InvalidInput)


async def read_journal(*, viewer: Viewer | None, wanted: EventFilter, place: Place) -> Excerpt:
    """Return a page of the journal, newest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises InvalidInput: with each filter value that no event could have.
    :raises CursorOfAnotherJournal: when a cursor is not of this journal.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    return await _excerpt(_read(wanted), place)


HISTORY_RAISES = NOT_STAFF


async def read_history(*, viewer: Viewer | None, subject: str, place: Place) -> Excerpt:
    """Return a page of the events of one record, newest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises CursorOfAnotherJournal: when a cursor is not of this journal.
    """
    require_staff(viewer)
    return await _excerpt(EventFilter(subject=subject), place)


async def _excerpt(wanted: EventFilter, place: Place) -> Excerpt:
    now = await present()
    epoch = now.epoch
    span = Span(
        most=place.size + 1,
        below=await _number("after", place.after, now=now),
        above=await _number("before", place.before, now=now),
        from_oldest=place.from_end,
    )
    found = await newest_first(wanted, span)
    more = len(found) > place.size
    if place.from_end:
        events = found[-place.size :]
        return Excerpt(
            epoch=epoch, events=events, has_next=span.above is not None, has_previous=more
        )
    events = found[: place.size]
    return Excerpt(epoch=epoch, events=events, has_next=more, has_previous=span.below is not None)


async def _number(argument: str, text: str | None, *, now: Cursor) -> int | None:
    if text is None:
        return None
    cursor = Cursor.read(text)
    if cursor is None or not await is_known(cursor, now=now):
        raise CursorOfAnotherJournal(argument)
    return cursor.seq


def _read(wanted: EventFilter) -> EventFilter:
    form = Form()
    read = replace(
        wanted,
        subject=form.optional("subject", wanted.subject, kinds.JOURNAL_NAME),
        actor=form.optional("actor", wanted.actor, kinds.JOURNAL_NAME),
    )
    form.close()
    return read
