"""X.509 extensions of lists and OCSP responses, and the addresses of distribution points."""

from typing import NamedTuple

from cryptography import x509

from models.pki.der import reader as der
from models.pki.der.outline import Outline

_KEY_ID, _SERIAL_NUMBER = 0x80, 0x82
_DIRECTORY_NAME = 0xA4


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
    critical = extension.next_tag() == der.BOOLEAN and extension.boolean()
    value = extension.content(der.OCTET_STRING)
    extension.end()
    return Extension(kind, critical, value)


def names_authority(value: bytes, *, key_id: bytes, outline: Outline) -> bool:
    """Return whether an authorityKeyIdentifier names the CA with this key and certificate.

    It does by the key, or by issuer and serial number of the certificate (RFC 5280 §4.2.1.1); the
    key decides where both are there.

    :raises der.Malformed: when it is none.
    """
    names = der.outermost(value)
    if names.next_tag() == _KEY_ID:
        return names.content(_KEY_ID) == key_id
    if names.next_tag() != der.context(1):
        return False
    issuer = names.enter(der.context(1))
    name = issuer.enter(_DIRECTORY_NAME)
    issuer.end()
    is_named = name.whole(der.SEQUENCE) == outline.issuer
    name.end()
    is_numbered = names.integer(_SERIAL_NUMBER) == outline.serial_number
    names.end()
    return is_named and is_numbered


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
