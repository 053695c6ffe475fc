"""Mutations of DER: of its bytes, and of its elements with the lengths around them corrected."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from models.pki.der.reader import Malformed, header
from tests.support.pki.encoding import tagged

_CONSTRUCTED = 0x20
# Extensions and contents hide more DER in them.
_OCTET_STRING = 0x04
_DEEPEST = 60


@dataclass
class Element:
    """An element with other elements, or bytes, as its content."""

    tag: int
    inside: "list[Element]" = field(default_factory=list)
    content: bytes = b""

    def dump(self) -> bytes:
        """Encode it with correct lengths."""
        inside = b"".join(element.dump() for element in self.inside)
        return tagged(self.tag, inside or self.content)

    def below(self) -> "list[tuple[Element, int]]":
        """Return every element in it, as its parent and its place there."""
        found: list[tuple[Element, int]] = []
        for place, element in enumerate(self.inside):
            found += [(self, place), *element.below()]
        return found


def parsed(data: bytes, *, depth: int = 0) -> list[Element]:
    """Parse consecutive elements; content that is nested too deep stays bytes.

    :raises Malformed: when they are not DER.
    """
    found = []
    at = 0
    while at < len(data):
        tag, start, stop = header(data, at, len(data))
        found.append(_element(tag, data[start:stop], depth))
        at = stop
    return found


def _element(tag: int, content: bytes, depth: int) -> Element:
    if depth < _DEEPEST and (tag & _CONSTRUCTED or tag == _OCTET_STRING):
        try:
            return Element(tag, inside=parsed(content, depth=depth + 1))
        except Malformed:
            pass
    return Element(tag, content=content)


@dataclass(frozen=True, slots=True)
class Draw:
    """The numbers and bytes that decide where and how something is mutated."""

    place: int
    other: int
    size: int
    put: bytes


Spoiler = Callable[[bytes, Draw], bytes]


def _flip(data: bytes, draw: Draw) -> bytes:
    at = draw.place % len(data)
    return data[:at] + bytes([data[at] ^ (1 << draw.other % 8)]) + data[at + 1 :]


def _cut(data: bytes, draw: Draw) -> bytes:
    at = draw.place % len(data)
    return data[:at] + data[at + 1 + draw.size :]


def _cut_off(data: bytes, draw: Draw) -> bytes:
    return data[: draw.place % len(data)]


def _insert(data: bytes, draw: Draw) -> bytes:
    at = draw.place % (len(data) + 1)
    return data[:at] + draw.put + data[at:]


def _repeat(data: bytes, draw: Draw) -> bytes:
    at, begin = draw.place % (len(data) + 1), draw.other % len(data)
    return data[:at] + data[begin : begin + 1 + draw.size] + data[at:]


def _within(change: Callable[[Element, int, Draw, Element], None]) -> Spoiler:
    """Return a mutation of one element, given its parent, its place and another element."""

    def spoil(data: bytes, draw: Draw) -> bytes:
        try:
            (root,) = parsed(data)
        except (Malformed, ValueError):
            return data  # Spoiled before.
        places = root.below()
        if not places:
            return data
        parent, place = places[draw.place % len(places)]
        giver, taken = places[draw.other % len(places)]
        change(parent, place, draw, giver.inside[taken])
        return root.dump()

    return spoil


def _drop(parent: Element, place: int, draw: Draw, other: Element) -> None:
    del parent.inside[place]


def _double(parent: Element, place: int, draw: Draw, other: Element) -> None:
    parent.inside.insert(place, parent.inside[place])


def _swap(parent: Element, place: int, draw: Draw, other: Element) -> None:
    after = (place + 1) % len(parent.inside)
    inside = parent.inside
    inside[place], inside[after] = inside[after], inside[place]


def _replace(parent: Element, place: int, draw: Draw, other: Element) -> None:
    parent.inside[place] = Element(other.tag, content=_content(other))


def _fill(parent: Element, place: int, draw: Draw, other: Element) -> None:
    parent.inside[place] = Element(parent.inside[place].tag, content=draw.put)


def _lengthen(parent: Element, place: int, draw: Draw, other: Element) -> None:
    element = parent.inside[place]
    parent.inside[place] = Element(element.tag, content=_content(element) + draw.put)


def _retag(parent: Element, place: int, draw: Draw, other: Element) -> None:
    element = parent.inside[place]
    parent.inside[place] = Element(draw.other % 256, content=_content(element))


def _nest(parent: Element, place: int, draw: Draw, other: Element) -> None:
    raw = parent.inside[place].dump()
    tag = parent.inside[place].tag | _CONSTRUCTED
    for _ in range((1, 2, 50, 4000)[draw.size % 4]):
        raw = tagged(tag, raw)
    _, start, stop = header(raw, 0, len(raw))
    parent.inside[place] = Element(tag, content=raw[start:stop])


def _content(element: Element) -> bytes:
    return b"".join(inner.dump() for inner in element.inside) or element.content


SPOILERS: tuple[Spoiler, ...] = (
    *(_flip, _cut, _cut_off, _insert, _repeat),
    *map(_within, (_drop, _double, _swap, _replace, _fill, _lengthen, _retag, _nest)),
)


@st.composite
def spoiled(draw: st.DrawFn, *goods: bytes) -> bytes:
    """Mutate one of some valid messages in one to three ways."""
    data = draw(st.sampled_from(goods))
    for _ in range(draw(st.integers(1, 3))):
        how = Draw(
            place=draw(st.integers(0, 4095)),
            other=draw(st.integers(0, 4095)),
            size=draw(st.integers(0, 15)),
            put=draw(st.binary(max_size=6)),
        )
        data = draw(st.sampled_from(SPOILERS))(data, how) or b"\0"
    return data
