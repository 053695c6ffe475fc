"""Tests of connections that go from one statement to the next without the pool."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import cast

import asyncpg
import pytest

from models.database.by_hand import rows
from models.database.deadlines import SERVING
from models.database.engine.asyncpg_pool import Postgres
from models.database.transaction import client, opened, tx
from models.database.unavailable import DatabaseUnavailable
from models.journal.event import Journal
from tests.support.servers.process import until

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)

PID = "SELECT pg_backend_pid() AS pid"
NAP = "SELECT pg_sleep(0.05), pg_backend_pid() AS pid"


@asynccontextmanager
async def pool_of(url: str, *, most: int, kept: float = 60.0) -> AsyncIterator[Postgres]:
    async with opened(f"{url}?maxsize={most}", deadlines=replace(SERVING, acquire=5.0, kept=kept)):
        yield cast(Postgres, client())


async def pid(statement: str = PID) -> int:
    [row] = await rows(statement)
    return int(row["pid"])


def in_the_pool(database: Postgres) -> int:
    assert database._pool is not None
    return database._pool.get_idle_size()


async def test_a_connection_goes_from_one_statement_to_the_next(database_url: str) -> None:
    async with pool_of(database_url, most=5) as database:
        first = await pid()
        await Journal.get(id=1)

        assert await pid() == first
        assert in_the_pool(database) == 0


async def test_what_needs_no_task_makes_none(database_url: str) -> None:
    async with pool_of(database_url, most=5):
        await pid()
        loop, made = asyncio.get_running_loop(), []

        def counted(_: asyncio.AbstractEventLoop, work: object, **more: object) -> object:
            made.append(work)
            return asyncio.Task(work, loop=loop, **more)  # type: ignore[arg-type]  # A coroutine.

        loop.set_task_factory(counted)  # type: ignore[arg-type]  # A coroutine.
        await pid()
        loop.set_task_factory(None)

        assert made == []


async def test_who_waits_for_the_pool_gets_a_connection_that_would_be_kept(
    database_url: str,
) -> None:
    async with pool_of(database_url, most=1):

        async def change() -> None:
            async with tx():
                await Journal.filter(id=1).update(epoch="new")

        async with asyncio.timeout(30):
            found = await asyncio.gather(*(pid(NAP) for _ in range(5)), change(), change())

        assert len({one for one in found if one is not None}) == 1


async def test_the_pool_has_all_back_after_a_while(database_url: str) -> None:
    async with pool_of(database_url, most=3, kept=0.05) as database:
        await asyncio.gather(*(pid(NAP) for _ in range(3)))

        async def are_back() -> bool:
            return in_the_pool(database) == 3

        await until(are_back)
        assert await pid()


async def test_one_that_the_server_has_ended_is_not_used_again(database_url: str) -> None:
    async with pool_of(database_url, most=1) as database:
        ended = await pid()
        connection = database.kept.take()
        assert connection is not None
        assert database.kept.keep(connection)
        other = await asyncpg.connect(database_url)
        await other.execute("SELECT pg_terminate_backend($1)", ended)
        await other.close()

        async def is_closed() -> bool:
            return getattr(connection, "_con", None) is None or connection.is_closed()

        await until(is_closed)
        assert await pid() != ended


@pytest.mark.parametrize("trouble", ["fails", "cancelled"])
async def test_one_whose_statement_ended_badly_goes_to_the_pool(
    database_url: str, trouble: str
) -> None:
    async with pool_of(database_url, most=1) as database:
        await pid()

        if trouble == "fails":
            await rows("SET statement_timeout = 1")
            with pytest.raises(DatabaseUnavailable):
                await rows("SELECT pg_sleep(1)")
            assert in_the_pool(database) == 1
        else:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await rows("SELECT pg_sleep(1)")

        assert database.kept.take() is None


async def test_one_in_a_transaction_is_not_kept(database_url: str) -> None:
    async with pool_of(database_url, most=1) as database:
        await database.execute_script("BEGIN")

        assert database.kept.take() is None
        # The pool has rolled it back.
        assert await rows("SELECT now() = clock_timestamp() AS same")
        async with tx():
            await Journal.filter(id=1).update(epoch="new")


async def test_the_pool_is_closed_with_what_is_kept(database_url: str) -> None:
    async with pool_of(database_url, most=3) as database:
        await asyncio.gather(*(pid(NAP) for _ in range(3)))
        async with asyncio.timeout(SERVING.release / 2):
            await database._close()

        assert database.kept.take() is None


async def test_no_connection_is_lost_to_who_gives_up(database_url: str) -> None:
    async with pool_of(database_url, most=2, kept=0.02) as database:

        async def use(number: int) -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.001 * (number % 40)):
                    if number % 5:
                        await pid()
                    else:
                        async with tx():
                            await Journal.filter(id=1).update(epoch="new")

        async with asyncio.timeout(60):
            for _ in range(3):
                await asyncio.gather(*(use(number) for number in range(120)))
            found = await asyncio.gather(*(pid(NAP) for _ in range(6)))

        assert len(set(found)) == 2

        async def are_back() -> bool:
            return database.kept.taken == 0

        await until(are_back)


async def test_who_gives_up_just_when_there_is_one_passes_it_on(database_url: str) -> None:
    async with pool_of(database_url, most=1) as database:
        used = await database.take()
        first = asyncio.create_task(database.take())
        second = asyncio.create_task(database.take())
        await asyncio.sleep(0.01)

        assert database.kept.keep(used)
        first.cancel()
        async with asyncio.timeout(10):
            got = await second

        assert got is used
        assert first.cancelled()
        await database.give_back(used)


async def test_who_waits_too_long_is_told_that_the_database_is_busy(database_url: str) -> None:
    address = f"{database_url}?maxsize=1"
    async with opened(address, deadlines=replace(SERVING, acquire=0.1)):
        database = cast(Postgres, client())
        used = await database.take()

        with pytest.raises(DatabaseUnavailable):
            await pid()

        await database.give_back(used)
        assert await pid()
