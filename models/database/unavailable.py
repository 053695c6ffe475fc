"""The one exception for a database that does not serve, whatever its driver raises."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from tortoise.exceptions import OperationalError, TransactionManagementError

# By SQLSTATE: 08, 28, 3D, 53, 57, 58, 25006 and 25P03, and 55P03; and what the driver finds.
_POSTGRES = (
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.TargetServerAttributeNotMatched,
    # What the driver says of a connection that the server is about to close, having said why.
    asyncpg.InternalClientError,
)
_OF_ALL = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.TransactionRollbackError,
)
_SQLITE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_NOTADB",
    "SQLITE_CORRUPT",
)


class DatabaseUnavailable(Exception):
    """The database does not serve now; the cause is the driver's exception.

    It may serve later: what was asked can be asked again. Of a commit that failed with it, it is
    not known whether it took place.
    """

    def __init__(self, cause: BaseException) -> None:
        super().__init__(f"{type(cause).__name__}: {cause}")
        self.cause = cause


def is_of_database(fault: Exception) -> bool:
    """Return whether the database serves nobody, or failed at what one statement was about.

    A statement that takes too long may be of one row or value. Others had the same rows, or there
    is no table yet: then nothing is known about this row.
    """
    if isinstance(fault, DatabaseUnavailable):
        return not isinstance(fault.cause, asyncpg.QueryCanceledError)
    cause = _driver_fault(fault)
    return isinstance(cause, _OF_ALL) or str(cause).startswith(("no such table", "no such column"))


@contextmanager
def translated() -> Iterator[None]:
    """Raise ``DatabaseUnavailable`` where a driver says that the database does not serve."""
    try:
        yield
    except Exception as fault:
        cause = _driver_fault(fault)
        if not _is_unavailable(cause):
            raise
        raise DatabaseUnavailable(cause) from cause


def _driver_fault(fault: Exception) -> Exception:
    """Return what the ORM wraps in an exception of its own."""
    wraps = isinstance(fault, OperationalError | TransactionManagementError)
    inner = fault.args[0] if wraps and fault.args else None
    return inner if isinstance(inner, Exception) else fault


def _is_unavailable(fault: Exception) -> bool:
    if isinstance(fault, sqlite3.Error):
        # Only errors of SQLite itself have a name; those of the Python module do not.
        return getattr(fault, "sqlite_errorname", "").startswith(_SQLITE)
    if isinstance(fault, asyncpg.InterfaceError):
        # A wrong argument is a `ValueError` too; what is left is a connection that was closed.
        return not isinstance(fault, ValueError)
    # A `TimeoutError`, and the ORM's own error for a missing database, are `OSError`s.
    return isinstance(fault, (OSError, *_POSTGRES))
