"""Processes that tests start: none outlives its test, however that ends."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def ending(process: Process) -> AsyncIterator[Process]:
    """Kill a process at the end of the block, if it still runs."""
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await asyncio.shield(process.wait())
