"""Wake-ups inside one process, sent after a commit to the journal reader and the worker."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class WakeUp:
    """A signal to all listeners of this process. It is a hint: listeners also poll."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()

    def notify(self) -> None:
        for listener in self._listeners:
            listener.set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Yield an event that every `notify` sets; the listener clears it before it reads."""
        listener = asyncio.Event()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


async def wait(listener: asyncio.Event, *, within: float) -> None:
    """Wait until notified, for at most ``within`` seconds, then clear the event."""
    try:
        async with asyncio.timeout(within):
            await listener.wait()
    except TimeoutError:
        pass
    listener.clear()


# One a process: notified by commits, and by other processes through PostgreSQL.
journal_wakeup = WakeUp()
