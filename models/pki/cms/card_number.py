"""The card number among the signed attributes, in any type of text."""

from collections.abc import Mapping
from types import MappingProxyType

from models.pki.der import reader as der

# X.680 §41: the character string types, and how their characters are encoded. T61String is used
# with Latin letters only, as everywhere (RFC 5280, appendix B).
_ENCODINGS: Mapping[int, str] = MappingProxyType(
    {
        der.OCTET_STRING: "utf-8",
        der.UTF8_STRING: "utf-8",
        der.NUMERIC_STRING: "ascii",
        der.PRINTABLE_STRING: "ascii",
        der.T61_STRING: "latin-1",
        der.IA5_STRING: "ascii",
        der.VISIBLE_STRING: "ascii",
        der.GENERAL_STRING: "latin-1",
        der.UNIVERSAL_STRING: "utf-32-be",
        der.BMP_STRING: "utf-16-be",
    }
)
# PKCS #11 v3.1 §3.2: text in CK_TOKEN_INFO is padded with blanks; some programs pad with NUL.
_PADDING = " \0"


def read_text(tag: int, content: bytes) -> str | None:
    """Return a string's characters; None when its type is not one of text."""
    encoding = _ENCODINGS.get(tag)
    return None if encoding is None else content.decode(encoding, errors="replace")


def written_usually(text: str) -> str:
    """Return a card number without padding at its end, in capital letters.

    Only ASCII is changed: other letters may have capitals of another length ("ß" is "SS").
    """
    trimmed = text.rstrip(_PADDING)
    return trimmed.upper() if trimmed.isascii() else trimmed
