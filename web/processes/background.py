"""The tasks beside a process's main one: one that ends by itself ends the process, loudly."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task that runs as long as its process."""

    name: str
    run: Callable[[], Awaitable[None]]


class TaskEnded(Exception):
    """A task of the process has ended, which it never should; the cause says why."""


@asynccontextmanager
async def beside(tasks: Sequence[Task], *, stop: Callable[[], None]) -> AsyncIterator[None]:
    """Run tasks beside the block, and end them with it.

    If one ends before, ``stop`` must end the block: a process that lacks it would be up and do
    only a part of its work.

    :raises TaskEnded: then, behind the block
    """
    ended: list[TaskEnded] = []

    def note(task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        failure = TaskEnded(f"the task {task.get_name()} has ended")
        failure.__cause__ = task.exception()
        log.critical("%s; the process stops", failure, exc_info=failure.__cause__)
        ended.append(failure)
        stop()

    running = [asyncio.create_task(_until_it_ends(task), name=task.name) for task in tasks]
    for one in running:
        one.add_done_callback(note)
    try:
        yield
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    if ended:
        raise ended[0]


async def _until_it_ends(task: Task) -> None:
    await task.run()
