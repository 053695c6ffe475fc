"""Something that happens between the arrival of a request and what it does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from models.limits.limiter import Limiter
from models.limits.table import Act, Keys
from tests.support.portal import TestPortal
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

# Counted before a request's mutation, or by requests that only prepare it.
_NOT_YET = {Act.REQUEST, Act.CHALLENGE}


@dataclass(eq=False)
class InterruptingLimiter(Limiter):
    """A limiter during whose next count of an act something happens, once.

    Every mutation counts, after the viewer was read and before anything is checked.
    """

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def count(self, act: Act, keys: Keys, *, cost: int = 1) -> None:
        await super().count(act, keys, cost=cost)
        if self.meanwhile is not None and act not in _NOT_YET:
            happens, self.meanwhile = self.meanwhile, None
            await happens()


def interrupting(portal: TestPortal) -> InterruptingLimiter:
    """Give a portal, before anybody has a browser there, a limiter that interrupts."""
    limiter = InterruptingLimiter(**vars(portal.services.limiter))
    portal.services = replace(portal.services, limiter=limiter)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    return limiter
