"""What a subscription follows, and how the places in it are numbered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from models.journal.event import Event


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

    async def number_at(self, seq: int) -> int:
        """Return the number of the last place up to the journal's number ``seq``."""
        return seq if self.is_whole_record else await self._visible().filter(seq__lte=seq).count()

    async def seq_of(self, number: int) -> int:
        """Return the journal's number of a place that `number_at` has counted."""
        if self.is_whole_record or number == 0:
            return number
        rows = self._visible().order_by("seq").offset(number - 1).limit(1)
        [seq] = await rows.values_list("seq", flat=True)
        return int(str(seq))

    def number_after(self, number: int, *, seq: int) -> int:
        """Return the number of the visible event ``seq``, which follows the place ``number``."""
        return seq if self.is_whole_record else number + 1

    def _visible(self) -> QuerySet[Event]:
        events = Event.filter(subject=self.name)
        return events if self.kinds is None else events.filter(kind__in=list(self.kinds))


async def happened_before(seq: int, moment: datetime) -> bool:
    """Return whether an event is older than a moment."""
    return await Event.filter(seq=seq, at__lt=moment).exists()
