"""The kind of a captured file, by its first elements, and its DER or BER out of text."""

import base64
import binascii
import re
from enum import StrEnum

from models.pki.der import reader as der
from models.pki.explain.outlined import dotted

_BEGIN = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\s")
_END = b"-----END "
# Without giving back, or the time for many blanks would be their number's square.
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]++={0,2}\s*+")
# A signature, a certificate or a list, none of which is shorter.
_SHORTEST = 64
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_INDEFINITE = 0x80


class Kind(StrEnum):
    """The kinds of files of a public key infrastructure that are explained."""

    MESSAGE = "message"
    CERTIFICATE = "certificate"
    LIST = "revocation list"
    ANSWER = "OCSP answer"


def unwrapped(content: bytes) -> bytes:
    """Return what is written in PEM or base64; anything else as it is."""
    pem = _BEGIN.search(content)
    # A list in PEM is taken out at the door of lists, which tells so.
    if pem is not None and not pem[1].endswith(b"CRL"):
        end = content.find(_END, pem.end())
        return (_decoded(content[pem.end() : end]) if end >= 0 else None) or content
    if len(content) >= _SHORTEST and content.startswith(b"M") and _BASE64.fullmatch(content):
        return _decoded(content) or content
    return content


def kind_of(content: bytes) -> Kind | None:
    """Return the kind of a file in BER; what follows its first elements is not looked at."""
    pem = _BEGIN.search(content)
    if pem is not None and pem[1].endswith(b"CRL"):
        return Kind.LIST
    try:
        return _kind(content)
    except (der.Malformed, IndexError):
        return None


def _kind(content: bytes) -> Kind | None:
    if content[0] != der.SEQUENCE:
        return None
    at = _inside(content, 0)
    if content[at] == der.OBJECT_IDENTIFIER:
        _, start, stop = der.header(content, at, len(content))
        return Kind.MESSAGE if dotted(content[start:stop]) == _SIGNED_DATA else None
    if content[at] == der.ENUMERATED:
        return Kind.ANSWER
    if content[at] != der.SEQUENCE:
        return None
    inner = der.Reader(content, _inside(content, at))
    # A certificate has its version under [0] or its number first, then algorithm, issuer and
    # validity; a list has its version, algorithm, issuer and a time.
    if inner.next_tag() == der.context(0):
        return Kind.CERTIFICATE
    tags = []
    for _ in range(4):
        tags.append(inner.next_tag())
        inner.skip()
    if tags[:3] != [der.INTEGER, der.SEQUENCE, der.SEQUENCE]:
        return None
    return Kind.LIST if tags[3] in (der.UTC_TIME, der.GENERALIZED_TIME) else Kind.CERTIFICATE


def _inside(content: bytes, at: int) -> int:
    if content[at + 1] == _INDEFINITE:
        return at + 2
    # How long an element says to be is for the rules to judge.
    octets = content[at + 1] & 0x7F if content[at + 1] > _INDEFINITE else 0
    return at + 2 + octets


def _decoded(text: bytes) -> bytes | None:
    plain = b"".join(text.split())
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None
