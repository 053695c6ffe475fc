"""Extensions as they stand in a list or an answer, and the addresses that one of them gives."""

from typing import NamedTuple

from cryptography import x509

from models.pki.der import reader as der


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


def list_addresses(points: x509.CRLDistributionPoints) -> frozenset[str]:
    """Give the addresses of the lists that speak of a certificate, whatever became of it.

    A point that leaves the list to another issuer, or to some reasons only, does not count.
    """
    return frozenset(
        name.value
        for point in points
        if point.crl_issuer is None and point.reasons is None
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )
