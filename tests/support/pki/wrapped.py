"""Messages whose wrappers are written in BER, each in a style of its own."""

from collections.abc import Callable, Mapping, Sequence

from tests.support.pki.encoding import elements, tagged

# Writes an element of a tag and content.
Style = Callable[[int, bytes], bytes]


def indefinite(tag: int, content: bytes) -> bytes:
    """Write an element without its length (X.690 §8.1.3.6)."""
    return bytes([tag, 0x80]) + content + b"\0\0"


def long(tag: int, content: bytes) -> bytes:
    """Write an element with a length in five octets (X.690 §8.1.3.5)."""
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def chunks(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def segmented(parts: Sequence[bytes], *, style: Style = tagged) -> Style:
    """Write an OCTET STRING in segments (X.690 §8.7.3)."""
    inside = b"".join(tagged(0x04, part) for part in parts)
    return lambda tag, content: style(0x24, inside)


def rewrapped(message: bytes, styles: Mapping[str, Style]) -> bytes:
    """Write the wrappers of a message in DER again, those named in a style of their own."""

    def written(name: str, tag: int, content: bytes) -> bytes:
        return styles.get(name, tagged)(tag, content)

    [(outer, content)] = elements(message)
    kind, (explicit, inside) = elements(content)
    [(sequence, data)] = elements(inside)
    version, digests, encapsulated, certificates, signers = elements(data)
    data_type, (wrapper, octets) = elements(encapsulated[1])
    [string] = elements(octets)
    carried = written("[0] content", wrapper, written("content", *string))
    [signer] = elements(signers[1])
    parts = [
        tagged(*version),
        written("digests", *digests),
        written("encapsulated", encapsulated[0], tagged(*data_type) + carried),
        written("certificates", *certificates),
        written("signers", signers[0], written("signer", *signer)),
    ]
    signed_data = written("SignedData", sequence, b"".join(parts))
    return written("ContentInfo", outer, tagged(*kind) + written("[0]", explicit, signed_data))
