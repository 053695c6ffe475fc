"""The wake-up inside one process: rung after a commit, heard by the tail and the worker."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class WakeUp:
    """Wake everybody who listens. A hint only: who hears nothing still polls."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()

    def notify(self) -> None:
        """Wake all listeners."""
        for listener in self._listeners:
            listener.set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Give an event that is set at every ring; the listener clears it before it looks."""
        listener = asyncio.Event()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


async def wait(listener: asyncio.Event, *, within: float) -> None:
    """Wait for a ring, or ``within`` seconds, then clear the event."""
    try:
        async with asyncio.timeout(within):
            await listener.wait()
    except TimeoutError:
        pass
    listener.clear()


# One bell a process: commits ring it, and so does a notification from another process.
journal_wakeup = WakeUp()
