"""The sentence for each failure of the database, whether it is away or refuses a command."""

import os
import socket
import sqlite3
import ssl

import asyncpg
from tortoise.exceptions import DBConnectionError

NOT_MIGRATED = "the database is not migrated to this version; run `python -m web migrate`"
_NO_DATABASE = "the database in GPSZONE_DATABASE_URL does not exist on the server"

# Sentences for the server's errors, most specific first.
_POSTGRES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError), NOT_MIGRATED),
    (
        (asyncpg.InvalidAuthorizationSpecificationError,),
        "the database refuses the user or the password in GPSZONE_DATABASE_URL",
    ),
    ((asyncpg.InvalidCatalogNameError, DBConnectionError), _NO_DATABASE),
    ((asyncpg.InsufficientPrivilegeError,), "the database does not allow its user to do this"),
    ((asyncpg.ReadOnlySQLTransactionError,), "the database is read-only"),
    ((asyncpg.DiskFullError,), "the database's disk is full"),
    (
        (
            asyncpg.LockNotAvailableError,
            asyncpg.DeadlockDetectedError,
            asyncpg.QueryCanceledError,
        ),
        "the database is locked by another process; try again",
    ),
    ((asyncpg.TooManyConnectionsError,), "the database has too many connections; try again"),
    (
        (
            asyncpg.PostgresConnectionError,
            asyncpg.OperatorInterventionError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
        ),
        "the database cannot be reached, or closed the connection",
    ),
)
# Sentences for SQLite's errors, by the beginning of their names.
_SQLITE = {
    "SQLITE_BUSY": "the database is locked by another process; try again",
    "SQLITE_LOCKED": "the database is locked by another process; try again",
    "SQLITE_CANTOPEN": "the database file cannot be opened",
    "SQLITE_READONLY": "the database is read-only",
    "SQLITE_FULL": "the database's disk is full",
    "SQLITE_IOERR": "the database file cannot be read or written",
    "SQLITE_NOTADB": "the database file is not an SQLite database",
    "SQLITE_CORRUPT": "the database file is damaged",
}


def driver_sentence(fault: BaseException) -> str | None:
    """Return the sentence for an exception of a driver; None when it is not a known one."""
    if isinstance(fault, sqlite3.Error):
        return _sqlite_sentence(fault)
    return next((text for types, text in _POSTGRES if isinstance(fault, types)), None)


def connection_sentence(fault: OSError, *, place: str = "") -> str:
    """Return the sentence for a connection that failed; ``place`` is the database's address."""
    # The ORM raises its own OSError although the server answered, and has no such database.
    if known := driver_sentence(fault):
        return known
    at = f" at {place}" if place else ""
    return f"the database{at} cannot be reached: {_reason(fault)}"


def _sqlite_sentence(fault: sqlite3.Error) -> str | None:
    if str(fault).startswith(("no such table", "no such column")):
        return NOT_MIGRATED
    # Only errors of SQLite itself have a name; those of the Python module do not.
    name: str = getattr(fault, "sqlite_errorname", "")
    return next((text for begin, text in _SQLITE.items() if name.startswith(begin)), None)


def _reason(fault: OSError) -> str:
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    # Failed name resolution and TLS have error numbers that `strerror` does not know.
    if fault.errno is None or isinstance(fault, socket.gaierror | ssl.SSLError):
        return fault.strerror or "no connection"
    return os.strerror(fault.errno)
