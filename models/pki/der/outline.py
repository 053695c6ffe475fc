"""The raw parts of a certificate, read before any verification (RFC 5280 §4.1)."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from models.pki.der import reader as der

# The exceptions of cryptography for a certificate that it cannot parse, some of them on first use.
# Where warnings are errors, certificates that cause warnings are refused too.
UNPARSABLE = (
    KeyError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    Warning,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The raw parts of a certificate that are compared byte for byte.

    Names and algorithms are whole DER elements; ``serial_number`` may be any integer.
    """

    serial_number: int
    issuer: bytes
    subject: bytes
    inner_algorithm: bytes
    outer_algorithm: bytes


def outline(certificate: bytes) -> Outline:
    """Read the outline of a DER certificate.

    :raises der.Malformed: when it does not have the form of a certificate.
    """
    outer = der.outermost(certificate)
    inner = outer.enter(der.SEQUENCE)
    outer_algorithm = outer.whole(der.SEQUENCE)
    # RFC 5280 §4.1.1.3: whole octets; otherwise one certificate could have several encodings.
    if outer.content(der.BIT_STRING)[:1] != b"\0":
        raise der.Malformed("a signature that does not end with an octet")
    outer.end()
    if inner.next_tag() == der.context(0):
        inner.content(der.context(0))
    serial_number = inner.integer()
    inner_algorithm = inner.whole(der.SEQUENCE)
    issuer = inner.whole(der.SEQUENCE)
    inner.content(der.SEQUENCE)
    return Outline(
        serial_number=serial_number,
        issuer=issuer,
        subject=inner.whole(der.SEQUENCE),
        inner_algorithm=inner_algorithm,
        outer_algorithm=outer_algorithm,
    )


def public_key_bits(certificate: x509.Certificate) -> bytes:
    """Return the subjectPublicKey of a certificate, which RFC 6960 §4.1.1 hashes.

    :raises der.Malformed: when it does not have the form of a certificate.
    """
    inner = der.outermost(certificate.tbs_certificate_bytes)
    if inner.next_tag() == der.context(0):
        inner.content(der.context(0))
    inner.content(der.INTEGER)
    for _ in ("signature", "issuer", "validity", "subject"):
        inner.content(der.SEQUENCE)
    info = inner.enter(der.SEQUENCE)
    info.content(der.SEQUENCE)
    return info.content(der.BIT_STRING)[1:]
