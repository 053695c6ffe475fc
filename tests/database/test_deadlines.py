"""Tests of waiting for the database: a silent one is noticed in time."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import cast
from urllib.parse import urlsplit

import asyncpg
import pytest
from tortoise.exceptions import OperationalError, TransactionManagementError

from models.database.deadlines import COMMANDS, SERVING, Deadlines
from models.database.engine.asyncpg_pool import Postgres, server_settings
from models.database.transaction import client, opened, tx
from models.database.unavailable import DatabaseUnavailable, translated
from models.journal.event import Journal
from tests.support.nodes.stalling import Stalling

SHORT = Deadlines(
    statement=0.4, silence=0.6, acquire=0.5, connect=0.5, release=0.2, idle_transaction=0.4
)
# A file does not fall silent.
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Together they are the most that one use of the database may take: connection, statement, and
# giving the connection back; with some for a busy machine.
ENOUGH = 8.0


@asynccontextmanager
async def through_a_proxy(url: str) -> AsyncIterator[Stalling]:
    """Open the database of a URL, through a proxy that can fall silent."""
    parts = urlsplit(url)
    proxy = Stalling(parts.hostname or "", parts.port or 5432)
    async with proxy.running():
        address = f"postgres://{parts.username}@127.0.0.1:{proxy.port}{parts.path}?maxsize=2"
        async with opened(address, deadlines=SHORT):
            yield proxy


async def read() -> None:
    await Journal.get(id=1)


async def write() -> None:
    async with tx():
        await Journal.filter(id=1).update(epoch="new")


@ON_POSTGRES
async def test_what_waits_for_a_silent_database_fails_in_time(database_url: str) -> None:
    async with through_a_proxy(database_url) as proxy:
        await read()
        proxy.stall()
        began = monotonic()
        async with asyncio.timeout(60):
            failed = await asyncio.gather(
                *(use() for use in (read, write) * 6), return_exceptions=True
            )
        took = monotonic() - began
        proxy.resume()

        assert [type(one) for one in failed] == [DatabaseUnavailable] * 12
        assert took < ENOUGH


@ON_POSTGRES
async def test_a_transaction_that_a_silence_meets_in_the_middle_fails_in_time(
    database_url: str,
) -> None:
    async with through_a_proxy(database_url) as proxy:
        began = monotonic()

        async def interrupted() -> None:
            async with tx():
                await Journal.filter(id=1).update(epoch="lost")
                proxy.stall()
                await Journal.filter(id=1).update(epoch="lost too")

        with pytest.raises(DatabaseUnavailable):
            await interrupted()
        took = monotonic() - began
        proxy.resume()
        proxy.cut()
        epoch = (await Journal.get(id=1)).epoch

    assert took < ENOUGH
    assert not epoch.startswith("lost")


@ON_POSTGRES
async def test_after_a_silence_new_connections_serve(database_url: str) -> None:
    async with through_a_proxy(database_url) as proxy:
        await read()
        proxy.stall()
        await asyncio.gather(read(), write(), return_exceptions=True)
        proxy.resume()

        async with asyncio.timeout(ENOUGH):
            await read()
            await write()


@ON_POSTGRES
async def test_a_process_ends_while_its_database_is_silent(database_url: str) -> None:
    async with through_a_proxy(database_url) as proxy:
        await read()
        proxy.stall()
        waiting = asyncio.create_task(read())
        began = monotonic()
    took = monotonic() - began

    assert took < ENOUGH
    with suppress(DatabaseUnavailable, asyncio.CancelledError):
        await waiting


@ON_POSTGRES
async def test_a_pool_whose_connections_are_all_in_use_is_not_waited_for_without_end(
    database_url: str,
) -> None:
    async with through_a_proxy(database_url):
        pool = cast(Postgres, client())
        taken = [await pool.take() for _ in range(2)]
        with pytest.raises(DatabaseUnavailable):
            await read()
        for connection in taken:
            await pool.give_back(connection)
        await read()


@ON_POSTGRES
async def test_the_server_ends_a_statement_that_takes_too_long(database_url: str) -> None:
    async with through_a_proxy(database_url):
        with pytest.raises(DatabaseUnavailable) as ended:
            await client().execute_query("SELECT pg_sleep(30)")

    assert isinstance(ended.value.cause, asyncpg.QueryCanceledError)


@ON_POSTGRES
async def test_the_server_ends_a_transaction_whose_client_does_nothing(database_url: str) -> None:
    async with through_a_proxy(database_url):

        async def idle() -> None:
            async with tx():
                await Journal.filter(id=1).update(epoch="lost")
                await asyncio.sleep(2 * SHORT.idle_transaction)
                await read()

        with pytest.raises(DatabaseUnavailable):
            await idle()

        assert (await Journal.get(id=1)).epoch != "lost"


async def test_a_statement_may_take_longer_for_commands() -> None:
    assert int(server_settings(COMMANDS)["statement_timeout"]) > 60_000
    assert int(server_settings(SERVING)["statement_timeout"]) <= 10_000
    for deadlines in (COMMANDS, SERVING, SHORT):
        # Or the server's reason would never be heard.
        assert deadlines.silence > deadlines.statement


@ON_POSTGRES
async def test_the_kernel_ends_a_connection_whose_other_side_is_gone(database: str) -> None:
    pool = cast(Postgres, client())
    connection = await pool.take()
    try:
        its = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # Private.
        assert its.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
        assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
    finally:
        await pool.give_back(connection)


# PostgreSQL, "Message Formats": ErrorResponse (severity, SQLSTATE, message).
FATAL = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"


@ON_POSTGRES
@pytest.mark.parametrize("work", [read, write])
async def test_a_connection_that_the_server_ends_while_it_is_idle_is_no_error_of_ours(
    database_url: str, work: Callable[[], Awaitable[None]]
) -> None:
    async with through_a_proxy(database_url) as proxy:
        await read()
        # The end of the connection is heard a moment later; until then the driver is confused.
        proxy.say(b"E" + (len(FATAL) + 4).to_bytes(4, "big") + FATAL)
        await asyncio.sleep(0.1)
        with pytest.raises(DatabaseUnavailable):
            await work()
        proxy.cut()
        await asyncio.sleep(0.1)

        await work()


def _of_sqlite(name: str) -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("database or disk is full")
    fault.sqlite_errorname = name
    return fault


@pytest.mark.parametrize(
    ("fault", "unavailable"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (asyncpg.CannotConnectNowError("told"), True),
        (asyncpg.AdminShutdownError("told"), True),
        (asyncpg.ConnectionDoesNotExistError("told"), True),
        (asyncpg.TooManyConnectionsError("told"), True),
        (asyncpg.DiskFullError("told"), True),
        (asyncpg.ReadOnlySQLTransactionError("told"), True),
        (asyncpg.InvalidPasswordError("told"), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.InternalClientError("cannot switch to state 12"), True),
        (asyncpg.exceptions.DataError("an argument"), False),
        (asyncpg.UndefinedTableError("told"), False),
        (asyncpg.SyntaxOrAccessError("told"), False),
        (ValueError(), False),
        (_of_sqlite("SQLITE_FULL"), True),
        (_of_sqlite("SQLITE_IOERR_WRITE"), True),
        (_of_sqlite("SQLITE_READONLY"), True),
        (_of_sqlite("SQLITE_CONSTRAINT_UNIQUE"), False),
        (sqlite3.ProgrammingError("no such thing"), False),
    ],
    ids=lambda given: type(given).__name__,
)
def test_only_a_database_that_does_not_serve_is_unavailable(
    fault: Exception, unavailable: bool
) -> None:
    expected = DatabaseUnavailable if unavailable else type(fault)

    with pytest.raises(expected) as raised, translated():
        raise fault

    if isinstance(raised.value, DatabaseUnavailable):
        assert raised.value.cause is fault
    else:
        assert raised.value is fault


@pytest.mark.parametrize("wraps", [OperationalError, TransactionManagementError])
def test_what_the_orm_wraps_is_seen(wraps: type[Exception]) -> None:
    with pytest.raises(DatabaseUnavailable), translated():
        raise wraps(_of_sqlite("SQLITE_BUSY"))
    with pytest.raises(wraps), translated():
        raise wraps("by itself")


@ON_SQLITE
async def test_what_sqlite_cannot_commit_does_not_stay_open(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise _of_sqlite("SQLITE_FULL")

    with monkeypatch.context() as patched:
        patched.setattr("tortoise.backends.sqlite.client.SqliteTransactionWrapper.commit", full)
        with pytest.raises(DatabaseUnavailable):
            await write()

    await write()
    assert (await Journal.get(id=1)).epoch == "new"
