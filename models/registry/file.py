"""The reader of registry files, row by row: table C (基本資料表C) and EMS_S_01, as CSV or JSON."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from models.company.company import CompanyOnFile
from models.registry.columns import (
    Columns,
    RegistryFileRefused,
    RegistrySource,
    recognise,
)

__all__ = [
    "BadRow",
    "RegistryFile",
    "RegistryFileRefused",
    "RegistrySource",
    "Table",
    "read",
    "read_table",
]

MAX_BYTES = 200 * 1024 * 1024
_CHUNK = 1024 * 1024
# Spreadsheets in Taiwan save either; text that is valid UTF-8 is hardly ever Big5.
_ENCODINGS = ("utf-8-sig", "cp950")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A malformed row, with the reason but without the row's values.

    ``line`` is the last line of the row in a CSV file, or its index in a JSON list; both from 1.
    """

    line: int
    reason: str


@dataclass(frozen=True)
class Table:
    """The column names and rows of a CSV or JSON file; the rows can be iterated once.

    A malformed row is replaced by the reason.
    """

    names: tuple[str, ...]
    expected_rows: int
    lines: Iterator[tuple[int, dict[str, object] | str]] = field(repr=False)


@dataclass
class RegistryFile:
    """An open registry file: iterates once over its rows, and counts them meanwhile.

    ``expected_rows`` is an estimate, for a progress bar.
    """

    columns: Columns
    expected_rows: int
    lines: Iterator[tuple[int, dict[str, object] | str]] = field(repr=False)
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
            try:
                if isinstance(row, str):
                    raise ValueError(row)
                company = self.columns.company(row)
            except ValueError as reason:
                self.skipped += 1
                yield BadRow(line, str(reason))
            else:
                yield company


def read(path: Path) -> RegistryFile:
    """Open a registry file and determine its kind from its columns.

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
    """Open any CSV or JSON file with named columns.

    :raises RegistryFileRefused: when it is neither; the text does not name the file
    :raises OSError: when it cannot be opened
    """
    if path.stat().st_size > MAX_BYTES:
        raise RegistryFileRefused(f"is larger than {MAX_BYTES // 1024**2} MB")
    return _read_json(path) if _is_json(path) else _read_csv(path)


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        begin = file.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    return begin[:1] in {b"[", b"{"}


def _read_json(path: Path) -> Table:
    try:
        document = orjson.loads(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as broken:
        raise RegistryFileRefused(f"is not valid JSON in UTF-8: {broken}") from broken
    # The open-data API wraps the list.
    records = document.get("records") if isinstance(document, dict) else document
    if not isinstance(records, list):
        raise RegistryFileRefused("contains no list of records")
    names: dict[str, None] = {}
    for record in records:
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
    if not names:
        raise RegistryFileRefused("contains no records")
    return Table(names=tuple(names), expected_rows=len(records), lines=_records(records))


def _records(records: list[object]) -> Iterator[tuple[int, dict[str, object] | str]]:
    # Each record is released when it has been read, so that memory shrinks meanwhile.
    records.reverse()
    for place in range(1, len(records) + 1):
        record = records.pop()
        yield place, record if isinstance(record, dict) else "is not a JSON object"


def _read_csv(path: Path) -> Table:
    encoding, lines = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        try:
            heading = next(csv.reader(file, strict=True), [])
        except csv.Error as broken:
            raise RegistryFileRefused(f"has no readable header row: {broken}") from broken
    rows = _rows(path, encoding=encoding)
    return Table(names=tuple(heading), expected_rows=lines, lines=rows)


def _rows(path: Path, *, encoding: str) -> Iterator[tuple[int, dict[str, object] | str]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        heading = next(reader)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                yield reader.line_num, str(broken)
                continue
            if not any(cells):
                continue  # Spreadsheets leave empty rows at the end.
            if len(cells) != len(heading):
                yield reader.line_num, f"has {len(cells)} cells for {len(heading)} columns"
                continue
            yield reader.line_num, dict(zip(heading, cells, strict=True))


def _encoding(path: Path) -> tuple[str, int]:
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines = 0
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    lines += chunk.count(b"\n")
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, max(lines - 1, 0)
    raise RegistryFileRefused("is neither UTF-8 nor Big5; save it as CSV in UTF-8")
