"""The worker's loop: each duty until nothing is due, again at a ring or after a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.journal.wakeup import WakeUp, wait

log = logging.getLogger(__name__)

# How often every process verifies the CA certificates again.
RENEWAL = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Name something to be done again and again; ``once`` tells whether there was anything.

    What hears the bell is done at every commit too, not only after each pause.
    """

    name: str
    once: Callable[[], Awaitable[bool]]
    pause: timedelta
    hears_bell: bool = True


class Worker:
    """Do the duties side by side until told to stop; what has begun is finished first."""

    def __init__(self, duties: Sequence[Duty], *, bell: WakeUp) -> None:
        self._duties = duties
        self._bell = bell
        self._own_bell = WakeUp()
        self._succeeded: dict[str, float] = {}
        self._stopping = False

    def idle_for(self) -> dict[str, float]:
        """Give the seconds since each duty last went well, by name; none where it never did."""
        now = asyncio.get_running_loop().time()
        return {name: now - at for name, at in self._succeeded.items()}

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopping = True
        self._bell.notify()
        self._own_bell.notify()

    async def run(self) -> None:
        """Do every duty until stopped."""
        async with asyncio.TaskGroup() as group:
            for duty in self._duties:
                group.create_task(self._attend(duty), name=duty.name)

    async def _attend(self, duty: Duty) -> None:
        """Do one duty again and again; a failure is logged, and tried again after the pause."""
        bell = self._bell if duty.hears_bell else self._own_bell
        with bell.listening() as listener:
            while not self._stopping:
                try:
                    while not self._stopping and await duty.once():
                        pass
                    self._succeeded[duty.name] = asyncio.get_running_loop().time()
                except Exception:
                    log.exception("the worker's duty %s failed", duty.name)
                    listener.clear()
                if not self._stopping:
                    await wait(listener, within=duty.pause.total_seconds())
