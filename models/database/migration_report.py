"""What a migration reports to the operator."""

from contextvars import ContextVar

_lines: ContextVar[list[str]] = ContextVar("migration_report")


def begin() -> list[str]:
    """Start a report, and return the list that it grows in."""
    lines: list[str] = []
    _lines.set(lines)
    return lines


def add(line: str) -> None:
    """Add a line to the current report, if somebody reads one."""
    lines = _lines.get(None)
    if lines is not None:
        lines.append(line)
