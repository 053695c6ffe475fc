"""What the service needs from outside, asked whether it is there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from models.core.errors import Failure

log = logging.getLogger(__name__)

# Raises what prevents a source from being used.
Reach = Callable[[], Awaitable[None]]


async def find_away(sources: Mapping[str, Reach], *, seconds: float) -> dict[str, str]:
    """Ask all sources at once; return the kind of failure of each that is away, by name."""
    found = await asyncio.gather(
        *(_trouble(name, reach, seconds=seconds) for name, reach in sources.items())
    )
    return {name: trouble for name, trouble in zip(sources, found, strict=True) if trouble}


async def _trouble(name: str, reach: Reach, *, seconds: float) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            await reach()
    except Exception as fault:  # One source that fails in a new way must not hide the others.
        log.warning("%s cannot be reached: %s: %s", name, type(fault).__name__, fault)
        return fault.code if isinstance(fault, Failure) else type(fault).__name__
    return None
