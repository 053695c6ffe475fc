"""The event loop of every process: uvloop, for its speed with thousands of streams."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

import uvloop

# Python's own threshold is 700 new objects. A process with ten thousand streams has millions that
# stay, and a collection goes through all of them.
NEW_OBJECTS = 50_000


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end; Ctrl-C cancels it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


def settle_memory() -> None:
    """Leave what a process has loaded out of garbage collections, and have fewer of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
