"""The rows of a JSON file: a list of records, or the open-data API's object around one."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

import ijson

from models.registry.reading.refused import RegistryFileRefused, UnreadableRow
from models.registry.reading.source import BoundedReader, Source, require_few
from models.registry.reading.text import UNDECODABLE, utf_8_decoder

_CHUNK = 64 * 1024
_WRAPPER_KEY = "records"
_NESTED = ()


class JSONRows:
    """A JSON file that was read once to its end: its column names and number of rows."""

    def __init__(self, source: Source, *, begins: bytes) -> None:
        self._source = source
        self._is_wrapped = begins == b"{"
        self.count, names = self._survey()
        if not self.count and self._is_wrapped:
            raise RegistryFileRefused("contains no list of records")
        if not names:
            raise RegistryFileRefused("contains no records")
        if any(UNDECODABLE in name for name in names):
            raise RegistryFileRefused("is not valid JSON in UTF-8: its names are no UTF-8")
        self.names = tuple(names)

    def __iter__(self) -> Iterator[tuple[int, dict[str, object] | UnreadableRow]]:
        for place, record in enumerate(self._records(), start=1):
            if record is not None:
                yield place, record
            else:
                yield place, UnreadableRow("is not a JSON object", {})

    def _survey(self) -> tuple[int, dict[str, None]]:
        count, names = 0, dict[str, None]()
        for record in self._records():
            count += 1
            require_few(count)
            if record is not None and not names.keys() >= record.keys():
                names.update(dict.fromkeys(record))
        return count, names

    def _records(self) -> Iterator[dict[str, object] | None]:
        """Yield the records of the list; None in place of what is no object."""
        with self._source.open() as file:
            reader = _InUTF8(file)
            try:
                events = ijson.basic_parse(reader, buf_size=_CHUNK, use_float=True)
                for record in _Assembler(is_wrapped=self._is_wrapped).records(events):
                    reader.finish_row()
                    yield record
            # ValueError: a number of thousands of digits.
            except (ijson.JSONError, ValueError) as broken:
                raise RegistryFileRefused(
                    f"is not valid JSON in UTF-8, or was cut off: {_first_line(broken)}"
                ) from broken


class _Assembler:
    """Assembles flat records from the parser's events, whatever the list is wrapped in.

    The parser's own objects take memory by the square of their depth.
    """

    def __init__(self, *, is_wrapped: bool) -> None:
        self._is_wrapped = is_wrapped
        self._of_list = 2 if is_wrapped else 1
        self._of_record = self._of_list + 1
        self._depth = 0
        self._in_list = False
        self._wrapper_key = ""
        self._key = ""
        self._record: dict[str, object] | None = None

    def records(self, events: Iterable[tuple[str, Any]]) -> Iterator[dict[str, object] | None]:
        for event, value in events:
            if event == "map_key":
                self._name(value)
            elif event in {"start_map", "start_array"}:
                self._open(event)
            elif event in {"end_map", "end_array"}:
                if self._close():
                    yield self._record
            elif self._depth == self._of_record:
                if self._record is not None:
                    self._record[self._key] = value
            elif self._in_list and self._depth == self._of_list:
                yield None

    def _name(self, key: str) -> None:
        if self._depth == self._of_record:
            self._key = key
        elif self._depth == 1:
            self._wrapper_key = key

    def _open(self, event: str) -> None:
        self._depth += 1
        if self._depth == self._of_list:
            is_wanted = not self._is_wrapped or self._wrapper_key == _WRAPPER_KEY
            self._in_list = is_wanted and event == "start_array"
        elif self._depth == self._of_record:
            self._record = {} if event == "start_map" else None
        elif self._depth == self._of_record + 1 and self._record is not None:
            self._record[self._key] = _NESTED

    def _close(self) -> bool:
        """Leave a level; return whether a record of the list is complete."""
        self._depth -= 1
        was_in_list = self._in_list
        self._in_list = was_in_list and self._depth >= self._of_list
        return was_in_list and self._depth == self._of_list


class _InUTF8(BoundedReader):
    """Bytes of which those that are no UTF-8 are marked, since the parser refuses them all."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._decoder = utf_8_decoder()

    def read(self, size: int) -> bytes:
        while True:
            chunk = super().read(size)
            text = self._decoder.decode(chunk, final=not chunk)
            # A chunk may be the first half of a character only; nothing means the end.
            if text or not chunk:
                return text.encode()


def _first_line(broken: Exception) -> str:
    return str(broken).strip().partition("\n")[0]
