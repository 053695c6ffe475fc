"""Tests of a database that was restored from an older backup: nobody misses events unnoticed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from models.journal.cursor import Cursor, is_known, present
from models.journal.event import Journal
from models.journal.reader import JournalReader, JournalRewound
from models.journal.wakeup import WakeUp
from models.session.session import Session
from resolvers.journal.begin_epoch import begin_epoch
from tests.support.people.partners import Clara
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.partners import account_event
from tests.support.servers.process import until
from tests.support.streams.cursors import cursor_at, cursor_now
from tests.support.streams.rewind import rewind
from tests.support.streams.subscriptions import application_status


async def written(*numbers: int) -> None:
    """Write an event for each account that a number names."""
    for number in numbers:
        await account_event(PORTALS[-1], f"B{number:07}")


PORTALS: list[TestPortal] = []


@pytest.fixture
async def clara(portal: TestPortal) -> Clara:
    PORTALS[:] = [portal]
    return await Clara.at(portal)


async def code_of(clara: Clara, cursor: str) -> object:
    """Return the code with which accounts and events after a cursor are refused, or None."""
    codes: set[object] = set()
    for field in ("accounts", "events"):
        query = f"query($after: Cursor) {{ partner {{ {field}(after: $after) {{ next }} }} }}"
        answer = (await clara.post(query, {"after": cursor})).json()
        errors = answer.get("errors", [{"extensions": {"code": None}}])
        codes |= {error["extensions"]["code"] for error in errors}
    assert len(codes) == 1, codes
    return codes.pop()


@pytest.mark.parametrize("again", [0, 1, 2, 3, 6])
async def test_a_cursor_of_an_event_that_was_lost_is_refused_forever(
    clara: Clara, again: int
) -> None:
    await written(1, 2)
    kept = await cursor_now()
    seq = (await present()).seq
    await written(3, 4)
    lost = await cursor_now()
    await rewind(seq)
    # Fewer events than were lost, as many, and more: the numbers are given again.
    await written(*range(10, 10 + again))

    assert await code_of(clara, lost) == "CURSOR_UNKNOWN"
    assert await code_of(clara, kept) is None
    async with asyncio.timeout(20), clara.watching(after=lost) as stream:
        assert (await anext(stream)).payload["code"] == "RESYNC_REQUIRED"


async def test_from_a_cursor_that_was_kept_everything_new_is_told(clara: Clara) -> None:
    await written(1)
    kept = await cursor_now()
    seq = (await present()).seq
    await written(2, 3)
    await rewind(seq)
    await written(4, 5)

    async with asyncio.timeout(20), clara.watching(after=kept) as stream:
        told = [(await anext(stream)).payload["controlNumber"] for _ in range(2)]

    assert told == ["B0000004", "B0000005"]


async def test_a_stream_of_one_subject_notices_too(portal: TestPortal) -> None:
    alice = await submitted(portal)
    async with asyncio.timeout(20), application_status(portal, alice) as stream:
        now = await anext(stream)
    epoch, number, mark = now.cursor.split(".")
    forged = f"{epoch}.{number}.{'0' * len(mark)}"

    async with asyncio.timeout(20), application_status(portal, alice, after=forged) as stream:
        assert (await anext(stream)).payload["code"] == "RESYNC_REQUIRED"


async def _read(reader: JournalReader, change: Callable[[], Awaitable[None]]) -> BaseException:
    """Return what the reader raises after a change of the journal beneath it."""
    running = asyncio.create_task(reader.run())
    await until(lambda: reader.silent_for is not None)
    await change()
    reader._bell.notify()
    async with asyncio.timeout(20):
        [raised] = await asyncio.gather(running, return_exceptions=True)
    assert isinstance(raised, BaseException)
    return raised


@pytest.mark.parametrize("again", [0, 1, 2, 3])
async def test_a_process_whose_journal_was_rewound_under_it_ends(
    portal: TestPortal, again: int
) -> None:
    PORTALS[:] = [portal]
    await written(1, 2, 3)
    seq = (await present()).seq

    async def restored() -> None:
        await rewind(seq - 2)
        await written(*range(10, 10 + again))

    raised = await _read(JournalReader(WakeUp()), restored)

    assert isinstance(raised, JournalRewound)


async def test_a_process_whose_epoch_has_ended_ends(portal: TestPortal) -> None:
    async def begun() -> None:
        await begin_epoch(operator="olga", now=portal.clock())

    assert isinstance(await _read(JournalReader(WakeUp()), begun), JournalRewound)


async def test_a_new_epoch_refuses_every_cursor_and_ends_every_session(
    portal: TestPortal, clara: Clara
) -> None:
    await holder(portal)
    cursors = [await cursor_at(seq) for seq in (0, 1, (await present()).seq)]
    before = (await Journal.get(id=1)).epoch

    begun = await begin_epoch(operator="olga", now=portal.clock())

    assert begun.sessions > 0
    assert await Session.live(at=portal.clock()).count() == 0
    assert begun.epoch == (await Journal.get(id=1)).epoch != before
    assert [await code_of(clara, cursor) for cursor in cursors] == ["CURSOR_UNKNOWN"] * 3


async def test_a_cursor_is_its_event_and_no_other(portal: TestPortal) -> None:
    PORTALS[:] = [portal]
    await written(1, 2, 3)
    now = await present()

    for seq in range(now.seq + 1):
        cursor = Cursor.read(await cursor_at(seq))
        assert cursor is not None
        assert await is_known(cursor, now=now)
        for mark in ("00000001", now.mark if seq < now.seq else "deadbeef"):
            other = Cursor(epoch=cursor.epoch, seq=seq, mark=mark)
            assert not await is_known(other, now=now)
    beyond = Cursor(epoch=now.epoch, seq=now.seq + 1, mark=now.mark)
    assert not await is_known(beyond, now=now)
