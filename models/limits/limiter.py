"""The limiter: counts acts against the table, and refuses what is beyond it."""

import hashlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from models.core.errors import CouldNotFindOut, UserError
from models.forms.typed_text import InvalidInput
from models.limits.table import RULES, Act, Counted, Keys, Mode, TooManyRequests, Window

log = logging.getLogger(__name__)


class Counters(Protocol):
    """Count by key, each key in a window of its own; two at once are both counted.

    ``fallbacks`` says how often this process counted by itself because the shared store was away.
    """

    fallbacks: int

    @property
    def away(self) -> bool: ...

    async def add(self, key: str, amount: int, *, seconds: int) -> int: ...

    async def ends_in(self, key: str) -> float: ...

    async def close(self) -> None: ...


@dataclass(eq=False)
class Limiter:
    """Count acts, and refuse what is beyond the table.

    The store is given no address, mailbox or number in clear: keys are hashed under ``secret``.
    ``over`` counts what was beyond the table, refused or not.
    """

    counters: Counters
    secret: bytes = field(repr=False)
    mode: Mode = Mode.ON
    rules: Mapping[Act, Mapping[Counted, tuple[Window, ...]]] = field(default_factory=lambda: RULES)
    over: Counter[tuple[Act, Counted]] = field(default_factory=Counter)

    async def count(self, act: Act, keys: Keys, *, cost: int = 1) -> None:
        """Count an act against every key that the table has a window for.

        :raises TooManyRequests: with the longest wait, when a window is full.
        """
        waits = [
            await self._add(act, counted, keys[counted], window, cost)
            for counted, window in self._windows(act, keys)
        ]
        if any(waits) and self.mode is Mode.ON:
            raise TooManyRequests(max(waits))

    async def within(self, act: Act, keys: Keys) -> bool:
        """Count an act; tell whether it is within the limits instead of refusing."""
        try:
            await self.count(act, keys)
        except TooManyRequests:
            return False
        return True

    @asynccontextmanager
    async def refusals(self, act: Act, keys: Keys) -> AsyncIterator[None]:
        """Count a block only when it is refused, such as a card's.

        It is counted before, so that guesses at the same moment cannot all slip through, and
        taken back when nothing was guessed wrong: it succeeded, broke, or could not be judged.

        :raises TooManyRequests: when there were too many refusals already.
        """
        await self.count(act, keys)
        try:
            yield
        except (InvalidInput, CouldNotFindOut):
            await self._take_back(act, keys)
            raise
        except UserError:
            raise
        except BaseException:
            await self._take_back(act, keys)
            raise
        await self._take_back(act, keys)

    async def aclose(self) -> None:
        """Close the store."""
        await self.counters.close()

    async def _take_back(self, act: Act, keys: Keys) -> None:
        for counted, window in self._windows(act, keys):
            key = self._key(act, counted, keys[counted], window)
            await self.counters.add(key, -1, seconds=window.seconds)

    def _windows(self, act: Act, keys: Keys) -> Iterator[tuple[Counted, Window]]:
        for counted, windows in self.rules[act].items():
            if counted in keys:
                yield from ((counted, window) for window in windows)

    async def _add(self, act: Act, counted: Counted, of: str, window: Window, cost: int) -> int:
        """Count, and give the seconds to wait: none while the window is not full."""
        key = self._key(act, counted, of, window)
        count = await self.counters.add(key, cost, seconds=window.seconds)
        if count <= window.amount:
            return 0
        self.over[act, counted] += 1
        log.info("the limit of %s by %s is reached (limits: %s)", act, counted, self.mode)
        return min(max(1, ceil(await self.counters.ends_in(key))), window.seconds)

    def _key(self, act: Act, counted: Counted, of: str, window: Window) -> str:
        hidden = hashlib.blake2b(of.encode(), key=self.secret[:64], digest_size=16).hexdigest()
        return f"{act}:{counted}:{window.seconds}:{hidden}"
