"""Tests of what runs beside a process: an end that nobody asked for ends the process."""

import asyncio
import logging
from dataclasses import replace

import pytest

from models.journal import cursor, reader
from models.journal.cursor import Cursor
from models.journal.reader import JournalReader
from models.journal.wakeup import WakeUp
from tests.support.portal import TestPortal
from tests.support.scenarios.partners import account_event
from tests.support.servers.process import free_port, until
from web.processes.background import Task, TaskEnded, beside
from web.processes.serve import portal_of, serve


async def fail() -> None:
    await asyncio.sleep(0)
    raise ConnectionError("away")


async def end() -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("how", [fail, end])
async def test_a_task_that_ends_stops_what_runs_beside_it(
    how: object, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = asyncio.Event()
    task = Task(name="journal", run=how)  # type: ignore[arg-type]  # Both are coroutine functions.

    with caplog.at_level(logging.CRITICAL), pytest.raises(TaskEnded, match="journal") as ended:
        async with asyncio.timeout(20), beside([task], stop=stopped.set):
            await stopped.wait()

    assert isinstance(ended.value.__cause__, ConnectionError) == (how is fail)
    [record] = caplog.records
    assert "the task journal has ended; the process stops" in record.getMessage()


async def test_the_others_end_with_the_block_and_say_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ended = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with beside([Task(name="wait", run=wait)], stop=lambda: None):
        await asyncio.sleep(0)

    assert ended.is_set()
    assert caplog.records == []


async def test_a_web_process_without_one_of_its_tasks_ends(portal: TestPortal) -> None:
    alone = portal_of(portal.services, metrics_at=None)
    lacking = replace(alone, background=(*alone.background, Task(name="broken", run=fail)))

    with pytest.raises(TaskEnded, match="broken"):
        async with asyncio.timeout(30):
            await serve(lacking, host="127.0.0.1", port=free_port(), proxies=None)


async def test_a_reader_that_begins_without_the_database_reads_when_it_is_there(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0
    was = cursor.present

    async def away_at_first() -> Cursor:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionError
        return await was()

    monkeypatch.setattr(reader, "present", away_at_first)
    monkeypatch.setattr(reader, "POLL", 0.01)
    late = JournalReader(WakeUp())
    reading = asyncio.create_task(late.run())
    await until(lambda: late.silent_for is not None)
    events = late.follow("account:", after=0)
    coming = asyncio.ensure_future(anext(events))
    await account_event(portal, "A0000006")

    async with asyncio.timeout(20):
        told = await coming
    reading.cancel()

    assert tries >= 3
    assert told.kind == "ACCOUNT_OPENED"
    await asyncio.gather(reading, return_exceptions=True)
    await events.aclose()


async def test_what_was_recorded_before_a_late_reader_began_is_told(portal: TestPortal) -> None:
    late = JournalReader(WakeUp())
    events = late.follow("account:", after=0)
    coming = asyncio.ensure_future(anext(events))
    # The follower has read the journal, and waits for the reader.
    await until(lambda: late.replays == 1)
    await asyncio.sleep(0.05)
    await account_event(portal, "A0000006")
    reading = asyncio.create_task(late.run())

    async with asyncio.timeout(20):
        told = await coming
    reading.cancel()

    assert told.kind == "ACCOUNT_OPENED"
    await asyncio.gather(reading, return_exceptions=True)
    await events.aclose()
