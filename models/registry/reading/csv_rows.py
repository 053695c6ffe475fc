"""The rows of a CSV file, line by line: what is wrong with one line costs no other.

RFC 4180 lets a quoted cell span lines. No cell of the registry has several lines, so that a row of
several lines is malformed in any case. What counts is that a stray quotation mark ends with its
line, and does not swallow the rows that follow.
"""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from models.registry.reading.refused import RegistryFileRefused, UnreadableRow
from models.registry.reading.source import MAX_ROW_BYTES, Source, require_few
from models.registry.reading.text import UNDECODABLE, USER_DEFINED, Encoding, Votes, decoded

# A row that spans more lines than this is read as one broken line, and others.
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    is_too_long: bool = False


class CSVRows:
    """A CSV file that was read once to its end: its column names and number of lines."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.count, self._encoding = _survey(source)
        self._ahead = deque[_Line]()
        with source.open() as file:
            self.names = _heading(file, self._encoding)

    def __iter__(self) -> Iterator[tuple[int, dict[str, object] | UnreadableRow]]:
        with self._source.open() as file:
            lines = _lines(file, self._encoding)
            next(lines, None)
            while (line := self._next(lines)) is not None:
                found = self._read(line, lines)
                if found is not None:
                    yield found

    def _next(self, lines: Iterator[_Line]) -> _Line | None:
        return self._ahead.popleft() if self._ahead else next(lines, None)

    def _read(
        self, line: _Line, lines: Iterator[_Line]
    ) -> tuple[int, dict[str, object] | UnreadableRow] | None:
        if line.is_too_long:
            reason = f"has more than {MAX_ROW_BYTES // 1024} KB"
            return line.number, self._unreadable(reason, line.text)
        try:
            cells = _cells(line.text)
        except csv.Error as broken:
            last = self._end_of(line, lines)
            reason = str(broken) if last is None else "spans several lines"
            number = line.number if last is None else last
            return number, self._unreadable(reason, line.text)
        if not any(cells):
            return None  # Spreadsheets leave empty rows at the end.
        if len(cells) != len(self.names):
            reason = f"has {len(cells)} cells for {len(self.names)} columns"
            return line.number, UnreadableRow(reason, dict(zip(self.names, cells, strict=False)))
        return line.number, dict(zip(self.names, cells, strict=True))

    def _end_of(self, first: _Line, lines: Iterator[_Line]) -> int | None:
        """Return the last line of a row that spans several; None if a quotation mark is astray.

        A line that is a row by itself belongs to no other row.
        """
        text = first.text
        taken: list[_Line] = []
        while len(taken) < _MOST_LINES and len(text) <= MAX_ROW_BYTES:
            line = self._next(lines)
            if line is None:
                break
            taken.append(line)
            if line.is_too_long or self._is_row(line.text):
                break
            text += line.text
            if self._is_row(text):
                return line.number
        self._ahead.extendleft(reversed(taken))
        return None

    def _is_row(self, text: str) -> bool:
        try:
            return len(_cells(text)) == len(self.names)
        except csv.Error:
            return False

    def _unreadable(self, reason: str, text: str) -> UnreadableRow:
        cells = [cell.strip(' "\r\n') for cell in text.split(",", len(self.names))]
        return UnreadableRow(reason, dict(zip(self.names, cells, strict=False)))


def _cells(text: str) -> list[str]:
    # The text may have several lines, but is one row.
    return next(csv.reader([text], strict=True), [])


def _survey(source: Source) -> tuple[int, Encoding]:
    """Count the rows and determine the encoding.

    :raises RegistryFileRefused: when the last row lacks its end
    """
    votes = Votes()
    count, line = -1, b"\n"
    with source.open() as file:
        for line in _raw_lines(file):
            count += 1
            require_few(count)
            votes.count(line)
    if count > 0 and not line.endswith(b"\n"):
        raise RegistryFileRefused(
            f"ends within its last row, line {count + 1}: it was probably cut off. Fetch it again;"
            " if it is complete, add the missing line break at its end"
        )
    return max(count, 0), votes.encoding


def _heading(file: IO[bytes], encoding: Encoding) -> tuple[str, ...]:
    first = next(_lines(file, encoding), _Line(1, ""))
    if UNDECODABLE in first.text or USER_DEFINED in first.text:
        raise RegistryFileRefused("is neither UTF-8 nor Big5; save it as CSV in UTF-8")
    if first.is_too_long:
        raise RegistryFileRefused("has no readable header row: it is too long")
    try:
        return tuple(_cells(first.text))
    except csv.Error as broken:
        raise RegistryFileRefused(f"has no readable header row: {broken}") from broken


def _lines(file: IO[bytes], encoding: Encoding) -> Iterator[_Line]:
    for number, raw in enumerate(_raw_lines(file), start=1):
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        yield _Line(number, decoded(raw, encoding), len(raw) > MAX_ROW_BYTES)


def _raw_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines, each with its end; of one that is too long only the beginning."""
    while line := file.readline(MAX_ROW_BYTES + 1):
        rest = line
        while len(rest) > MAX_ROW_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_ROW_BYTES + 1)
        is_cut = rest is not line and rest.endswith(b"\n")
        yield line + b"\n" if is_cut else line
