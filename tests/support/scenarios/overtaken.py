"""A request that waits for a lock while something changes that it has read already."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import pytest

from models.account.account import Account
from models.database.transaction import client, tx
from tests.support.servers.process import until

Answer = TypeVar("Answer")

# On SQLite a process has one connection, for which even what a request reads must wait.
on_postgres_alone = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


async def overtaken(
    request: Callable[[], Awaitable[Answer]],
    *,
    account: Account,
    at: datetime,
    by: Callable[[], Awaitable[object]],
) -> Answer:
    """Make a request that locks an account, and change something before it gets the lock.

    Return its answer. What the request reads before it locks the account is from before.
    """
    return await in_turn(lambda: account.hold(at=at), request, then=by)


async def in_turn(
    first: Callable[[], Awaitable[object]],
    request: Callable[[], Awaitable[Answer]],
    *,
    then: Callable[[], Awaitable[object]],
) -> Answer:
    """Lock something in a transaction, make a request that waits for it, and lock more.

    Return the request's answer. If it holds what is locked then, the two wait for each other, and
    PostgreSQL ends one of them with an error.
    """
    held, waited_for = asyncio.Event(), asyncio.Event()

    async def come_first() -> None:
        async with tx():
            await first()
            held.set()
            await waited_for.wait()
            await then()

    other = asyncio.create_task(come_first())
    await held.wait()
    second = asyncio.create_task(_awaited(request()))
    try:
        await until(_somebody_waits)
    finally:
        waited_for.set()
        await other
    return await second


async def _awaited(request: Awaitable[Answer]) -> Answer:
    return await request


async def _somebody_waits() -> bool:
    [row] = await client().execute_query_dict(
        "SELECT count(*) AS waiting FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return int(row["waiting"]) > 0
