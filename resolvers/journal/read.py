"""An ADMIN reads the journal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.journal.event import Event
from models.journal.reader import Cursor, present
from models.journal.search import EventFilter, newest
from models.session.permissions import NOT_STAFF, require_staff
from models.session.roles import Role
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """A page of events, newest first, and whether there are older ones."""

    epoch: str
    events: Sequence[Event]
    has_next: bool


class CursorOfAnotherJournal(ValueError):
    """The cursor is malformed or belongs to another journal."""


RAISES = (*NOT_STAFF, InvalidInput)


async def read_journal(
    *, viewer: Viewer | None, wanted: EventFilter, first: int, after: str | None
) -> Excerpt:
    """Return the events older than a cursor, newest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises InvalidInput: with each filter value that no event could have.
    :raises CursorOfAnotherJournal: when the cursor is not of this journal.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    wanted = _read(wanted)
    epoch = (await present()).epoch
    before = None
    if after is not None:
        cursor = Cursor.read(after)
        if cursor is None or cursor.epoch != epoch:
            raise CursorOfAnotherJournal
        before = cursor.seq
    found = await newest(wanted, before=before, most=first + 1)
    return Excerpt(epoch=epoch, events=found[:first], has_next=len(found) > first)


def _read(wanted: EventFilter) -> EventFilter:
    form = Form()
    read = replace(
        wanted,
        subject=form.optional("subject", wanted.subject, kinds.JOURNAL_NAME),
        actor=form.optional("actor", wanted.actor, kinds.JOURNAL_NAME),
        kinds=tuple(form.text("kinds", kind, kinds.EVENT_KIND) for kind in wanted.kinds),
    )
    form.close()
    return read
