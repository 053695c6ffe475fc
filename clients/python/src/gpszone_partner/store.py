"""Where a mirror keeps its copy, and its place in the service's journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gpszone_partner.generated import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a copy is: the cursor after which the accounts are read on.

    ``whole`` is whether all accounts were listed; until then the copy lacks some.
    """

    cursor: str | None = None
    whole: bool = False


class Store(Protocol):
    """A copy of the accounts with their cards, written by one mirror at a time.

    Each method is one transaction: what a reader sees belongs to the place that is stored.
    """

    async def place(self) -> Place:
        """Return the stored place; that of an empty store is ``Place()``."""

    async def begin(self) -> None:
        """Begin anew, at ``Place()``: what ``write`` does not bring again is dropped by ``finish``.

        Until then readers see the old copy.
        """

    async def write(self, accounts: Sequence[Account], place: Place) -> None:
        """Insert or replace accounts by their ids, with all of their cards, and store the place."""

    async def finish(self, accounts: Sequence[Account], place: Place) -> None:
        """Write the last page of a listing of all accounts, and drop what it did not bring."""
