"""Bytes of a given outline, filled with values that nobody has.

What depends on tags, lengths and object identifiers alone can then be judged by the verdict's own
functions; what depends on a value cannot.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from models.pki.der import reader as der
from models.pki.der.writer import tagged
from models.pki.explain.outlined import OID, Element

_TAG = re.compile(r"(?:[0-9a-f]{2}){1,5}")
_MOST_ELEMENTS = 5_000
_MOST_LEVELS = 40
# More than any message or certificate has.
_LONGEST = 1024 * 1024
_LEAST_SALT = 32
# The parameters of RSASSA-PSS, whose salt is under [2] (RFC 4055 §3.1).
_UNDER_SALT = "a2"
_UNDER_X509_VERSION = "a0"
_BESIDE_VERSION_3 = ("80", "31")


class OutlineUnreadable(ValueError):
    """An outline does not have the form that is written."""


def read_outline(written: object) -> tuple[Element, ...]:
    """Read the outline of a redacted capture.

    :raises OutlineUnreadable: when it has another form, or is larger than any that is written
    """
    left = [_MOST_ELEMENTS]
    return _read(written, left, level=0)


def _read(written: object, left: list[int], *, level: int) -> tuple[Element, ...]:
    if not isinstance(written, list) or level > _MOST_LEVELS:
        raise OutlineUnreadable("an outline is a list of elements")
    left[0] -= len(written)
    if left[0] < 0:
        raise OutlineUnreadable(f"an outline has at most {_MOST_ELEMENTS:,} elements")
    return tuple(_read_one(one, left, level) for one in written)


def _read_one(written: object, left: list[int], level: int) -> Element:
    match written:
        case {"t": str(tag), "l": int(length), **others}:
            pass
        case _:
            raise OutlineUnreadable("an element has a tag `t` and a length `l`")
    if not _TAG.fullmatch(tag) or not -1 <= length <= _LONGEST:
        raise OutlineUnreadable("a tag is hexadecimal digits, and a length fits in 1 MB")
    oid, inside, enclosed = others.get("oid"), others.get("c"), others.get("e")
    if oid is not None and not (isinstance(oid, str) and OID.fullmatch(oid)):
        raise OutlineUnreadable("an `oid` is in dotted form")
    return Element(
        tag,
        length,
        oid=oid,
        inside=None if inside is None else _read(inside, left, level=level + 1),
        enclosed=None if enclosed is None else _read(enclosed, left, level=level + 1),
    )


def refilled(outline: Sequence[Element], *, under: str = "") -> bytes:
    """Return bytes with this outline; definite lengths are written as short as they go.

    :raises OutlineUnreadable: when they would be longer than any message
    """
    written = b"".join(_element(element, outline, under) for element in outline)
    if len(written) > _LONGEST:
        raise OutlineUnreadable("more than 1 MB")
    return written


def _element(element: Element, beside: Sequence[Element], under: str) -> bytes:
    tag = bytes.fromhex(element.tag)
    if element.inside is not None:
        inside = refilled(element.inside, under=element.tag)
        if element.length < 0:
            return tag + b"\x80" + inside + b"\0\0"
        return _tagged(tag, inside)
    if element.length < 0:
        raise OutlineUnreadable("only what has elements inside is of indefinite length")
    if element.oid is not None:
        return _tagged(tag, der.oid(element.oid))
    if element.enclosed is not None:
        return _tagged(tag, refilled(element.enclosed, under=element.tag))
    if tag[0] == der.INTEGER and element.length == 1:
        return _tagged(tag, bytes([_small(beside, under)]))
    return _tagged(tag, _FILLED.get(tag[0], _zeros)(element.length))


def _tagged(tag: bytes, content: bytes) -> bytes:
    # A tag may have several octets.
    return tag + tagged(tag[0], content)[1:]


def _small(beside: Sequence[Element], under: str) -> int:
    if under == _UNDER_SALT:
        return _LEAST_SALT
    if under == _UNDER_X509_VERSION:
        return 2
    # RFC 5652 §5.1, §5.3: a signer that is named by its key is of version 3, and SignedData, whose
    # digests come next, may be in any case.
    return 3 if len(beside) > 1 and beside[1].tag in _BESIDE_VERSION_3 else 1


def _zeros(length: int) -> bytes:
    return bytes(length)


def _text(length: int) -> bytes:
    return b"x" * length


_FILLED: Mapping[int, Callable[[int], bytes]] = MappingProxyType(
    {
        # The shortest form of a positive number.
        der.INTEGER: lambda length: b"\1" * length,
        der.BOOLEAN: lambda length: b"\xff" * length,
        der.UTF8_STRING: _text,
        der.PRINTABLE_STRING: _text,
        der.T61_STRING: _text,
        der.IA5_STRING: _text,
        der.VISIBLE_STRING: _text,
        der.GENERAL_STRING: _text,
        der.UTC_TIME: lambda length: b"260101000000Z"[:length].ljust(length, b"0"),
        der.GENERALIZED_TIME: lambda length: b"20260101000000Z"[:length].ljust(length, b"0"),
    }
)
