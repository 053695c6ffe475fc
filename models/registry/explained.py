"""The rules that a registry file is held against before anything of it is imported."""

from pathlib import Path

from models.pki.explain.step import Rule, Step, Trace
from models.registry.file import BadRow, RegistryFileRefused, read

_FORM = Rule("a registry file: table C (基本資料表C) or EMS_S_01", "CSV or JSON; UTF-8 or Big5")
_COLUMNS = Rule("the columns that are read", "their names, in any order")
_ROWS = Rule("every row is readable", "a control number, and values that fit")
_MOST_NAMED = 5


def explain_registry(path: Path) -> tuple[Step, ...]:
    """Hold a registry file against the rules; rows are named by their place, without values.

    :raises OSError: when it cannot be opened
    """
    trace = Trace()
    with trace.until_refused():
        try:
            file = read(path)
        except RegistryFileRefused as refused:
            trace.refuse(_FORM, str(refused))
            raise
        trace.passed(_FORM, file.source)
        unknown = ", ".join(file.unknown_columns) or "none"
        trace.passed(_COLUMNS, f"{len(file.columns.named)} columns; not read: {unknown}")
        bad = [row for row in file if isinstance(row, BadRow)]
        if bad:
            named = "; ".join(f"row {row.line}: {row.reason}" for row in bad[:_MOST_NAMED])
            trace.refuse(_ROWS, f"{len(bad)} of {file.rows} rows are not: {named}")
        trace.passed(_ROWS, f"{file.rows} rows")
    return tuple(trace.steps)
