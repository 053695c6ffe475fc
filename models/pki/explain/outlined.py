"""Tags, lengths and object identifiers of BER, as the browser writes them (`card/redact.ts`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.pki.der import reader as der

_CONSTRUCTED = 0x20
_MANY_OCTETS = 0x1F
_INDEFINITE = 0x80
_END = b"\0\0"
_IDENTIFIER = f"{der.OBJECT_IDENTIFIER:02x}"
# The object identifiers that are kept.
OID = re.compile(r"[0-2](?:\.[0-9]{1,40}){1,40}")
_MOST_ELEMENTS = 5_000
_MOST_LEVELS = 40
# A length in more octets is longer than any file that is read.
_LONGEST_LENGTH = 8


class NotOutlined(ValueError):
    """The bytes are not BER, or of more elements than are outlined."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its tag in hexadecimal digits and its length, -1 where it is indefinite.

    ``inside`` are the elements of a constructed one, ``enclosed`` those in the octet string of an
    extension; both are None where there can be none.
    """

    tag: str
    length: int
    oid: str | None = None
    inside: tuple["Element", ...] | None = None
    enclosed: tuple["Element", ...] | None = None

    def written(self) -> dict[str, object]:
        """Return the element as it stands in a redacted capture (``gpszone-capture/1``)."""
        found: dict[str, object] = {"t": self.tag, "l": self.length}
        if self.oid is not None:
            found["oid"] = self.oid
        if self.inside is not None:
            found["c"] = [element.written() for element in self.inside]
        if self.enclosed is not None:
            found["e"] = [element.written() for element in self.enclosed]
        return found

    def identifiers(self) -> Iterator[str]:
        """Yield the object identifiers in an element, in their order."""
        if self.oid is not None:
            yield self.oid
        for element in (*(self.inside or ()), *(self.enclosed or ())):
            yield from element.identifiers()


def outlined(data: bytes) -> tuple[Element, ...]:
    """Outline all elements that bytes consist of.

    :raises NotOutlined: when they are not BER, too deep or too many
    """
    return _Outlining(data).whole(0)


class _Outlining:
    """One pass over bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = _MOST_ELEMENTS

    def whole(self, level: int) -> tuple[Element, ...]:
        found = self._elements(len(self._data), level)
        if self._at != len(self._data):
            raise NotOutlined("the bytes go on")
        return tuple(found)

    def _elements(self, end: int, level: int, *, has_end: bool = False) -> list[Element]:
        if level > _MOST_LEVELS:
            raise NotOutlined("too many levels")
        found: list[Element] = []
        while self._at < end:
            if has_end and self._data.startswith(_END, self._at):
                self._at += len(_END)
                return found
            found.append(self._element(end, level, found))
        if has_end:
            raise NotOutlined("no end of contents")
        return found

    def _element(self, end: int, level: int, before: list[Element]) -> Element:
        self._left -= 1
        if self._left < 0:
            raise NotOutlined(f"more than {_MOST_ELEMENTS:,} elements")
        first = self._octet(end)
        tag = f"{first:02x}"
        if first & _MANY_OCTETS == _MANY_OCTETS:
            more = _INDEFINITE
            while more & _INDEFINITE:
                more = self._octet(end)
                tag += f"{more:02x}"
        length = self._length(end)
        if length is None:
            inside = self._elements(end, level + 1, has_end=True)
            return Element(tag, -1, inside=tuple(inside))
        stop = self._at + length
        if stop > end:
            raise NotOutlined("an element is cut off")
        if first & _CONSTRUCTED:
            return Element(tag, length, inside=tuple(self._elements(stop, level + 1)))
        content = self._data[self._at : stop]
        self._at = stop
        if first == der.OBJECT_IDENTIFIER:
            named = dotted(content)
            # One longer than any in use may be something else, of which the length alone is kept.
            return Element(tag, length, oid=named if OID.fullmatch(named) else None)
        # An extension: its identifier, perhaps whether it is critical, its octets.
        if first == der.OCTET_STRING and before and before[0].tag == _IDENTIFIER:
            return Element(tag, length, enclosed=_enclosed(content, level + 1))
        return Element(tag, length)

    def _length(self, end: int) -> int | None:
        first = self._octet(end)
        if first == _INDEFINITE:
            return None
        if first < _INDEFINITE:
            return first
        if first - _INDEFINITE > _LONGEST_LENGTH:
            raise NotOutlined("a length longer than any file")
        length = 0
        for _ in range(first - _INDEFINITE):
            length = length << 8 | self._octet(end)
        return length

    def _octet(self, end: int) -> int:
        if self._at >= end:
            raise NotOutlined("the bytes end too early")
        self._at += 1
        return self._data[self._at - 1]


def _enclosed(content: bytes, level: int) -> tuple[Element, ...] | None:
    try:
        return _Outlining(content).whole(level)
    except NotOutlined:
        return None


def dotted(content: bytes) -> str:
    """Return the content of an OBJECT IDENTIFIER in dotted form."""
    arcs: list[int] = []
    arc = 0
    for octet in content:
        arc = arc << 7 | octet & 0x7F
        if octet & 0x80:
            continue
        if arcs:
            arcs.append(arc)
        else:
            root = min(2, arc // 40)
            arcs = [root, arc - root * 40]
        arc = 0
    return ".".join(map(str, arcs))
