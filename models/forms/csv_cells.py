"""Cells of a CSV file that no spreadsheet takes for a formula."""

# OWASP, CSV injection: what a spreadsheet takes for the beginning of a formula, or hides one with.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(value: object) -> str:
    """Write a value so that a spreadsheet shows it as the text it is; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
