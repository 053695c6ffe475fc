"""The log: a line an event, as JSON or as text, with the trace and without anybody's data."""

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime
from typing import IO

from models.core import trace
from models.core.characters import is_unseen
from models.settings.operations import LogForm

# What may be said beside the message, and no other attribute of a record.
FIELDS = ("operation", "kind", "outcome", "status", "milliseconds")
OURS = ("models", "resolvers", "schema", "web")
LONGEST = 2_000
LONGEST_TRACEBACK = 20_000

# A net below the rule that nobody's data is logged: exceptions of others quote what they met.
# Every repetition has a bound, so that a long text costs no more than its length.
_PERSONAL = (
    # PostgreSQL quotes the row that breaks a rule.
    (re.compile(r"DETAIL:[^\n]*"), "DETAIL: (left out)"),
    (re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,255}"), "(e-mail)"),
    (re.compile(r"\b[A-Z]{2}\d{14}\b"), "(card)"),
    (re.compile(r"\b[A-Z][1289]\d{8}\b"), "(person)"),
    (re.compile(r"(?<![\w-])\(?0\d{1,3}\)?[- ]?\d{3,4}[- ]?\d{3,4}(?:#\d+)?(?![\w-])"), "(phone)"),
    # Session and link tokens: 43 characters of base64; our own ids are written in hexadecimal.
    (re.compile(r"(?<![\w-])(?![0-9a-f]{43}(?![\w-]))[\w-]{43}(?![\w-])"), "(token)"),
)


class Formatter(logging.Formatter):
    """Write a record as one line; a traceback in text stands indented below it."""

    def __init__(self, *, form: LogForm, process: str) -> None:
        """Take the form, and the name of the process's work, such as ``web``."""
        super().__init__()
        self._form = form
        self._process = f"{process}/{os.getpid()}"

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(_message(record)[: 4 * LONGEST])[:LONGEST],
            "trace": trace.current(),
            "process": self._process,
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        fault = self._fault(record)
        if self._form is LogForm.JSON:
            # Escaped to ASCII, so that no character of anybody's can end a line or hide in one.
            return json.dumps(line | ({"exception": fault} if fault else {}), default=str)
        head = f"{line['time']} {line['level']} {line['logger']} [{line['trace'] or '-'}]"
        said = [f"{head} {line['message']}", *fault.splitlines()]
        return "\n    ".join(visible(part) for part in said)

    def _fault(self, record: logging.LogRecord) -> str:
        """Write the traceback; of a long one whole lines are kept, the last of them."""
        if not record.exc_info:
            return ""
        whole = self.formatException(record.exc_info)
        if len(whole) > LONGEST_TRACEBACK:
            whole = whole[-LONGEST_TRACEBACK:].partition("\n")[2]
        return redacted(whole)


def _message(record: logging.LogRecord) -> str:
    """Fill the message; a call that does not fit its own arguments is no reason to fail."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def redacted(text: str) -> str:
    """Leave out what looks like somebody's mailbox, telephone, card, number or token."""
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


def visible(text: str) -> str:
    """Write as its number what could end a line, move a terminal's cursor or turn the direction."""
    return "".join(
        f"\\u{{{ord(character):x}}}" if is_unseen(character) else character for character in text
    )


def set_up(
    *, form: LogForm, process: str, level: int = logging.INFO, to: IO[str] | None = None
) -> None:
    """Send every logger of this process to one stream; our own speak from ``level`` on."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Formatter(form=form, process=process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def is_set_up() -> bool:
    """Tell whether this process writes a log."""
    return any(isinstance(found.formatter, Formatter) for found in logging.getLogger().handlers)
