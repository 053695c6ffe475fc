"""The reader of registry files, row by row: table C (基本資料表C) and EMS_S_01.

A file is CSV or JSON, or a ZIP package of one. It is read twice: to its end, before anything is
made of it, and then row by row, so that its size is no matter.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.company.company import CompanyOnFile
from models.forms.kinds import CONTROL_NUMBER
from models.registry.columns import Columns, RegistrySource, recognise
from models.registry.reading.csv_rows import CSVRows
from models.registry.reading.json_rows import JSONRows
from models.registry.reading.refused import BadRow, RegistryFileRefused, UnreadableRow
from models.registry.reading.source import Source
from models.registry.reading.text import marked_in

__all__ = [
    "BadRow",
    "RegistryFile",
    "RegistryFileRefused",
    "RegistrySource",
    "Table",
    "read",
    "read_table",
]

Row = dict[str, object] | UnreadableRow


@dataclass(frozen=True)
class Table:
    """The column names and rows of a CSV or JSON file.

    A malformed row is replaced by the reason.
    """

    names: tuple[str, ...]
    expected_rows: int
    lines: Iterable[tuple[int, Row]] = field(repr=False)


@dataclass
class RegistryFile:
    """A registry file: iterates once over its rows, and counts them meanwhile.

    ``expected_rows`` is for a progress bar.
    """

    columns: Columns
    expected_rows: int
    lines: Iterable[tuple[int, Row]] = field(repr=False)
    rows: int = 0
    skipped: int = 0

    @property
    def source(self) -> RegistrySource:
        return self.columns.source

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return self.columns.unknown

    def __iter__(self) -> Iterator[CompanyOnFile | BadRow]:
        for line, row in self.lines:
            self.rows += 1
            if isinstance(row, UnreadableRow):
                self.skipped += 1
                yield self._unreadable(line, row)
                continue
            try:
                company = self.columns.company(row)
            except ValueError as reason:
                self.skipped += 1
                yield self._bad(line, str(reason), row)
            else:
                yield company

    def _bad(self, line: int, reason: str, row: dict[str, object]) -> BadRow:
        number = row.get(self.columns.named["control_number"])
        if not isinstance(number, str) or marked_in(number):
            return BadRow(line, reason, is_lost=True)
        # One that no company can have is no company's.
        return BadRow(line, reason, CONTROL_NUMBER.name_of(number))

    def _unreadable(self, line: int, row: UnreadableRow) -> BadRow:
        cell = row.cells.get(self.columns.named["control_number"], "")
        number = CONTROL_NUMBER.name_of(cell)
        return BadRow(line, row.reason, number, is_lost=number is None)


def read(path: Path) -> RegistryFile:
    """Read a registry file to its end, and determine its kind from its columns.

    :raises RegistryFileRefused: when it cannot be read as one; the text names the file
    :raises OSError: when it cannot be opened
    """
    try:
        table = read_table(path)
        columns = recognise(table.names)
    except RegistryFileRefused as refused:
        raise RegistryFileRefused(f"{path.name} {refused}") from refused
    return RegistryFile(columns=columns, expected_rows=table.expected_rows, lines=table.lines)


def read_table(path: Path) -> Table:
    """Read any CSV or JSON file with named columns, or a ZIP package of one, to its end.

    :raises RegistryFileRefused: when it is neither, or has no end; the text does not name the file
    :raises OSError: when it cannot be opened
    """
    source = Source(path)
    with source.open() as file:
        begins = file.read(64).removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if begins in {b"[", b"{"}:
        records = JSONRows(source, begins=begins)
        return Table(names=records.names, expected_rows=records.count, lines=records)
    lines = CSVRows(source)
    return Table(names=lines.names, expected_rows=lines.count, lines=lines)
