"""The log: one line an event, as JSON or text, with the trace and without personal data."""

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

# The only attributes of a record that are written beside the message.
FIELDS = ("operation", "kind", "outcome", "status", "milliseconds")
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
        fault = self._fault(record)
        if self._form is LogForm.JSON:
            # ASCII only, so that no character of the input can end a line or hide in it.
            return json.dumps(line | ({"exception": fault} if fault else {}), default=str)
        head = f"{line['time']} {line['level']} {line['logger']} [{line['trace'] or '-'}]"
        parts = [f"{head} {line['message']}", *fault.splitlines()]
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
    return "".join(
        f"\\u{{{ord(character):x}}}" if is_unseen(character) else character for character in text
    )


def set_up(
    *, form: LogForm, process: str, level: int = logging.INFO, to: IO[str] | None = None
) -> None:
    """Send every logger to one stream; our own log from ``level``, others from WARNING."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Formatter(form=form, process=process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def is_set_up() -> bool:
    return any(isinstance(one.formatter, Formatter) for one in logging.getLogger().handlers)
