"""The log: one line an event, as JSON or text, with the trace and without personal data."""

import json
import logging
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import IO

from models.core import trace
from models.core.characters import is_unseen
from models.database.unavailable import DatabaseUnavailable
from models.settings.operations import LogForm

# The only attributes of a record that are written beside the message.
FIELDS = ("operation", "kind", "outcome", "status", "milliseconds", "version", "addresses")
# What a process begins with. As text it has a line of its own.
SETTINGS = "settings"
OURS = ("models", "resolvers", "schema", "web")
LONGEST = 2_000
LONGEST_TRACEBACK = 20_000

# A safety net: we log no personal data, but exceptions of libraries quote values.
# Every repetition is bounded, so that matching takes linear time.
_PERSONAL = (
    # PostgreSQL quotes the row that violates a constraint.
    (re.compile(r"DETAIL:[^\n]*"), "DETAIL: (left out)"),
    (re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,255}"), "(e-mail)"),
    (re.compile(r"\b[A-Z]{2}\d{14}\b"), "(card)"),
    (re.compile(r"\b[A-Z][1289]\d{8}\b"), "(person)"),
    (re.compile(r"(?<![\w-])\(?0\d{1,3}\)?[- ]?\d{3,4}[- ]?\d{3,4}(?:#\d+)?(?![\w-])"), "(phone)"),
    # Session and link tokens are 43 characters of base64; our own ids are hexadecimal.
    (re.compile(r"(?<![\w-])(?![0-9a-f]{43}(?![\w-]))[\w-]{43}(?![\w-])"), "(token)"),
)


# The pool of connections, which tries on its own to have its fewest, logs the driver's exceptions.
POOL = "asyncpg.pool"


class UnavailableFilter(logging.Filter):
    """Lets one line a second pass that says that the database is away, without its traceback.

    Everything that runs meets it while it is away, at every attempt.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic, seconds: float = 1.0) -> None:
        super().__init__()
        self._clock = clock
        self._seconds = seconds
        self._next = 0.0
        self._held = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written; shorten it."""
        away = _unavailable(record)
        if away is None:
            return True
        now = self._clock()
        if now < self._next:
            self._held += 1
            return False
        more = f"; {self._held} such lines were left out" if self._held else ""
        record.msg, record.args = (
            "%s: the database is unavailable: %s%s",
            (_message(record), away, more),
        )
        record.exc_info, record.exc_text = None, None
        self._next, self._held = now + self._seconds, 0
        return True


def _unavailable(record: logging.LogRecord) -> DatabaseUnavailable | None:
    fault = record.exc_info[1] if record.exc_info else None
    if record.name == POOL and fault is not None:
        return DatabaseUnavailable(fault)
    for _ in range(10):
        if fault is None or isinstance(fault, DatabaseUnavailable):
            return fault
        if isinstance(fault, BaseExceptionGroup):
            fault = fault.exceptions[0]
        else:
            fault = fault.__cause__ or getattr(fault, "original_error", None)
    return None


class Formatter(logging.Formatter):
    """A formatter of one-line records; in text form tracebacks follow, indented."""

    def __init__(self, *, form: LogForm, process: str) -> None:
        """Format records of a process; ``process`` is its role, such as ``web``."""
        super().__init__()
        self._form = form
        self._process = f"{process}/{os.getpid()}"

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(_message(record)[: 4 * LONGEST])[:LONGEST],
            "trace": trace.current(),
            "process": self._process,
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        settings: dict[str, str] = getattr(record, SETTINGS, {})
        fault = self._fault(record)
        if self._form is LogForm.JSON:
            # ASCII only, so that no character of the input can end a line or hide in it.
            more = {"exception": fault} if fault else {SETTINGS: settings} if settings else {}
            return json.dumps(line | more, default=str)
        head = f"{line['time']} {line['level']} {line['logger']} [{line['trace'] or '-'}]"
        listed = (f"{name}={value}" for name, value in settings.items())
        parts = [f"{head} {line['message']}", *listed, *fault.splitlines()]
        return "\n    ".join(visible(part) for part in parts)

    def _fault(self, record: logging.LogRecord) -> str:
        """Return the traceback; of a long one only the last whole lines."""
        if not record.exc_info:
            return ""
        traceback = self.formatException(record.exc_info)
        if len(traceback) > LONGEST_TRACEBACK:
            traceback = traceback[-LONGEST_TRACEBACK:].partition("\n")[2]
        return redacted(traceback)


def _message(record: logging.LogRecord) -> str:
    """Return the message; a call whose arguments do not match its format must not fail."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def redacted(text: str) -> str:
    """Replace what looks like a mailbox, telephone, card, identity number or token."""
    for pattern, replacement in _PERSONAL:
        text = pattern.sub(replacement, text)
    return text


def visible(text: str) -> str:
    """Escape characters that could end a line, move the cursor or change the direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{{{ord(character):x}}}" if is_unseen(character) else character for character in text
    )


def set_up(
    *, form: LogForm, process: str, level: int = logging.INFO, to: IO[str] | None = None
) -> None:
    """Send every logger to one stream; our own log from ``level``, others from WARNING."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Formatter(form=form, process=process))
    handler.addFilter(UnavailableFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def is_set_up() -> bool:
    return any(isinstance(one.formatter, Formatter) for one in logging.getLogger().handlers)
