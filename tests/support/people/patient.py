"""A client of partners that does not wait in earnest."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from gpszone_partner import Client, Limits, Patience


@dataclass
class Waits:
    """Stands in for sleeping: keeps the seconds, and lets a test's clock go forward."""

    forward: Callable[[timedelta], None] | None = None
    seconds: list[float] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.begun.set()
        if self.forward:
            self.forward(timedelta(seconds=seconds))
        await asyncio.sleep(0.001)

    @property
    def patience(self) -> Patience:
        # Without jitter, so that the waits are those that were asked for.
        return Patience(sleep=self.sleep, random=lambda: 0.0)


def client(
    url: str, token: str = "", *, waits: Waits | None = None, limits: Limits | None = None
) -> Client:
    """Return a client, by default with a token that does not count."""
    patience = (waits or Waits()).patience
    return Client(url, token or "gpz_x", patience=patience, limits=limits)
