"""A place in the journal that a client can resume from, and that verifies itself."""

from dataclasses import dataclass

from models.journal.event import GENESIS, Event, Journal

# Hexadecimal digits of an event's hash: two histories agree in them once in four billion.
MARK_LENGTH = 8


def mark_of(hash_: str) -> str:
    """Return the part of an event's hash that its cursors carry."""
    return hash_[:MARK_LENGTH]


# Of the place before the first event.
BEFORE_ALL = mark_of(GENESIS)


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The journal's epoch, the number of the last event seen, and the beginning of its hash.

    In a stream of one subject the number is the stream's own (`Topic`). After a backup was
    restored, numbers are given again to other events: the hash of an event that was lost fits
    none.
    """

    epoch: str
    seq: int
    mark: str

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}.{self.mark}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Parse a cursor; return None if the text is not one."""
        parts = text.split(".")
        if len(parts) != 3:
            return None
        epoch, seq, mark = parts
        if not seq.isascii() or not seq.isdigit() or len(seq) > 18 or len(mark) != MARK_LENGTH:
            return None
        return cls(epoch=epoch, seq=int(seq), mark=mark)

    @classmethod
    def start(cls, epoch: str) -> "Cursor":
        """Return the place before the first event."""
        return cls(epoch=epoch, seq=0, mark=BEFORE_ALL)


async def present() -> Cursor:
    """Return the place of the last event."""
    journal = await Journal.get(id=1)
    return Cursor(epoch=journal.epoch, seq=journal.seq, mark=mark_of(journal.hash))


async def is_known(cursor: Cursor, *, now: Cursor) -> bool:
    """Return whether the journal has the event of a cursor that counts by its numbers."""
    if cursor.epoch != now.epoch or cursor.seq > now.seq:
        return False
    mark = now.mark if cursor.seq == now.seq else await _mark_at(cursor.seq)
    return mark == cursor.mark


async def _mark_at(seq: int) -> str | None:
    """Return the mark of an event that is not the last: the next one has its hash."""
    following = await Event.filter(seq=seq + 1).values_list("previous_hash", flat=True)
    return next((mark_of(str(hash_)) for hash_ in following), None)
