"""The table of rights, read and written a row at a time."""

from collections.abc import Iterable, Mapping

from tests.rights.refusals import DEEDS
from tests.rights.table import FIELDS


def field_rows() -> dict[str, str]:
    """Return the table of fields, a row each."""
    return {
        f"{kind}.{name}": letters
        for kind, groups in FIELDS.items()
        for letters, names in groups.items()
        for name in names.split()
    }


def who_may(deed: str) -> str:
    said = dict(part.split(" ") for part in DEEDS[deed].split(", ") if part)
    return said.get("may", "")


def written(outcomes: Mapping[str, Iterable[str]]) -> str:
    """Format who got which outcome."""
    return ", ".join(f"{word} {''.join(sorted(outcomes[word]))}" for word in sorted(outcomes))
