"""What a subscription follows, and how the places in it are numbered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from models.journal.cursor import BEFORE_ALL, Cursor, is_known, mark_of
from models.journal.event import Event
from models.journal.writer import hash_of


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A subject, ``account:<id>``, or all subjects of a record, ``account:``.

    Events of other ``kinds`` are hidden: they push nothing. A stream of all subjects, which staff
    and partners follow, uses the journal's numbers. One of a single subject counts its own visible
    events from 1: the journal's numbers would tell its viewer, who may hold several cursors, that
    something hidden has happened.
    """

    name: str
    kinds: Collection[str] | None = None

    @property
    def is_whole_record(self) -> bool:
        return self.name.endswith(":")

    def shows(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds

    async def place_at(self, now: Cursor) -> Cursor:
        """Return the last place of this topic, where the journal ends at ``now``."""
        if self.is_whole_record:
            return now
        visible = self._visible().filter(seq__lte=now.seq)
        number = await visible.count()
        if number == 0:
            return Cursor.start(now.epoch)
        [last] = await visible.order_by("-seq").limit(1)
        return Cursor(epoch=now.epoch, seq=number, mark=mark_of(hash_of(last)))

    async def seq_of(self, cursor: Cursor, *, now: Cursor) -> int | None:
        """Return the journal's number of a place up to the topic's last one.

        None if the event there is not the one that the cursor was given for.
        """
        if self.is_whole_record:
            return cursor.seq if await is_known(cursor, now=now) else None
        if cursor.seq == 0:
            return 0 if cursor.mark == BEFORE_ALL else None
        [event] = await self._visible().order_by("seq").offset(cursor.seq - 1).limit(1)
        return event.seq if mark_of(hash_of(event)) == cursor.mark else None

    def number_after(self, number: int, *, seq: int) -> int:
        """Return the number of the visible event ``seq``, which follows the place ``number``."""
        return seq if self.is_whole_record else number + 1

    def _visible(self) -> QuerySet[Event]:
        events = Event.filter(subject=self.name)
        return events if self.kinds is None else events.filter(kind__in=list(self.kinds))


async def happened_before(seq: int, moment: datetime) -> bool:
    """Return whether an event is older than a moment."""
    return await Event.filter(seq=seq, at__lt=moment).exists()
