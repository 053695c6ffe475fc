"""The rate limiter: counts acts, and refuses those beyond the table of limits."""

import hashlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from models.core.errors import CouldNotFindOut, UserError
from models.forms.typed_text import InvalidInput
from models.limits.table import RULES, Act, Counted, Keys, Mode, TooManyRequests, Window

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Addition:
    """An amount for a key, whose window begins with its first one and lasts ``seconds``."""

    key: str
    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Total:
    """What a key has in its window, which ends in some seconds."""

    count: int
    ends_in: float


class Counters(Protocol):
    """A store of counters, each with a window of its own; concurrent additions are all counted.

    ``fallbacks`` counts how often this process counted locally because the shared store was away.
    """

    fallbacks: int

    @property
    def away(self) -> bool: ...

    async def add(self, additions: Sequence[Addition]) -> list[Total]: ...

    async def close(self) -> None: ...


@dataclass(eq=False)
class Limiter:
    """A rate limiter for the acts in the table.

    The store never sees an address, mailbox or number: keys are hashed under ``secret``. ``over``
    counts the acts beyond the limits, refused or not.
    """

    counters: Counters
    secret: bytes = field(repr=False)
    mode: Mode = Mode.ON
    rules: Mapping[Act, Mapping[Counted, tuple[Window, ...]]] = field(default_factory=lambda: RULES)
    over: Counter[tuple[Act, Counted]] = field(default_factory=Counter)

    async def count(self, act: Act, keys: Keys, *, cost: int = 1) -> None:
        """Count an act against every key that has a limit in the table.

        :raises TooManyRequests: with the longest wait, when a window is full.
        """
        windows = [*self._windows(act, keys)]
        waits = [
            self._wait(act, counted, window, total)
            for (counted, window), total in zip(
                windows, await self._add(act, keys, windows, cost), strict=True
            )
        ]
        if any(waits) and self.mode is Mode.ON:
            raise TooManyRequests(max(waits))

    async def within(self, act: Act, keys: Keys) -> bool:
        try:
            await self.count(act, keys)
        except TooManyRequests:
            return False
        return True

    @asynccontextmanager
    async def refusals(self, act: Act, keys: Keys) -> AsyncIterator[None]:
        """Count a block only if it ends in a refusal, such as a card's.

        It is counted before the block runs, so that concurrent attempts cannot evade the limit, and
        the count is taken back if the block succeeds, fails for another reason, or has no result.

        :raises TooManyRequests: when there were too many refusals already.
        """
        await self.count(act, keys)
        try:
            yield
        except (InvalidInput, CouldNotFindOut):
            await self.take_back(act, keys)
            raise
        except UserError:
            raise
        except BaseException:
            await self.take_back(act, keys)
            raise
        await self.take_back(act, keys)

    def reached(self, act: Act, counted: Counted) -> bool:
        """Note that a limit was reached; return whether that refuses the act."""
        self.over[act, counted] += 1
        log.info("the limit of %s by %s is reached (limits: %s)", act, counted, self.mode)
        return self.mode is Mode.ON

    async def aclose(self) -> None:
        await self.counters.close()

    async def take_back(self, act: Act, keys: Keys, *, cost: int = 1) -> None:
        """Count less by what was counted before."""
        await self._add(act, keys, [*self._windows(act, keys)], -cost)

    def _windows(self, act: Act, keys: Keys) -> Iterator[tuple[Counted, Window]]:
        for counted, windows in self.rules[act].items():
            if counted in keys:
                yield from ((counted, window) for window in windows)

    async def _add(
        self, act: Act, keys: Keys, windows: Sequence[tuple[Counted, Window]], amount: int
    ) -> list[Total]:
        return await self.counters.add(
            [
                Addition(self._key(act, counted, keys[counted], window), amount, window.seconds)
                for counted, window in windows
            ]
        )

    def _wait(self, act: Act, counted: Counted, window: Window, total: Total) -> int:
        """Return the seconds to wait, 0 where the limit is not exceeded."""
        if total.count <= window.amount:
            return 0
        self.reached(act, counted)
        return min(max(1, ceil(total.ends_in)), window.seconds)

    def _key(self, act: Act, counted: Counted, value: str, window: Window) -> str:
        hidden = hashlib.blake2b(value.encode(), key=self.secret[:64], digest_size=16).hexdigest()
        return f"{act}:{counted}:{window.seconds}:{hidden}"
