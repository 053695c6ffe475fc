"""Escaping of CSV cells against formula injection."""

# OWASP, CSV injection: what spreadsheets take for the beginning of a formula, or for a way to hide
# one.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(value: object) -> str:
    """Return the value as a cell that spreadsheets show as text; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
