"""The checks of a card's certificate against its issuer, and of its validity period."""

from datetime import datetime

from cryptography import x509

from models.core.errors import UserError, Words
from models.pki.cms.message import SignatureUnreadable
from models.pki.der import reader as der
from models.pki.der.outline import UNPARSABLE, Outline, outline
from models.pki.path.issued import verify_issued
from models.pki.path.trust import Issuer, IssuerExpired


class CertificateProfileWrong(UserError):
    """The certificate does not have the profile of a Citizen Digital Certificate."""

    zh = Words(title="憑證的格式不符", message="憑證內容不符自然人憑證格式，請改用自然人憑證。")
    en = Words(
        title="The certificate has an unexpected format",
        message=(
            "The certificate does not have the format of a citizen certificate. Use a Citizen "
            "Digital Certificate."
        ),
    )


class CertificateNotYetValid(UserError):
    """The certificate is not yet valid."""

    zh = Words(title="憑證尚未生效", message="憑證尚未生效，請於生效日後再試。")
    en = Words(
        title="The certificate is not valid yet",
        message=(
            "The certificate's validity period has not started. Try again after the start date."
        ),
    )


class CertificateExpired(UserError):
    """The certificate has expired."""

    zh = Words(
        title="憑證已到期",
        message="憑證已過期，請至內政部憑證管理中心網站展期或換發後再試。",
    )
    en = Words(
        title="The certificate has expired",
        message=(
            "The certificate has expired. Renew it or have the card reissued on the MOICA "
            "website, then try again."
        ),
    )


_SERIAL_END = 1 << 159


def load(certificate: bytes, parts: Outline | None = None) -> tuple[x509.Certificate, Outline]:
    """Parse a certificate (DER), including names and extensions, and its outline.

    ``parts`` is its outline, if that was read already.

    :raises SignatureUnreadable: when it cannot be parsed.
    :raises CertificateProfileWrong: when it is not of version 3, its serial number is out of range,
        its names or extensions cannot be parsed, or an extension occurs twice.
    """
    try:
        parts = parts or outline(certificate)
        # RFC 5280 §4.1.2.2; cryptography accepts others with a warning.
        if not 1 <= parts.serial_number < _SERIAL_END:
            raise CertificateProfileWrong
        parsed = x509.load_der_x509_certificate(certificate)
    except UNPARSABLE as problem:
        raise SignatureUnreadable from problem
    if parsed.version is not x509.Version.v3:
        raise CertificateProfileWrong
    try:
        # Parsed on first use and cached, so that later uses cannot fail.
        _ = parsed.extensions, parsed.subject, parsed.issuer
    except UNPARSABLE as problem:
        raise CertificateProfileWrong from problem
    return parsed, parts


def check_issued(
    certificate: x509.Certificate,
    parts: Outline,
    *,
    issuer: Issuer,
) -> None:
    """Verify that the issuer's key signed the certificate, as parsed by `load`.

    :raises IssuerUnknown: when it did not.
    :raises AlgorithmRefused: when it was signed with less than SHA-256.
    :raises SignatureUnreadable: when its algorithm is malformed.
    """
    try:
        verify_issued(certificate, parts, issuer=issuer.outline, key=issuer.public_key)
    except der.Malformed as problem:
        raise SignatureUnreadable from problem


def check_validity(certificate: x509.Certificate, *, issuer: Issuer, at: datetime) -> None:
    """Require that certificate and issuer are valid; the certificate is checked first.

    Both ends are included (RFC 5280 §4.1.2.5).

    :raises CertificateNotYetValid: before its first second.
    :raises CertificateExpired: after its last second.
    :raises IssuerExpired: when the issuer, or a CA above it, is not valid.
    """
    if at < certificate.not_valid_before_utc:
        raise CertificateNotYetValid
    if at > certificate.not_valid_after_utc:
        raise CertificateExpired
    if not issuer.not_before <= at <= issuer.not_after:
        raise IssuerExpired
