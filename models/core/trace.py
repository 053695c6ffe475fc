"""The trace id, which connects a request with the events and mails that it causes."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("trace", default=None)
_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")
# W3C Trace Context, version 00: version, trace id, parent id, flags; later versions may say more.
_TRACEPARENT = re.compile(
    r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?"
)


def current() -> str | None:
    """Return the current trace id, 32 lower-case hexadecimal digits, or None."""
    return _current.get()


def new() -> str:
    return secrets.token_hex(16)


@contextmanager
def carrying(trace: str | None) -> Iterator[None]:
    """Run a block under a trace id, or under none; exceptions get the id as a note, for the log."""
    token = _current.set(trace)
    try:
        yield
    except Exception as fault:
        if trace is not None:
            fault.add_note(f"trace {trace}")
        raise
    finally:
        _current.reset(token)


def named_in(traceparent: str) -> str | None:
    """Return the trace id of a ``traceparent`` header, or None if the header is invalid.

    W3C Trace Context §3.2: a header that breaks a rule is treated as if it were not there.
    """
    found = _TRACEPARENT.fullmatch(traceparent.strip())
    if found is None or not _ID.fullmatch(found[2]) or (found[1] == "00" and found[3]):
        return None
    return found[2]
