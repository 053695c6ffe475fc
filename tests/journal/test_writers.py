"""Tests of many writers and readers at once, of whom some are killed (SIGKILL), on PostgreSQL."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from models.database.transaction import opened
from models.journal.event import Event
from models.journal.reader import JournalReader
from models.journal.wakeup import WakeUp
from models.outside.postgres_notify import listen
from resolvers.journal.verify import verify_journal
from tests.bench.bench_journal import begun, tell, written_by
from tests.conftest import POSTGRES
from tests.support.run.nightly import nightly
from tests.support.servers.process import until
from tests.support.templates import Templates

PROCESSES, WRITERS, READERS = 4, 2, 4
SECONDS = 2.0


@pytest.fixture
async def url(templates: Templates) -> AsyncIterator[str]:
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    name = await templates.postgres.take()
    yield f"{POSTGRES}/{name}"
    templates.postgres.drop(name)


@nightly
@pytest.mark.timeout(180)
async def test_no_reader_misses_anything_and_the_chain_is_whole_when_a_writer_is_killed(
    url: str,
) -> None:
    seen = [list[int]() for _ in range(READERS)]
    async with opened(url), asyncio.TaskGroup() as tasks:
        wakeup = WakeUp()
        reader = JournalReader(wakeup)
        background = [tasks.create_task(listen(url, wakeup)), tasks.create_task(reader.run())]
        background += [tasks.create_task(_read(reader, numbers)) for numbers in seen]
        writers = [await begun(url, str(number), writers=WRITERS) for number in range(PROCESSES)]
        for writer in writers:
            tell(writer)
        await asyncio.sleep(SECONDS / 2)
        os.kill(writers[0].pid, signal.SIGKILL)
        await asyncio.sleep(SECONDS / 2)
        for writer in writers[1:]:
            tell(writer)
        written = [await written_by(writer) for writer in writers[1:]]
        await writers[0].wait()

        chain = await verify_journal()
        count = await Event.all().count()

        async def have_all() -> bool:
            return all(len(numbers) == count for numbers in seen)

        await until(have_all, within=30)
        for task in background:
            task.cancel()

    assert chain.first is None
    assert chain.events == count >= sum(written) > 0
    assert all(numbers == [*range(1, count + 1)] for numbers in seen)


async def _read(reader: JournalReader, numbers: list[int]) -> None:
    async with aclosing(reader.follow("account:", after=0)) as events:
        async for event in events:
            numbers.append(event.seq)
