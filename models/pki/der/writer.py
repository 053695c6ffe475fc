"""A writer of DER elements."""

from models.pki.der.reader import INTEGER

_LONG = 0x80


def tagged(tag: int, content: bytes) -> bytes:
    """Write an element (X.690 §10.1)."""
    size = len(content)
    if size < _LONG:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, _LONG | len(octets)]) + octets + content


def written_integer(number: int) -> bytes:
    """Write an INTEGER that is not negative (X.690 §8.3)."""
    # The highest bit of the first octet is 0.
    return tagged(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))
