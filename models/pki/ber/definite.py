"""A message in BER (X.690 §8), rewritten as DER around the parts that are signed.

Only what is not signed is written again: the wrappers of RFC 5652 §3, §5.1 and §5.2, and the tag
and length of the content. Certificates, signed attributes, names, algorithms and signatures are
passed on octet by octet, so that nothing that is hashed, compared or verified is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.pki.der import reader as der
from models.pki.der.writer import tagged
from models.pki.tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class Definite:
    """A message with DER wrappers, and what was accepted beyond DER."""

    der: bytes
    tolerances: frozenset[Tolerance]


# What a wrapper may contain, by tag: further wrappers. Whatever is not named is passed on.
Shape = Mapping[int, "Shape"]

_CONSTRUCTED = 0x20
_OCTETS_CONSTRUCTED = der.OCTET_STRING | _CONSTRUCTED
_MANY_OCTETS = 0x1F
_INDEFINITE, _RESERVED = 0x80, 0xFF
_END = b"\0\0"
# No message is longer than 24 KB; a length may have leading zeros.
_LONGEST_LENGTH = 8
# Bounds the time for a message of nothing but tiny segments.
_MOST_ELEMENTS = 4096
# As in OpenSSL (ASN1_MAX_STRING_NEST).
_DEEPEST_STRING = 5

_PASSED_ON: Shape = {}
_STRING: Shape = {}
_SIGNED_DATA: Shape = {
    # digestAlgorithms and signerInfos.
    der.SET: {der.SEQUENCE: _PASSED_ON},
    # encapContentInfo.
    der.SEQUENCE: {der.context(0): {der.OCTET_STRING: _STRING, _OCTETS_CONSTRUCTED: _STRING}},
    # certificates and crls.
    der.context(0): _PASSED_ON,
    der.context(1): _PASSED_ON,
}
# ContentInfo; its depth, and not the message's, bounds the recursion.
_MESSAGE: Shape = {der.SEQUENCE: {der.context(0): {der.SEQUENCE: _SIGNED_DATA}}}


def definite(message: bytes) -> Definite:
    """Rewrite a ContentInfo with SignedData; it is judged afterwards.

    :raises der.Malformed: when its wrappers are not BER, or one part is nested or cut too often.
    """
    rewriting = _Rewriting(message)
    written, end = rewriting.element(0, len(message), _MESSAGE)
    if end != len(message):
        raise der.Malformed("bytes left over")
    return Definite(written, frozenset(rewriting.tolerances))


class _Rewriting:
    """One pass over a message; each octet is copied once for each wrapper around it."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._left = _MOST_ELEMENTS
        self.tolerances: set[Tolerance] = set()

    def element(self, at: int, limit: int, within: Shape) -> tuple[bytes, int]:
        """Return the element at ``at``, rewritten if ``within`` names it, and where it ends."""
        self._count()
        shape = within.get(self._message[at]) if at < limit else None
        if shape is None:
            tag, _, end = der.header(self._message, at, limit)
            if tag == 0:
                raise der.Malformed("an end where none belongs")
            return self._message[at:end], end
        if shape is _STRING:
            segments: list[bytes] = []
            end = self._segments(at, limit, segments, depth=0)
            return tagged(der.OCTET_STRING, b"".join(segments)), end
        tag, at, stop = self._header(at, limit)
        parts: list[bytes] = []
        while not self._is_end(at, stop, limit):
            part, at = self.element(at, limit if stop is None else stop, shape)
            parts.append(part)
        return tagged(tag, b"".join(parts)), self._after(at, stop)

    def _segments(self, at: int, limit: int, found: list[bytes], *, depth: int) -> int:
        # X.690 §8.7.3: the value is what the segments contain, one after another.
        self._count()
        tag, at, stop = self._header(at, limit)
        if tag == der.OCTET_STRING and stop is not None:
            found.append(self._message[at:stop])
            return stop
        if tag != _OCTETS_CONSTRUCTED or depth == _DEEPEST_STRING:
            raise der.Malformed("a segment")
        self.tolerances.add(Tolerance.SEGMENTED_CONTENT)
        while not self._is_end(at, stop, limit):
            at = self._segments(at, limit if stop is None else stop, found, depth=depth + 1)
        return self._after(at, stop)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise der.Malformed("more elements than any message has")

    def _after(self, at: int, stop: int | None) -> int:
        return at if stop is not None else at + len(_END)

    def _is_end(self, at: int, stop: int | None, limit: int) -> bool:
        if stop is not None:
            return at == stop
        return at + len(_END) <= limit and self._message.startswith(_END, at)

    def _header(self, at: int, limit: int) -> tuple[int, int, int | None]:
        """Read tag and length (X.690 §8.1); return where the content begins and, if told, ends."""
        start = at + 2
        if start > limit:
            raise der.Malformed("cut off")
        tag, first = self._message[at], self._message[at + 1]
        if tag & _MANY_OCTETS == _MANY_OCTETS or first == _RESERVED:
            raise der.Malformed("a header")
        if first == _INDEFINITE:
            # X.690 §8.1.3.2 (a): only what is constructed can be of indefinite length.
            if not tag & _CONSTRUCTED:
                raise der.Malformed("a primitive element without length")
            self.tolerances.add(Tolerance.INDEFINITE_LENGTH)
            return tag, start, None
        length = first
        if first > _INDEFINITE:
            octets = first - _INDEFINITE
            start += octets
            if octets > _LONGEST_LENGTH or start > limit:
                raise der.Malformed("length")
            length = int.from_bytes(self._message[at + 2 : start], "big")
            if length < _INDEFINITE or length >> (8 * (octets - 1)) == 0:
                self.tolerances.add(Tolerance.LONG_LENGTH)
        if start + length > limit:
            raise der.Malformed("cut off")
        return tag, start, start + length
