"""How long to wait before the next attempt."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from gpszone_partner.errors import RateLimited, Unreachable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Waits: after a failure from ``first`` seconds, doubled each time, to ``most``.

    Each wait is between half and the whole of it, so that partners who lost the service together do
    not come back together. What the service asks for (``Retry-After``) is never shortened; up to a
    tenth is added. It is ``first`` at least.
    """

    first: float = 1.0
    most: float = 60.0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    random: Callable[[], float] = random.random

    async def until_answered(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Attempt again for as long as it is limited or fails; what is refused is raised."""
        failures = 0
        while True:
            try:
                return await attempt()
            except (RateLimited, Unreachable) as failure:
                failures += 1
                await self.wait(failure, failures=failures)

    async def wait(self, failure: RateLimited | Unreachable, *, failures: int) -> None:
        """Wait after a failure, the ``failures``-th in a row (1 is the first)."""
        if isinstance(failure, RateLimited):
            await self.sleep(max(failure.wait, self.first) * (1 + self.random() / 10))
            return
        # The exponent is bounded, since a float is.
        whole = min(self.most, self.first * 2 ** min(failures - 1, 30))
        await self.sleep(whole * (1 + self.random()) / 2)
