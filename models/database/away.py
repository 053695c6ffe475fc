"""Failures of the database as a whole, which are the fault of no single record."""

import socket
import sqlite3
from collections.abc import Iterator

import asyncpg
from tortoise.exceptions import DBConnectionError

_AWAY: tuple[type[BaseException], ...] = (
    DBConnectionError,
    # The connection, or the wait for one.
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    # The disk, the memory, or the number of connections.
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    # Others had the same rows.
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    # It is not migrated to this version.
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    sqlite3.OperationalError,
)


def is_away(error: BaseException) -> bool:
    """Return whether an exception, or one that it wraps, says that the database is away.

    Then other records fail as well, and nothing is known about this one.
    """
    # The driver refuses a value by an InterfaceError as well, which is a ValueError too.
    return any(
        isinstance(fault, _AWAY) and not isinstance(fault, ValueError) for fault in _layers(error)
    )


def _layers(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what the ORM has wrapped in it, as its only argument."""
    inner: object = error
    while isinstance(inner, BaseException):
        yield inner
        inner = inner.args[0] if len(inner.args) == 1 else None
