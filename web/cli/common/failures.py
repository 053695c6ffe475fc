"""The exit code and the sentence for each exception that can end a command."""

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
from tortoise.exceptions import ConfigurationError, DBConnectionError

from models.core.errors import OperatorError, UserError
from models.core.language import Language
from models.forms.typed_text import InvalidInput
from models.pki.path.anchors import TrustRefused
from models.settings.refused import SettingsRefused
from web.cli.common.exits import CommandFailed, Exit
from web.processes.ports import HostUnusable, PortTaken
from web.trust.files import TrustFilesUnusable

NOT_MIGRATED = "the database is not migrated to this version; run `python -m web migrate`"

# Sentences for the server's errors, most specific first.
_POSTGRES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError), NOT_MIGRATED),
    (
        (asyncpg.InvalidAuthorizationSpecificationError,),
        "the database refuses the user or the password in GPSZONE_DATABASE_URL",
    ),
    ((asyncpg.InvalidCatalogNameError,), "the server has no such database"),
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
        ),
        "the database cannot be reached, or has ended the connection",
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
_CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO})
_NOT_AVAILABLE = (TrustRefused, TrustFilesUnusable, PortTaken)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The exit code of a failed command, and the sentence that explains it."""

    code: Exit
    sentence: str


def ending_of(error: BaseException) -> Ending:
    """Return the ending for an exception, or for the exception that caused it."""
    for fault in _layers(error):
        ending = _ending(fault)
        if ending is not None:
            return ending
    # The exception's text may contain personal data; `--traceback` shows it.
    return Ending(
        code=Exit.SOFTWARE,
        sentence=f"an unforeseen {type(error).__name__}; run it with --traceback to see where",
    )


def _layers(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, what it wraps and what it was raised from, outermost first."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        yield inner
        # The ORM wraps the driver's exceptions as their only argument.
        wrapped = inner.args[0] if len(inner.args) == 1 else None
        if isinstance(inner, BaseExceptionGroup):
            wrapped = inner.exceptions[0]
        inner = wrapped if isinstance(wrapped, BaseException) else inner.__cause__


def _ending(fault: BaseException) -> Ending | None:
    match fault:
        case CommandFailed():
            return Ending(code=fault.code, sentence=str(fault))
        case SettingsRefused() | HostUnusable():
            return Ending(code=Exit.USAGE, sentence=str(fault))
        case OperatorError():
            unavailable = isinstance(fault, _NOT_AVAILABLE)
            code = Exit.UNAVAILABLE if unavailable else Exit.REFUSED
            return Ending(code=code, sentence=str(fault))
        case InvalidInput():
            return Ending(code=Exit.REFUSED, sentence=_problems(fault))
        case UserError():
            return Ending(code=Exit.REFUSED, sentence=fault.message(Language.EN))
        case ConfigurationError():
            return Ending(code=Exit.USAGE, sentence=f"GPSZONE_DATABASE_URL: {fault}")
        case UnicodeDecodeError():
            return Ending(code=Exit.USAGE, sentence="a file that is read as text is not UTF-8")
        case _:
            return _of_database(fault) or _of_system(fault)


def _problems(refusal: InvalidInput) -> str:
    return "\n".join(
        f"{'.'.join(problem.path)}: {problem.message(Language.EN)}" for problem in refusal.problems
    )


def _of_database(fault: BaseException) -> Ending | None:
    sentence = next((text for types, text in _POSTGRES if isinstance(fault, types)), None)
    if isinstance(fault, DBConnectionError):
        sentence = "the server has no such database"
    if isinstance(fault, sqlite3.Error):
        # Only errors of SQLite itself have a name; those of the Python module do not.
        name: str = getattr(fault, "sqlite_errorname", "")
        sentence = next((text for begin, text in _SQLITE.items() if name.startswith(begin)), None)
        if str(fault).startswith(("no such table", "no such column")):
            sentence = NOT_MIGRATED
    return None if sentence is None else Ending(code=Exit.UNAVAILABLE, sentence=sentence)


def _of_system(fault: BaseException) -> Ending | None:
    if not isinstance(fault, OSError):
        return None
    reason = fault.strerror or str(fault) or "no answer in time"
    if fault.errno in _CANNOT_WRITE:
        where = f"{fault.filename}: " if fault.filename else "writing failed: "
        return Ending(code=Exit.WRITING, sentence=where + reason)
    if fault.filename:
        return Ending(code=Exit.USAGE, sentence=f"{fault.filename}: {reason}")
    # The database is the only connection whose failure ends a command: the worker retries others.
    return Ending(code=Exit.UNAVAILABLE, sentence=f"the database cannot be reached: {reason}")
