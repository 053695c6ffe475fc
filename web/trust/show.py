"""Descriptions of CA certificates: what each one is, and who pinned or confirmed it."""

from collections.abc import Iterator
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from models.pki.path.pins import PINNED, Pin, Role
from web.trust.files import TrustFile, TrustFolder


def listed(folder: TrustFolder, *, at: datetime) -> Iterator[str]:
    for file in folder.files:
        certificate = x509.load_der_x509_certificate(file.certificate)
        pin = folder.pins.get(file.sha256)
        ended = " (expired)" if certificate.not_valid_after_utc < at else ""
        yield pin.name if pin else certificate.subject.rfc4514_string()
        yield f"  SHA-256      {file.sha256}"
        yield f"  key          {key_of(certificate)}, identifier {key_id_of(certificate)}"
        yield f"  valid until  {certificate.not_valid_after_utc:%Y-%m-%d}{ended}"
        yield f"  what it is   {_role(pin)}"
        yield f"  pinned by    {_pinned_by(file)}"


def described(certificate: x509.Certificate) -> str:
    """Return what a certificate states about itself, without its fingerprint."""
    return (
        f"  subject      {certificate.subject.rfc4514_string()}\n"
        f"  issuer       {certificate.issuer.rfc4514_string()}\n"
        f"  key          {key_of(certificate)}, identifier {key_id_of(certificate)}\n"
        f"  valid        {certificate.not_valid_before_utc:%Y-%m-%d}"
        f" until {certificate.not_valid_after_utc:%Y-%m-%d}"
    )


def key_of(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "unreadable"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__


def key_id_of(certificate: x509.Certificate) -> str:
    """Return the subject key identifier in lower-case hexadecimal digits, or "none"."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return "none"
    return extension.value.digest.hex()


def _role(pin: Pin | None) -> str:
    if pin is None:
        return "unknown"
    if pin.role is Role.ROOT:
        return f"root, {pin.generation}"
    cards = f"issuer of {pin.kind.value} cards" if pin.kind else "issuer of other authorities"
    return f"{cards}, {pin.generation}"


def _pinned_by(file: TrustFile) -> str:
    if file.sha256 in PINNED:
        return "the project"
    if file.confirmation is None:
        return "nobody: no process can start"
    alone = ", for staging alone" if file.confirmation.staging else ""
    return f"{file.confirmation.confirmed_by}, {file.confirmation.at:%Y-%m-%d}{alone}"


def listed_data(folder: TrustFolder, *, at: datetime) -> list[dict[str, object]]:
    return [_data(file, folder.pins.get(file.sha256), at=at) for file in folder.files]


def _data(file: TrustFile, pin: Pin | None, *, at: datetime) -> dict[str, object]:
    certificate = x509.load_der_x509_certificate(file.certificate)
    return {
        "name": pin.name if pin else None,
        "subject": certificate.subject.rfc4514_string(),
        "sha256": file.sha256,
        "key": key_of(certificate),
        "key_id": key_id_of(certificate),
        "not_before": certificate.not_valid_before_utc,
        "not_after": certificate.not_valid_after_utc,
        "expired": certificate.not_valid_after_utc < at,
        "what": _role(pin),
        "pinned_by": _pinned_by(file),
    }
