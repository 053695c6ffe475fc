"""Extensions as they stand in a list: a type, whether it must be understood, a value."""

from typing import NamedTuple

from models.pki import der


class Extension(NamedTuple):
    """Keep one extension; ``kind`` is its encoded type, ``value`` what its OCTET STRING holds."""

    kind: bytes
    critical: bool
    value: bytes


def read_extension(extensions: der.Reader) -> Extension:
    """Read the extension that comes next (RFC 5280 §4.1).

    :raises der.Malformed: when it is not one.
    """
    extension = extensions.enter(der.SEQUENCE)
    kind = extension.content(der.OBJECT_IDENTIFIER)
    critical = extension.next_tag() == der.BOOLEAN and extension.true()
    value = extension.content(der.OCTET_STRING)
    extension.end()
    return Extension(kind, critical, value)
