"""Responses as pixels of a one-row bitmap, as the real component sends them across origins."""

import struct

WIDTH = 2000
CAPACITY = WIDTH * 3
_HEADER_SIZE = 54


def encode(text: bytes) -> bytes:
    """Return a 24-bit BMP of 2000x1 pixels whose bytes B,G,R,B,G,R… are the text.

    The rest of the row is zero, which ends the text for the reader.

    :raises ValueError: when the text is longer than the 6000 bytes of the row
    """
    if len(text) > CAPACITY:
        raise ValueError(f"{len(text)} bytes do not fit a row of {CAPACITY}")
    file_header = struct.pack("<2sIHHI", b"BM", _HEADER_SIZE + CAPACITY, 0, 0, _HEADER_SIZE)
    info_header = struct.pack("<IiiHHIIiiII", 40, WIDTH, 1, 1, 24, 0, CAPACITY, 0, 0, 0, 0)
    return file_header + info_header + text.ljust(CAPACITY, b"\0")
