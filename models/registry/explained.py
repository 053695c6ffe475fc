"""The rules that a registry file is held against before anything of it is imported."""

from pathlib import Path

from models.pki.explain.step import Rule, Step, Trace
from models.registry.file import BadRow, RegistryFileRefused, read

_FORM = Rule(
    "a registry file: table C (基本資料表C) or EMS_S_01", "CSV, JSON or a ZIP of one; UTF-8 or Big5"
)
_COLUMNS = Rule("the columns that are read", "their names, in any order")
_ROWS = Rule("every row is readable", "a control number, and values that fit")
_MOST_NAMED = 5


def explain_registry(path: Path) -> tuple[Step, ...]:
    """Judge a registry file by the rules; rows are named by their place, without values.

    :raises OSError: when it cannot be opened
    """
    trace = Trace()
    with trace.until_refused():
        try:
            file = read(path)
        except RegistryFileRefused as refused:
            trace.refuse(_FORM, str(refused))
        trace.passed(_FORM, file.source)
        unknown = ", ".join(file.unknown_columns) or "none"
        trace.passed(_COLUMNS, f"{len(file.columns.named)} columns; not read: {unknown}")
        named: list[str] = []
        for row in file:
            if isinstance(row, BadRow) and len(named) < _MOST_NAMED:
                named.append(f"row {row.line}: {row.reason}")
        if file.skipped:
            trace.refuse(_ROWS, f"{file.skipped} of {file.rows} rows are not: {'; '.join(named)}")
        trace.passed(_ROWS, f"{file.rows} rows")
    return tuple(trace.steps)
