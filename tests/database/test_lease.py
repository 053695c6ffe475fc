"""Tests of leases: renewed while work lasts, lost, given back; and of work that fails."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import asyncpg
import pytest
from tortoise.exceptions import DoesNotExist, IntegrityError, OperationalError

from models.core import rules
from models.database import lease
from models.database.lease import work_on
from models.database.unavailable import DatabaseUnavailable, is_of_database
from tests.support.cards import AT
from tests.support.servers.process import until

BLINK = timedelta(milliseconds=10)


class Refused(asyncpg.InterfaceError, ValueError):
    """A value that the driver refuses, which its own class for that is as well."""


@dataclass
class Item:
    """Something leased, whose renewals come to ``answers`` and then succeed."""

    answers: list[bool | Exception] = field(default_factory=list)
    renewed: list[datetime] = field(default_factory=list)
    given_back: int = 0
    faults: list[Exception] = field(default_factory=list)
    name: str = "item 7"

    async def renew(self, *, until: datetime) -> bool:
        self.renewed.append(until)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def give_back(self) -> None:
        self.given_back += 1

    async def failed(self, fault: Exception) -> None:
        self.faults.append(fault)

    async def have(self, work: Callable[[], Awaitable[object]]) -> None:
        async def done() -> None:
            await work()

        await work_on(self, done(), failed=self.failed, now=AT)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Renew leases every 10 ms."""
    monkeypatch.setattr(lease, "LEASE_RENEWED", BLINK)


def test_leases_last_thirty_seconds_and_are_renewed_every_ten() -> None:
    assert timedelta(seconds=30) == rules.LEASE_LIFE
    assert timedelta(seconds=10) == rules.LEASE_RENEWED


@pytest.mark.usefixtures("quick")
async def test_a_lease_is_renewed_as_long_as_the_work_lasts() -> None:
    item = Item()

    await item.have(lambda: until(lambda: len(item.renewed) >= 3))
    renewed = len(item.renewed)
    await asyncio.sleep(3 * BLINK.total_seconds())

    assert item.renewed == sorted(item.renewed)
    assert all(
        BLINK <= moment - AT - rules.LEASE_LIFE < timedelta(seconds=20) for moment in item.renewed
    )
    assert (len(item.renewed), item.given_back) == (renewed, 0)


@pytest.mark.usefixtures("quick")
async def test_work_whose_lease_was_lost_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    item, finished = Item(answers=[True, False]), []

    async def last() -> None:
        await asyncio.Event().wait()
        finished.append("work")

    await item.have(last)

    assert finished == []
    assert item.faults == []
    assert (len(item.renewed), item.given_back) == (2, 0)
    assert "item 7" in caplog.text


@pytest.mark.usefixtures("quick")
async def test_a_renewal_that_failed_is_made_good_by_the_next() -> None:
    item = Item(answers=[ConnectionError("away"), ConnectionError("away"), True])

    await item.have(lambda: until(lambda: len(item.renewed) >= 4))

    assert item.faults == []


@pytest.mark.usefixtures("quick")
async def test_a_lease_that_could_not_be_renewed_in_time_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lease, "LEASE_LIFE", 3 * BLINK)
    item = Item(answers=[ConnectionError("away")] * 99)

    async with asyncio.timeout(20):
        await item.have(asyncio.Event().wait)

    assert 1 <= len(item.renewed) <= 4


@pytest.mark.usefixtures("quick")
async def test_a_renewal_that_hangs_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE_LIFE", 3 * BLINK)
    item = Item()

    async def hang(*, until: datetime) -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(item, "renew", hang)

    async with asyncio.timeout(20):
        await item.have(asyncio.Event().wait)


async def test_a_worker_that_is_stopped_gives_the_lease_back() -> None:
    item, began, ended = Item(), asyncio.Event(), asyncio.Event()

    async def last() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    working = asyncio.create_task(item.have(last))
    await began.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert ended.is_set()
    assert (item.given_back, item.faults) == (1, [])


async def test_a_lease_that_cannot_be_given_back_keeps_no_worker_from_stopping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item, began = Item(), asyncio.Event()

    async def fail() -> None:
        raise ConnectionError("away")

    async def last() -> None:
        began.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(item, "give_back", fail)
    working = asyncio.create_task(item.have(last))
    await began.wait()
    working.cancel()

    with pytest.raises(asyncio.CancelledError):
        await working


async def test_what_nobody_foresaw_is_logged_once_and_recorded(
    caplog: pytest.LogCaptureFixture,
) -> None:
    item, fault = Item(), KeyError("holder")

    async def break_down() -> None:
        raise fault

    with caplog.at_level(logging.DEBUG):
        await item.have(break_down)

    [record] = caplog.records
    assert item.faults == [fault]
    assert "item 7" in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[1] is fault


async def test_a_database_that_is_away_is_no_fault_of_the_record() -> None:
    item = Item()

    async def break_down() -> None:
        raise DatabaseUnavailable(asyncpg.TooManyConnectionsError("too many"))

    with pytest.raises(DatabaseUnavailable):
        await item.have(break_down)

    # Given back, it would be tried again at once, and fail again.
    assert (item.faults, item.given_back) == ([], 0)


@pytest.mark.parametrize(
    ("fault", "away"),
    [
        (DatabaseUnavailable(ConnectionRefusedError()), True),
        (DatabaseUnavailable(asyncpg.DiskFullError("full")), True),
        (DatabaseUnavailable(asyncpg.QueryCanceledError("too slow")), False),
        (asyncpg.DeadlockDetectedError("twice"), True),
        (OperationalError(asyncpg.UndefinedTableError("mail")), True),
        (OperationalError(sqlite3.OperationalError("no such table: mail")), True),
        (OperationalError("a sentence"), False),
        (IntegrityError(asyncpg.UniqueViolationError("twice")), False),
        (IntegrityError(sqlite3.IntegrityError("twice")), False),
        (DoesNotExist("link"), False),
        (asyncpg.DataError("no such value"), False),
        (Refused("no such value"), False),
        (KeyError("holder"), False),
        (PermissionError(13, "the mail folder"), False),
    ],
)
def test_what_tells_that_the_database_is_away(fault: Exception, *, away: bool) -> None:
    assert is_of_database(fault) is away
