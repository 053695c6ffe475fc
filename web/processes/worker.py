"""The worker: each job runs until nothing is due, then again at a commit or after a pause."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from models.journal.wakeup import WakeUp, wait

log = logging.getLogger(__name__)

# How often every process reads the trust folder again.
RENEWAL = timedelta(hours=1)
# How long runs may take to finish after a signal to stop.
GRACE_SECONDS = 10.0

Work = Callable[[], Awaitable[None]]


async def nothing_to_close() -> None:
    """Stand in where a job keeps nothing open."""


async def always() -> bool:
    """Stand in where a job may run whatever the clocks say."""
    return True


@dataclass(frozen=True, kw_only=True)
class Job:
    """A repeated task; ``run_once`` returns whether there was anything to do.

    With ``wakes_on_commit`` it runs after every commit as well as after each pause. It runs only
    while ``may_run`` says so.
    """

    name: str
    run_once: Callable[[], Awaitable[bool]]
    pause: timedelta
    wakes_on_commit: bool = True
    may_run: Callable[[], Awaitable[bool]] = always


@dataclass(frozen=True, kw_only=True)
class SharedJob:
    """A repeated task of which at most ``at_once`` pieces are done side by side.

    ``take`` leases a piece and returns the work on it, or None where there is none. ``close`` ends
    what the job keeps open.
    """

    name: str
    take: Callable[[], Awaitable[Work | None]]
    at_once: int
    pause: timedelta
    wakes_on_commit: bool = True
    may_run: Callable[[], Awaitable[bool]] = always
    close: Work = nothing_to_close

    async def run_once(self) -> bool:
        """Carry out one piece; return whether there was one."""
        work = await self.take()
        if work is not None:
            await work()
        return work is not None


class Worker:
    """Runs jobs concurrently until stopped; a run that has started is finished."""

    def __init__(
        self,
        jobs: Sequence[Job | SharedJob],
        *,
        wakeup: WakeUp,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._jobs = jobs
        self._wakeup = wakeup
        self._grace_seconds = grace_seconds
        self._own_wakeup = WakeUp()
        self._succeeded: dict[str, float] = {}
        none = dict.fromkeys(product((job.name for job in jobs), ("done", "failed")), 0)
        self._runs: Counter[tuple[str, ...]] = Counter(none)
        self._stopping = asyncio.Event()

    def idle_for(self) -> dict[str, float]:
        """Return the seconds since each job last succeeded, by name; absent if it never did."""
        now = asyncio.get_running_loop().time()
        return {name: now - at for name, at in self._succeeded.items()}

    def runs(self) -> Mapping[tuple[str, ...], int]:
        """Return how often each job has run, by its name and whether it was done or failed."""
        return dict(self._runs)

    def pauses(self) -> dict[str, float]:
        """Return the seconds between the runs of each job, by name."""
        return {job.name: job.pause.total_seconds() for job in self._jobs}

    def stop(self) -> None:
        """Start no further runs."""
        self._stopping.set()
        self._wakeup.notify()
        self._own_wakeup.notify()

    async def run(self) -> None:
        """Run until stopped. What has not finished in time then is cancelled, and gives its leases
        back.
        """
        running = asyncio.create_task(self._attend_all())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({running}, timeout=self._grace_seconds)
            if not running.done():
                log.warning("the worker stops before all of its work is done")
        finally:
            running.cancel()
            stopping.cancel()
            await asyncio.gather(running, stopping, return_exceptions=True)
        if not running.cancelled():
            running.result()

    async def _attend_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for job in self._jobs:
                if isinstance(job, SharedJob):
                    group.create_task(self._attend_shared(job), name=job.name)
                else:
                    group.create_task(self._attend(job), name=job.name)

    async def _attend(self, job: Job) -> None:
        """Repeat one job; a failure is logged, and retried after the pause."""
        with self._wakeup_of(job).listening() as listener:
            while not self._stopping.is_set():
                try:
                    while (
                        not self._stopping.is_set() and await job.may_run() and await job.run_once()
                    ):
                        pass
                    self._succeed(job.name)
                except Exception:
                    log.exception("job %s failed", job.name)
                    self._runs[job.name, "failed"] += 1
                    listener.clear()
                if not self._stopping.is_set():
                    await wait(listener, within=job.pause.total_seconds())

    async def _attend_shared(self, job: SharedJob) -> None:
        """Carry out pieces side by side, as many as there is room for."""
        room = asyncio.Semaphore(job.at_once)
        try:
            with self._wakeup_of(job).listening() as listener:
                async with asyncio.TaskGroup() as group:
                    while not self._stopping.is_set():
                        await room.acquire()
                        work = None if self._stopping.is_set() else await self._taken(job, listener)
                        if work is not None:
                            group.create_task(self._carry_out(job, work, room), name=job.name)
                            continue
                        room.release()
                        if not self._stopping.is_set():
                            await wait(listener, within=job.pause.total_seconds())
        finally:
            await job.close()

    async def _taken(self, job: SharedJob, listener: asyncio.Event) -> Work | None:
        try:
            work = await job.take() if await job.may_run() else None
        except Exception:
            log.exception("job %s failed", job.name)
            self._runs[job.name, "failed"] += 1
            listener.clear()
            return None
        if work is None:
            self._succeed(job.name)
        return work

    async def _carry_out(self, job: SharedJob, work: Work, room: asyncio.Semaphore) -> None:
        try:
            await work()
            self._succeed(job.name)
        except Exception:
            log.exception("job %s failed", job.name)
            self._runs[job.name, "failed"] += 1
            # Its room stays taken, so that failures do not follow each other without a pause.
            with self._own_wakeup.listening() as listener:
                if not self._stopping.is_set():
                    await wait(listener, within=job.pause.total_seconds())
        finally:
            room.release()

    def _wakeup_of(self, job: Job | SharedJob) -> WakeUp:
        return self._wakeup if job.wakes_on_commit else self._own_wakeup

    def _succeed(self, name: str) -> None:
        self._runs[name, "done"] += 1
        self._succeeded[name] = asyncio.get_running_loop().time()
