"""Work on what a worker has leased: the lease is renewed, lost, or given back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Protocol

from models.core.rules import LEASE_LIFE, LEASE_RENEWED
from models.database.transaction import to_the_end
from models.database.unavailable import is_of_database

log = logging.getLogger(__name__)


class Leased(Protocol):
    """A record that a worker has leased, until the outcome of the work is recorded."""

    @property
    def name(self) -> str:
        """The record in the log, such as "mail 8a5b…"."""

    async def renew(self, *, until: datetime) -> bool:
        """Prolong the lease; return False if another worker has the record, or nobody needs it."""

    async def give_back(self) -> None:
        """Free the record for other workers at once, if the lease still stands."""


async def work_on(
    leased: Leased,
    work: Coroutine[object, object, None],
    *,
    failed: Callable[[Exception], Awaitable[None]],
    now: datetime,
) -> None:
    """Do the work on a record that was leased at ``now``, and renew its lease meanwhile.

    Work whose lease was lost is cancelled and records nothing. When this task is cancelled, since
    the worker stops, the lease is given back.

    An exception that the work does not handle is logged once, and ``failed`` records it, in a
    transaction of its own. A database that is away is no fault of the record: that is raised, and
    the lease runs out.
    """
    doing = asyncio.ensure_future(work)
    keeping = asyncio.ensure_future(_keep(leased, now=now))
    try:
        await asyncio.wait({doing, keeping}, return_when=asyncio.FIRST_COMPLETED)
        lost = not doing.done()
        await to_the_end(_end(doing, keeping))
    except asyncio.CancelledError:
        await to_the_end(_end(doing, keeping))
        await to_the_end(_give_back(leased))
        raise
    if lost:
        log.warning("the lease of %s was lost; its work is dropped", leased.name)
        return None
    fault = None if doing.cancelled() else doing.exception()
    if not isinstance(fault, Exception):
        return doing.result()
    if is_of_database(fault):
        raise fault
    log.error("the work on %s failed", leased.name, exc_info=fault)
    await failed(fault)
    return None


async def _keep(leased: Leased, *, now: datetime) -> None:
    """Renew a lease until it is lost, or has run out because the database was away."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    ends = began + LEASE_LIFE.total_seconds()
    while loop.time() < ends:
        await asyncio.sleep(min(LEASE_RENEWED.total_seconds(), ends - loop.time()))
        at = loop.time()
        until = now + timedelta(seconds=at - began) + LEASE_LIFE
        try:
            async with asyncio.timeout(LEASE_RENEWED.total_seconds()):
                if not await leased.renew(until=until):
                    return
        except Exception as trouble:  # Whatever it is, the next one may work.
            log.warning("the lease of %s was not renewed: %s", leased.name, type(trouble).__name__)
            continue
        ends = at + LEASE_LIFE.total_seconds()


async def _give_back(leased: Leased) -> None:
    try:
        await leased.give_back()
    except Exception as trouble:  # Whatever it is, the lease runs out.
        log.warning("the lease of %s was not given back: %s", leased.name, type(trouble).__name__)


async def _end(*tasks: asyncio.Future[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
