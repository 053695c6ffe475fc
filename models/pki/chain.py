"""Whether a card's certificate was issued by whom it says, and is in force."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from models.errors import UserError
from models.pki import der
from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.cms import SignatureUnreadable
from models.pki.issued import verify_issued
from models.pki.outline import outline
from models.pki.trust import Issuer, IssuerExpired


class CertificateProfileWrong(UserError):
    """The certificate is not built as those on citizens' cards are."""


class CertificateNotYetValid(UserError):
    """The certificate's time has not come."""


class CertificateExpired(UserError):
    """The certificate's time has passed."""


# Where Python is told to treat warnings as errors, what cryptography merely frowns at is refused.
_UNPARSABLE = (ValueError, TypeError, KeyError, UnsupportedAlgorithm, Warning)


def load(certificate: bytes) -> x509.Certificate:
    """Parse a certificate (DER), names and extensions included.

    :raises SignatureUnreadable: when it cannot be parsed.
    :raises CertificateProfileWrong: when its names or extensions cannot, or one comes twice.
    """
    try:
        parsed = x509.load_der_x509_certificate(certificate)
    except (*_UNPARSABLE, x509.InvalidVersion) as problem:
        raise SignatureUnreadable from problem
    try:
        # Parsed on first use and kept; whoever uses them later need fear nothing.
        _ = parsed.extensions, parsed.subject, parsed.issuer
    except (*_UNPARSABLE, x509.DuplicateExtension) as problem:
        raise CertificateProfileWrong from problem
    return parsed


def check_issued(
    certificate: x509.Certificate,
    raw: bytes,
    *,
    issuer: Issuer,
    schemes: frozenset[Scheme] = RSA_ONLY,
) -> None:
    """Verify that the issuer's key signed the certificate, whose DER is ``raw``.

    :raises IssuerUnknown: when it did not.
    :raises AlgorithmRefused: when it was signed with less than SHA-256.
    :raises SignatureUnreadable: when its outline is not DER.
    """
    try:
        verify_issued(
            certificate,
            outline(raw),
            issuer=issuer.outline,
            key=issuer.public_key,
            schemes=schemes,
        )
    except der.Malformed as problem:
        raise SignatureUnreadable from problem


def check_validity(certificate: x509.Certificate, *, issuer: Issuer, at: datetime) -> None:
    """Insist that certificate and issuer are in force; what the holder can change comes first.

    Both ends are included (RFC 5280 §4.1.2.5).

    :raises CertificateNotYetValid: before its first second.
    :raises CertificateExpired: after its last second.
    :raises IssuerExpired: when the issuer, or a CA above it, is not in force.
    """
    if at < certificate.not_valid_before_utc:
        raise CertificateNotYetValid
    if at > certificate.not_valid_after_utc:
        raise CertificateExpired
    if not issuer.not_before <= at <= issuer.not_after:
        raise IssuerExpired
