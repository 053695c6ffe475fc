"""DER written by hand, for what no encoder would write."""

from collections.abc import Iterator

from models.pki.der.reader import header


def tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def elements(data: bytes) -> list[tuple[int, bytes]]:
    """Split consecutive elements into tag and content; all must be valid DER."""
    found = []
    at = 0
    while at < len(data):
        tag, start, stop = header(data, at, len(data))
        found.append((tag, data[start:stop]))
        at = stop
    return found


def with_one_more(data: bytes) -> Iterator[bytes]:
    """Yield the encoding once for each constructed element, with a NULL at that element's end."""
    inside = elements(data)
    for place, (tag, content) in enumerate(inside):
        if tag & 0x20:
            for longer in (content + b"\x05\x00", *with_one_more(content)):
                changed = [*inside[:place], (tag, longer), *inside[place + 1 :]]
                yield b"".join(tagged(*element) for element in changed)
