"""A strict DER reader: no indefinite length, no padding, no trailing bytes."""

from datetime import UTC, datetime

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
ENUMERATED = 0x0A
UTF8_STRING = 0x0C
NUMERIC_STRING = 0x12
PRINTABLE_STRING = 0x13
T61_STRING = 0x14
IA5_STRING = 0x16
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
VISIBLE_STRING = 0x1A
GENERAL_STRING = 0x1B
UNIVERSAL_STRING = 0x1C
BMP_STRING = 0x1E
SEQUENCE = 0x30
SET = 0x31

# No element that is read here has an integer longer than an RSA modulus of 8192 bits.
_LONGEST_INTEGER = 1025


class Malformed(ValueError):
    """The bytes are not the expected DER."""


def context(number: int) -> int:
    return 0xA0 | number


def header(data: bytes, at: int, stop: int) -> tuple[int, int, int]:
    """Read tag and length at ``at``; return the tag and where the content begins and ends.

    :raises Malformed: unless both are encoded by X.690 §10.1 and the content ends by ``stop``.
    """
    start = at + 2
    if start > stop:
        raise Malformed("cut off")
    tag, length = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise Malformed("a tag of many octets")
    if length >= 0x80:
        octets = length & 0x7F
        start += octets
        # Zero octets would be the indefinite form; four are more than any size limit permits.
        if not 1 <= octets <= 4 or start > stop:
            raise Malformed("length")
        length = int.from_bytes(data[at + 2 : start], "big")
        if length < 0x80 or length >> (8 * (octets - 1)) == 0:
            raise Malformed("a length longer than needed")
    if start + length > stop:
        raise Malformed("cut off")
    return tag, start, start + length


class Reader:
    """A reader of the elements between two offsets, in order, each under an expected tag.

    Every method but `next_tag` and `end` consumes one element.
    """

    __slots__ = ("at", "data", "stop")

    def __init__(self, data: bytes, at: int = 0, stop: int | None = None) -> None:
        self.data = data
        self.at = at
        self.stop = len(data) if stop is None else stop

    def next_tag(self) -> int | None:
        return self.data[self.at] if self.at < self.stop else None

    def _take(self, tag: int) -> tuple[int, int]:
        # What `header` does with most elements, without the call: a short length, no odd tag.
        data, at, end = self.data, self.at, self.stop
        start = at + 2
        if start <= end and data[at] == tag and data[at + 1] < 0x80 and tag & 0x1F != 0x1F:
            stop = start + data[at + 1]
            if stop <= end:
                self.at = stop
                return start, stop
        found, start, stop = header(self.data, self.at, self.stop)
        if found != tag:
            raise Malformed(f"tag {found:#04x} where {tag:#04x} belongs")
        self.at = stop
        return start, stop

    def skip(self) -> None:
        _, _, self.at = header(self.data, self.at, self.stop)

    def enter(self, tag: int) -> "Reader":
        start, stop = self._take(tag)
        return Reader(self.data, start, stop)

    def content(self, tag: int) -> bytes:
        start, stop = self._take(tag)
        return self.data[start:stop]

    def whole(self, tag: int) -> bytes:
        at = self.at
        _, stop = self._take(tag)
        return self.data[at:stop]

    def view(self, tag: int) -> tuple[memoryview, "Reader"]:
        """Return all bytes of an element, without a copy, and a reader of its content."""
        at = self.at
        inner = self.enter(tag)
        return memoryview(self.data)[at : self.at], inner

    def end(self) -> None:
        """Require the end.

        :raises Malformed: when bytes are left.
        """
        if self.at != self.stop:
            raise Malformed("bytes left over")

    def integer(self, tag: int = INTEGER) -> int:
        return integer(self.content(tag))

    def boolean(self, tag: int = BOOLEAN) -> bool:
        """Read a BOOLEAN (X.690 §11.1).

        FALSE is read too, though DER omits a default (§11.5): some issuers write it out.
        """
        content = self.content(tag)
        if content not in (b"\xff", b"\0"):
            raise Malformed("a boolean")
        return content == b"\xff"

    def time(self) -> datetime:
        """Read UTCTime or GeneralizedTime, to the second and in UTC (RFC 5280 §4.1.2.5)."""
        tag = self.next_tag()
        if tag == UTC_TIME:
            text = self.content(UTC_TIME)
            century = b"19" if text >= b"5" else b"20"
            return _moment(century + text)
        return _moment(self.content(GENERALIZED_TIME))


def integer(content: bytes) -> int:
    """Read the content of an INTEGER in its shortest form.

    :raises Malformed: when it is empty, padded or longer than any that is expected.
    """
    if not 1 <= len(content) <= _LONGEST_INTEGER:
        raise Malformed("integer length")
    if len(content) > 1 and (
        (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)
    ):
        raise Malformed("an integer longer than needed")
    return int.from_bytes(content, "big", signed=True)


def outermost(data: bytes) -> Reader:
    """Enter the one SEQUENCE that ``data`` consists of."""
    reader = Reader(data)
    inner = reader.enter(SEQUENCE)
    reader.end()
    return inner


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    encoded = bytearray()
    for arc in (40 * first + second, *rest):
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(0x80 | arc & 0x7F)
        encoded += bytes(reversed(octets))
    return bytes(encoded)


def _moment(text: bytes) -> datetime:
    if len(text) != 15 or text[14:] != b"Z" or not text[:14].isdigit():
        raise Malformed("time")
    month, day, hour, minute, second = (int(text[i : i + 2]) for i in range(4, 14, 2))
    try:
        return datetime(int(text[:4]), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as problem:
        raise Malformed("time") from problem
