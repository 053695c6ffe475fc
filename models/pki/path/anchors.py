"""CA certificates before they are trusted: parsed, and verified up to a pinned root."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from models.core.errors import OperatorError, UserError
from models.pki.der import reader as der
from models.pki.der.extensions import list_addresses
from models.pki.der.outline import UNPARSABLE, Outline, outline
from models.pki.keys import PublicKey, sound_key
from models.pki.path.issued import verify_issued
from models.pki.path.pins import Pin, Role


class TrustRefused(OperatorError):
    """CA certificates are not trusted; the text is a sentence for the operator."""


class AnchorNotPinned(TrustRefused):
    """The fingerprint of a CA certificate is not pinned."""


class AnchorUnsound(TrustRefused):
    """A CA certificate is not fit to issue, or does not verify up to its root."""


class NoAnchors(TrustRefused):
    """No issuer of citizens' cards is trusted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A pinned CA certificate, with what is compared with the certificates below it.

    Key identifiers are lower-case hexadecimal. ``policies`` is None where any is allowed.
    """

    pin: Pin
    certificate: x509.Certificate
    outline: Outline
    key_id: str
    issuer_key_id: str | None
    path_length: int | None
    policies: frozenset[str] | None
    signs_lists: bool
    crl_urls: frozenset[str]

    def covers(self, at: datetime) -> bool:
        return self.certificate.not_valid_before_utc <= at <= self.certificate.not_valid_after_utc


_UNDERSTOOD = frozenset(
    {
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    }
)
# These restrict what a CA may issue. They are not implemented, so a CA that has one is refused.
_NARROWING = frozenset(
    {
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.INHIBIT_ANY_POLICY,
    }
)
_ANY_POLICY = "2.5.29.32.0"
_DEEPEST = 8


def read_anchor(certificate: bytes, *, pinned: Mapping[str, Pin]) -> Anchor:
    """Parse a pinned CA certificate (DER).

    :raises AnchorNotPinned: when its SHA-256 is not among ``pinned``.
    :raises AnchorUnsound: when it is malformed or has no key identifier.
    """
    fingerprint = hashlib.sha256(certificate).hexdigest()
    if fingerprint not in pinned:
        raise AnchorNotPinned(
            f"{fingerprint}: this CA certificate was not confirmed; add it with "
            "`python -m web trust add`"
        )
    pin = pinned[fingerprint]
    try:
        parsed = x509.load_der_x509_certificate(certificate)
        return _anchor(pin, parsed, outline(certificate))
    except (*UNPARSABLE, x509.ExtensionNotFound) as problem:
        raise AnchorUnsound(f"{pin.name}: cannot be read ({problem})") from problem


def _anchor(pin: Pin, certificate: x509.Certificate, parts: Outline) -> Anchor:
    extensions = certificate.extensions
    own = extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
    above = usage = None
    policies: frozenset[str] | None = frozenset()
    crl_urls: frozenset[str] = frozenset()
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.AuthorityKeyIdentifier) and value.key_identifier:
            above = value.key_identifier.hex()
        elif isinstance(value, x509.CertificatePolicies):
            named = frozenset(policy.policy_identifier.dotted_string for policy in value)
            policies = None if _ANY_POLICY in named else named
        elif isinstance(value, x509.KeyUsage):
            usage = value
        elif isinstance(value, x509.CRLDistributionPoints):
            crl_urls = list_addresses(value)
        elif extension.oid in _NARROWING or (
            extension.critical and extension.oid not in _UNDERSTOOD
        ):
            raise ValueError(f"extension {extension.oid.dotted_string} is not supported")
    # GRCA G1 has no keyUsage; its issuers have long expired.
    if not constraints.ca or (usage is not None and not usage.key_cert_sign):
        raise ValueError("it may not sign certificates")
    return Anchor(
        pin=pin,
        certificate=certificate,
        outline=parts,
        key_id=own.digest.hex(),
        issuer_key_id=above,
        path_length=constraints.path_length,
        policies=policies,
        signs_lists=usage is not None and usage.crl_sign,
        crl_urls=crl_urls,
    )


def path_to_root(anchor: Anchor, anchors: Mapping[str, Anchor]) -> tuple[Anchor, ...]:
    """Return an issuer and the CAs above it, found by key identifier, the root last.

    :raises AnchorUnsound: when one is missing or the path does not end.
    """
    path = [anchor]
    while path[-1].pin.role is not Role.ROOT:
        above = anchors.get(path[-1].issuer_key_id or "")
        if above is None or len(path) == _DEEPEST:
            raise AnchorUnsound(
                f"{path[-1].pin.name}: the certificate of the CA above it is missing"
            )
        path.append(above)
    return tuple(path)


def verify_path(path: tuple[Anchor, ...]) -> PublicKey:
    """Verify each CA by the one above, and the root by itself; return the first one's key.

    :raises AnchorUnsound: when one does not verify or may not issue the one below it.
    """
    for below, (anchor, above) in enumerate(zip(path, (*path[1:], path[-1]), strict=True)):
        if anchor.path_length is not None and anchor.path_length < below:
            raise AnchorUnsound(f"{anchor.pin.name}: the path below it is too long")
        try:
            verify_issued(
                anchor.certificate,
                anchor.outline,
                issuer=above.outline,
                key=key_of(above),
            )
        except (UserError, der.Malformed) as problem:
            raise AnchorUnsound(
                f"{anchor.pin.name}: not verified by {above.pin.name} ({problem})"
            ) from problem
    return key_of(path[0])


def key_of(anchor: Anchor) -> PublicKey:
    """Return a CA's public key.

    :raises AnchorUnsound: when it is not sound.
    """
    try:
        return sound_key(anchor.certificate)
    except UserError as problem:
        raise AnchorUnsound(f"{anchor.pin.name}: its key is not sound") from problem
