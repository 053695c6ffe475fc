"""Shares of what a process has a number of, so that a few addresses cannot hold it all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class ShareTaken(Exception):
    """The key has its share already."""


class AllTaken(Exception):
    """Nothing is free."""


class Shares:
    """A number of places, of which each key may take a part of those that are free.

    The first key may take a fifth of all, the next a fifth of the rest, and so on; ``floor`` places
    are never refused to a key while any are free.
    """

    def __init__(self, *, in_all: int, floor: int) -> None:
        self.in_all = in_all
        self._floor = floor
        self._taken: Counter[str] = Counter()
        self.taken = 0

    @contextmanager
    def take(self, key: str) -> Iterator[None]:
        """Occupy a place while the block runs.

        :raises ShareTaken: or AllTaken
        """
        self.occupy(key)
        try:
            yield
        finally:
            self.release(key)

    def occupy(self, key: str) -> None:
        """Occupy a place until ``release``.

        :raises ShareTaken: or AllTaken
        """
        free = self.in_all - self.taken
        if free <= 0:
            raise AllTaken
        if self._taken[key] >= max(self._floor, free // 4):
            raise ShareTaken
        self._taken[key] += 1
        self.taken += 1

    def release(self, key: str) -> None:
        self.taken -= 1
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]
