"""The worker: each job runs until nothing is due, then again at a commit or after a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.journal.wakeup import WakeUp, wait

log = logging.getLogger(__name__)

# How often every process reads the trust folder again.
RENEWAL = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Job:
    """A repeated task; ``run_once`` returns whether there was anything to do.

    With ``wakes_on_commit`` it runs after every commit as well as after each pause.
    """

    name: str
    run_once: Callable[[], Awaitable[bool]]
    pause: timedelta
    wakes_on_commit: bool = True


class Worker:
    """Runs jobs concurrently until stopped; a run that has started is finished."""

    def __init__(self, jobs: Sequence[Job], *, wakeup: WakeUp) -> None:
        self._jobs = jobs
        self._wakeup = wakeup
        self._own_wakeup = WakeUp()
        self._succeeded: dict[str, float] = {}
        self._stopping = False

    def idle_for(self) -> dict[str, float]:
        """Return the seconds since each job last succeeded, by name; absent if it never did."""
        now = asyncio.get_running_loop().time()
        return {name: now - at for name, at in self._succeeded.items()}

    def stop(self) -> None:
        """Start no further runs."""
        self._stopping = True
        self._wakeup.notify()
        self._own_wakeup.notify()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for job in self._jobs:
                group.create_task(self._attend(job), name=job.name)

    async def _attend(self, job: Job) -> None:
        """Repeat one job; a failure is logged, and retried after the pause."""
        wakeup = self._wakeup if job.wakes_on_commit else self._own_wakeup
        with wakeup.listening() as listener:
            while not self._stopping:
                try:
                    while not self._stopping and await job.run_once():
                        pass
                    self._succeeded[job.name] = asyncio.get_running_loop().time()
                except Exception:
                    log.exception("job %s failed", job.name)
                    listener.clear()
                if not self._stopping:
                    await wait(listener, within=job.pause.total_seconds())
