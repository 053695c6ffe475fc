"""DER written by hand, for what no encoder would write."""


def tagged(tag: int, content: bytes) -> bytes:
    """Write one DER element."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content
