"""X.509 extensions of lists and OCSP responses, and the addresses of distribution points."""

from typing import NamedTuple

from cryptography import x509

from models.pki.der import reader as der


class Extension(NamedTuple):
    """An extension; ``kind`` is its encoded type, ``value`` the content of its OCTET STRING."""

    kind: bytes
    critical: bool
    value: bytes


def read_extension(extensions: der.Reader) -> Extension:
    """Read the next extension (RFC 5280 §4.1).

    :raises der.Malformed: when it is not one.
    """
    extension = extensions.enter(der.SEQUENCE)
    kind = extension.content(der.OBJECT_IDENTIFIER)
    critical = extension.next_tag() == der.BOOLEAN and extension.true()
    value = extension.content(der.OCTET_STRING)
    extension.end()
    return Extension(kind, critical, value)


def list_addresses(points: x509.CRLDistributionPoints) -> frozenset[str]:
    """Return the addresses of the lists that cover a certificate for all reasons.

    A point that names another CRL issuer, or only some reasons, is left out.
    """
    return frozenset(
        name.value
        for point in points
        if point.crl_issuer is None and point.reasons is None
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )
