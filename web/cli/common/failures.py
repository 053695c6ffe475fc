"""The exit code and the sentence for each exception that can end a command."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from tortoise.exceptions import ConfigurationError

from models.core.errors import OperatorError, UserError
from models.core.language import Language
from models.database.migrating.locks import LockedTooLong
from models.forms.typed_text import InvalidInput
from models.pki.path.anchors import TrustRefused
from models.settings.refused import SettingsRefused
from web.cli.common.exits import CommandFailed, Exit
from web.ops.database_failures import connection_sentence, driver_sentence
from web.processes.ports import HostUnusable, PortTaken
from web.trust.files import TrustFilesUnusable

_CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO})
_NOT_AVAILABLE = (TrustRefused, TrustFilesUnusable, PortTaken, LockedTooLong)


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
        sentence=(
            f"unexpected {type(error).__name__}; run the command again with --traceback for details"
        ),
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
            if sentence := driver_sentence(fault):
                return Ending(code=Exit.UNAVAILABLE, sentence=sentence)
            return _of_system(fault)


def _problems(refusal: InvalidInput) -> str:
    return "\n".join(
        f"{'.'.join(problem.path)}: {problem.message(Language.EN)}" for problem in refusal.problems
    )


def _of_system(fault: BaseException) -> Ending | None:
    if not isinstance(fault, OSError):
        return None
    if fault.errno in _CANNOT_WRITE:
        where = fault.filename or "writing failed"
        return Ending(code=Exit.WRITING, sentence=f"{where}: {fault.strerror}")
    if fault.filename:
        return Ending(code=Exit.USAGE, sentence=f"{fault.filename}: {fault.strerror}")
    # The database is the only connection whose failure ends a command: the worker retries others.
    return Ending(code=Exit.UNAVAILABLE, sentence=connection_sentence(fault))
