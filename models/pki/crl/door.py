"""A fetched list as DER: out of PEM, and without what follows it."""

import base64
import binascii
import re

from models.pki.der import reader as der

_BEGIN = re.compile(rb"\s*-----BEGIN (?:X509 )?CRL-----\s")
_END = b"-----END "


def list_as_der(fetched: bytes) -> bytes:
    """Return the first list of what a server has sent; whatever is no list is returned as it came.

    Servers send PEM (RFC 7468 §8) for DER, and files that end with a line break. Nothing of either
    is signed; the list itself is verified afterwards, octet by octet.
    """
    content = _out_of_pem(fetched)
    try:
        tag, _, end = der.header(content, 0, len(content))
    except der.Malformed:
        return content
    return content[:end] if tag == der.SEQUENCE and end < len(content) else content


def _out_of_pem(fetched: bytes) -> bytes:
    begin = _BEGIN.match(fetched)
    if begin is None:
        return fetched
    end = fetched.find(_END, begin.end())
    if end < 0:
        return fetched
    try:
        return base64.b64decode(b"".join(fetched[begin.end() : end].split()), validate=True)
    except binascii.Error:
        return fetched
