"""What can be read off a certificate's bytes before anybody judges it (RFC 5280 §4.1)."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from models.pki.der import reader as der

# What cryptography raises at a certificate that it cannot parse, some of it on first use. Where
# Python is told to treat warnings as errors, what it merely frowns at is refused too.
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
    """Keep the raw parts of a certificate that are compared byte for byte.

    Names and algorithms are whole DER elements; ``serial_number`` may be any integer.
    """

    serial_number: int
    issuer: bytes
    subject: bytes
    inner_algorithm: bytes
    outer_algorithm: bytes


def outline(certificate: bytes) -> Outline:
    """Read the outline of a DER certificate.

    :raises der.Malformed: when it has not the shape of a certificate.
    """
    outer = der.outermost(certificate)
    inner = outer.enter(der.SEQUENCE)
    outer_algorithm = outer.whole(der.SEQUENCE)
    # RFC 5280 §4.1.1.3: whole octets; else one certificate could be written in several ways.
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
    """Read the subjectPublicKey of a certificate: what RFC 6960 §4.1.1 takes the hash of.

    :raises der.Malformed: when it has not the shape of a certificate.
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
