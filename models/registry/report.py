"""The report of an import: counts, the first of each kind, and a file with all of them."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from models.core.rules import REGISTRY_GONE_MOST, REGISTRY_GONE_MOST_PERCENT
from models.forms.csv_cells import guarded
from models.registry.difference import Kind
from models.registry.reading.refused import BadRow

# The report names this many of each kind; further ones are only counted.
NAMED = 20
UNREADABLE = "unreadable"
_COLUMNS = ("kind", "row", "control_number", "reason")


class Outcome(StrEnum):
    """What became of an import; only one that is IMPORTED has changed anything."""

    IMPORTED = "IMPORTED"
    HELD = "HELD"
    NOTHING_READABLE = "NOTHING_READABLE"


@dataclass
class ImportReport:
    """The outcome of an import.

    ``kept`` rows were read. ``unreadable`` ones were not: ``kept_old`` rows of earlier imports
    stand for them. The company of a ``lost`` one cannot be told. ``companies`` counts by kind, and
    ``named`` are the first of each. ``mailboxes`` are those of which notice is given. ``before``
    is how many companies were on file and under control.
    """

    source: str
    unknown_columns: tuple[str, ...]
    outcome: Outcome = Outcome.NOTHING_READABLE
    rows: int = 0
    kept: int = 0
    unreadable: int = 0
    kept_old: int = 0
    lost: int = 0
    before: int = 0
    mailboxes: int = 0
    companies: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    named: dict[Kind, list[str]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    skipped: list[BadRow] = field(default_factory=list)

    @property
    def most(self) -> int:
        """How many companies an import takes off file, or gives another mailbox, by itself."""
        return max(REGISTRY_GONE_MOST, self.before * REGISTRY_GONE_MOST_PERCENT // 100)

    @property
    def taken_off(self) -> int:
        return self.companies[Kind.GONE] + self.companies[Kind.RELEASED]

    @property
    def is_too_much(self) -> bool:
        return max(self.taken_off, self.mailboxes) > self.most

    def lines(self) -> Iterator[str]:
        counts = ", ".join(f"{count} {kind.value}" for kind, count in self.companies.items())
        yield (
            f"{self.source}: {self.rows} rows read, {self.unreadable} unreadable; "
            f"companies: {counts}"
        )
        if self.kept_old:
            yield f"{self.kept_old} rows of earlier imports stay in place of what is unreadable"
        if self.mailboxes:
            yield f"{self.mailboxes} new mailboxes, which count after notice to the old ones"
        if self.unknown_columns:
            yield f"Unknown columns: {', '.join(self.unknown_columns)}"
        for kind, numbers in self.named.items():
            if numbers and kind is not Kind.NEW:
                yield f"  {kind.value}: {', '.join(numbers)}{_more(self.companies[kind])}"
        yield from (f"  row {row.line}: {row.reason}" for row in self.skipped)
        if self.unreadable > len(self.skipped):
            yield f"  … and {self.unreadable - len(self.skipped)} more"


def _more(count: int) -> str:
    return f" … and {count - NAMED} more" if count > NAMED else ""


class Listing(Protocol):
    """Where each row and company of a report is written."""

    def add(self, kind: str, *, row: int | None, control_number: str | None, reason: str) -> None:
        """Write one."""


class NoListing:
    """A listing that nobody wants."""

    def add(self, kind: str, *, row: int | None, control_number: str | None, reason: str) -> None:
        """Do nothing."""


class _CSVListing:
    """A listing as CSV, whose cells no spreadsheet takes for formulas."""

    def __init__(self, file: IO[str]) -> None:
        self._rows = csv.writer(file)
        self._rows.writerow(_COLUMNS)

    def add(self, kind: str, *, row: int | None, control_number: str | None, reason: str) -> None:
        cells = (kind, row, control_number, reason)
        self._rows.writerow([guarded(cell) for cell in cells])

    def close(self) -> None:
        """Do nothing more: CSV has no end."""


class _JSONListing:
    """A listing as a JSON array of objects, one a line."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._begins = "["

    def add(self, kind: str, *, row: int | None, control_number: str | None, reason: str) -> None:
        found = dict(zip(_COLUMNS, (kind, row, control_number, reason), strict=True))
        self._file.write(f"{self._begins}\n{json.dumps(found, ensure_ascii=False)}")
        self._begins = ","

    def close(self) -> None:
        """Write the end of the array."""
        self._file.write("[]\n" if self._begins == "[" else "\n]\n")


@contextmanager
def listing_in(path: Path) -> Iterator[Listing]:
    """Write a listing, as CSV if the file's name says so; the file appears when it is whole.

    :raises OSError: when it cannot be written
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            is_csv = path.suffix.casefold() == ".csv"
            listing = _CSVListing(file) if is_csv else _JSONListing(file)
            yield listing
            listing.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
