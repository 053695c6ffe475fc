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
    """Hold some events, the newest first, and whether there are older ones."""

    epoch: str
    events: Sequence[Event]
    has_next: bool


class CursorOfAnotherJournal(ValueError):
    """The cursor is none, or was given by another journal."""


RAISES = (*NOT_STAFF, InvalidInput)


async def read_journal(
    *, viewer: Viewer | None, wanted: EventFilter, first: int, after: str | None
) -> Excerpt:
    """Give the events behind a cursor, which are the older ones.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises NotAllowed: when the viewer is no ADMIN.
    :raises InvalidInput: naming each name that the journal could not hold.
    :raises CursorOfAnotherJournal: when the cursor is of no use here.
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
