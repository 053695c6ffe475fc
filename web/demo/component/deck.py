"""The demo's readers and cards: which card is in which reader, PIN tries, trusted sites."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from web.demo.authority import Authority
from web.demo.catalogue import TestCard
from web.demo.component.chip import TRIES, Chip, ChipInPython
from web.demo.component.habits import Habit
from web.demo.revocations import revocation_lists
from web.demo.testcard import Card
from web.demo.wallet import Issue, issue_in_python, load_or_create_authority

UNKNOWN_CARD = "unknown"
MAX_READERS = 4
DEFAULT_SITES = ("localhost", "127.0.0.1")


class UnknownItem(LookupError):
    """There is no such card, reader or site."""


@dataclass(frozen=True)
class Reader:
    """A plugged reader and the id of the card in it, if any."""

    name: str
    card_id: str | None = None

    @property
    def is_empty(self) -> bool:
        return self.card_id is None


class Deck:
    """Cards, readers and trusted sites; every change is written to the folder at once."""

    def __init__(
        self, *, directory: Path, authority: Authority, cards: tuple[TestCard, ...]
    ) -> None:
        self.authority = authority
        self.cards = cards
        self._file = directory / "state.json"
        self._readers = [Reader(_reader_name(0), cards[0].id)]
        self._in_python = {
            card.id: ChipInPython(card.card, pin=card.pin, saved=self._save)
            for card in cards
            if isinstance(card.card, Card)
        }
        self._sites = list(DEFAULT_SITES)
        self._habits = set[Habit]()
        if self._file.exists():
            self._restore(json.loads(self._file.read_text("utf-8")))
        self._seen_at_start = self._names()

    @classmethod
    def open(
        cls, directory: Path, *, clock: Callable[[], datetime], issue: Issue = issue_in_python
    ) -> Self:
        """Read the deck from its folder; if it is new, create an authority and issue the cards."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = clock()
        authority = load_or_create_authority(directory / "authority", at=now)
        cards = issue(directory, authority, now)
        return cls(directory=directory, authority=authority, cards=cards)

    @property
    def readers(self) -> tuple[Reader, ...]:
        return tuple(self._readers)

    @property
    def seen_readers(self) -> tuple[Reader, ...]:
        """Return the readers that the component knows of."""
        if Habit.READERS_AT_START not in self._habits:
            return self.readers
        return tuple(each for each in self._readers if each.name in self._seen_at_start)

    @property
    def habits(self) -> frozenset[Habit]:
        return frozenset(self._habits)

    def toggle(self, habit: str) -> None:
        """Begin or end a habit of the component.

        :raises UnknownItem: when there is no such habit
        """
        if habit not in tuple(Habit):
            raise UnknownItem(habit)
        self._habits ^= {Habit(habit)}
        self.restart()
        self._save()

    def restart(self) -> None:
        """Look for readers, as the component does when it starts."""
        self._seen_at_start = self._names()

    @property
    def sites(self) -> tuple[str, ...]:
        """Return the hosts whose pages may use the component."""
        return tuple(self._sites)

    def card(self, card_id: str) -> TestCard:
        """Return a card by its id.

        :raises UnknownItem: when there is none
        """
        for card in self.cards:
            if card.id == card_id:
                return card
        raise UnknownItem(card_id)

    def card_in(self, reader: Reader) -> TestCard | None:
        """Return the card in the reader; None when it is empty or the card is not a GPKI card."""
        if reader.card_id in (None, UNKNOWN_CARD):
            return None
        return self.card(str(reader.card_id))

    def chip(self, card_id: str) -> Chip:
        """Return a card's chip.

        :raises UnknownItem: when there is no such card
        """
        card = self.card(card_id)
        return card.chip or self._in_python[card.id]

    def tries_left(self, card_id: str) -> int | None:
        """Return the PIN tries that are left: 0 when it is locked, None if it does not tell."""
        return self.chip(card_id).tries_left

    def unlock(self, card_id: str) -> None:
        """Restore all PIN tries, as the issuer's unlock page does.

        :raises UnknownItem: when there is no such card, or it cannot be unlocked
        """
        chip = self.chip(card_id)
        if not chip.may_be_unlocked:
            raise UnknownItem(card_id)
        chip.unlock()

    def insert(self, card_id: str, *, reader: str) -> None:
        """Move a card into a reader, and eject the card that was in it.

        :raises UnknownItem: when there is no such card or reader
        """
        if card_id != UNKNOWN_CARD:
            self.card(card_id)
        self._reader(reader)
        self._readers = [
            Reader(each.name, card_id)
            if each.name == reader
            else Reader(each.name, None if each.card_id == card_id else each.card_id)
            for each in self._readers
        ]
        self._save()

    def eject(self, reader: str) -> None:
        """Remove the card from a reader.

        :raises UnknownItem: when there is no such reader
        """
        at = self._readers.index(self._reader(reader))
        self._readers[at] = Reader(reader)
        self._save()

    def plug(self) -> None:
        """Plug in an empty reader, up to four."""
        names = [_reader_name(number) for number in range(MAX_READERS)]
        free = [name for name in names if all(name != each.name for each in self._readers)]
        self._readers += [Reader(name) for name in free[:1]]
        self._readers.sort(key=lambda reader: reader.name)
        self._save()

    def unplug(self, reader: str) -> None:
        """Unplug a reader and the card in it.

        :raises UnknownItem: when there is no such reader
        """
        self._readers.remove(self._reader(reader))
        self._save()

    def trusts(self, site: str) -> bool:
        return site.lower() in self._sites

    def trust(self, site: str) -> None:
        if not self.trusts(site):
            self._sites.append(site.lower())
            self._save()

    def distrust(self, site: str) -> None:
        """Remove a host from the white list.

        :raises UnknownItem: when it is not in it
        """
        if not self.trusts(site):
            raise UnknownItem(site)
        self._sites.remove(site.lower())
        self._save()

    def reset_sites(self) -> None:
        self._sites = list(DEFAULT_SITES)
        self._save()

    def revocation_lists(self, at: datetime) -> Mapping[str, bytes]:
        return revocation_lists(self.authority, self.cards, at=at, habits=self._habits)

    def _reader(self, name: str) -> Reader:
        for reader in self._readers:
            if reader.name == name:
                return reader
        raise UnknownItem(name)

    def _restore(self, state: Mapping[str, Any]) -> None:
        known = {UNKNOWN_CARD, *(card.id for card in self.cards)}
        self._readers = [
            Reader(name, card_id if card_id in known else None)
            for name, card_id in state["readers"]
        ]
        for card_id, chip in self._in_python.items():
            chip.tries_left = state["tries"].get(card_id, TRIES)
        self._sites = list(state["sites"])
        self._habits = {Habit(each) for each in state.get("habits", ()) if each in tuple(Habit)}

    def _names(self) -> frozenset[str]:
        return frozenset(reader.name for reader in self._readers)

    def _save(self) -> None:
        state = {
            "readers": [(reader.name, reader.card_id) for reader in self._readers],
            # A module counts the tries of its own.
            "tries": {card_id: chip.tries_left for card_id, chip in self._in_python.items()},
            "sites": self._sites,
            "habits": sorted(self._habits),
        }
        unfinished = self._file.with_suffix(".new")
        unfinished.write_text(json.dumps(state, indent=1), "utf-8")
        unfinished.replace(self._file)


def _reader_name(number: int) -> str:
    return f"Demo Reader {number}"
