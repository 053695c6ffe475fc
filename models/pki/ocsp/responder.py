"""Authorisation of OCSP responders: the issuer, its delegates, and those pinned by the operator."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from models.core.errors import UserError
from models.pki.algorithms import ALL_SCHEMES, Scheme, signature_algorithm
from models.pki.crl.revocation_list import RevocationList
from models.pki.der import reader as der
from models.pki.der.outline import Outline, public_key_bits
from models.pki.keys import PublicKey, sound_key, verify
from models.pki.ocsp.response import Basic, OCSPProblem, OCSPUnusable
from models.pki.path.end_entity import load
from models.pki.path.issued import verify_issued
from models.pki.path.trust import Issuer

_NO_CHECK = x509.ObjectIdentifier("1.3.6.1.5.5.7.48.1.5")
_UNDERSTOOD = frozenset(
    {
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        _NO_CHECK,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class ResponderPin:
    """A responder that the operator believes about one issuer's certificates, and no other's.

    ``issuer_key_id`` is the issuer's, as in `Issuer`; ``sha256`` is of the responder's certificate,
    in lower-case hexadecimal.
    """

    issuer_key_id: str
    sha256: str


def verify_responder(
    basic: Basic,
    *,
    issuer: Issuer,
    lists: Iterable[RevocationList],
    pinned: frozenset[ResponderPin],
    at: datetime,
) -> ResponderPin | None:
    """Verify that an authorised responder signed; return the pin if it was authorised by one.

    A pin (RFC 6960 §4.2.2.2, local configuration) for another issuer is none.

    :raises OCSPUnusable: with the problem, when no authorised responder signed.
    :raises der.Malformed: when the algorithm is malformed.
    """
    if _is_named(basic, issuer.outline.subject, issuer.certificate):
        if _has_signed(basic, issuer.public_key, issuer.schemes):
            return None
        wrong = OCSPProblem.WRONG_SIGNATURE
    else:
        wrong = OCSPProblem.RESPONDER_UNKNOWN
    # Several certificates may have the name, as when a responder's key was changed.
    refusals: list[OCSPUnusable] = []
    believed: list[ResponderPin | None] = []
    for carried in basic.certificates:
        try:
            certificate, parts = _loaded(carried)
            if not _is_named(basic, parts.subject, certificate):
                continue
            own = ResponderPin(
                issuer_key_id=issuer.key_id, sha256=hashlib.sha256(carried).hexdigest()
            )
            pin = own if own in pinned else None
            if pin is None:
                _check_appointed(certificate, parts, issuer=issuer)
            schemes = ALL_SCHEMES if pin else issuer.schemes
            if not _has_signed(basic, _sound_key(certificate), schemes):
                raise OCSPUnusable(OCSPProblem.WRONG_SIGNATURE)
            by = issuer.key_id if pin is None else _issuer_key_id(certificate)
            _check_unlisted(parts, by=by, lists=lists)
            _check_in_force(certificate, at=at)
            believed.append(pin)
        except OCSPUnusable as refusal:
            if refusal.problem is OCSPProblem.RESPONDER_REVOKED:
                raise  # The same key in another certificate does not make up for it.
            refusals.append(refusal)
    if not believed:
        raise _most_telling(refusals, otherwise=wrong)
    return believed[0]


def _most_telling(refusals: list[OCSPUnusable], *, otherwise: OCSPProblem) -> OCSPUnusable:
    refusals.sort(key=lambda refusal: refusal.problem is OCSPProblem.WRONG_SIGNATURE)
    return next(iter(refusals), OCSPUnusable(otherwise))


def _loaded(carried: bytes) -> tuple[x509.Certificate, Outline]:
    try:
        return load(carried)
    except UserError as problem:
        raise OCSPUnusable(OCSPProblem.RESPONDER_UNFIT, said=problem.code) from problem


def _is_named(basic: Basic, subject: bytes, certificate: x509.Certificate) -> bool:
    if basic.responder_key is None:
        return basic.responder_name == subject
    # RFC 6960 §4.2.1: the key's identifier is always SHA-1; it proves nothing, the signature does.
    bits = public_key_bits(certificate)
    return basic.responder_key == hashlib.sha1(bits, usedforsecurity=False).digest()


def _check_appointed(
    certificate: x509.Certificate,
    parts: Outline,
    *,
    issuer: Issuer,
) -> None:
    # RFC 6960 §4.2.2.2: the issuer's own key delegates to a responder.
    try:
        verify_issued(certificate, parts, issuer=issuer.outline, key=issuer.public_key)
    except UserError as problem:
        raise OCSPUnusable(OCSPProblem.RESPONDER_UNKNOWN, said=problem.code) from problem
    if not _may_answer(certificate.extensions):
        raise OCSPUnusable(OCSPProblem.RESPONDER_UNFIT)


def _check_unlisted(parts: Outline, *, by: str | None, lists: Iterable[RevocationList]) -> None:
    # RFC 6960 §4.2.2.2.1: id-pkix-ocsp-nocheck says that the issuer does not publish its
    # responder's status. With or without it, a responder on a list that we have is refused; without
    # a list we rely on the short life of its certificate, because asking would need a responder
    # again. A pinned certificate may be another CA's; one that does not name its issuer's key is
    # refused if any list has its serial number.
    if any(
        by in (None, known.issuer_key_id) and known.entries.reasons(parts.serial_number)
        for known in lists
    ):
        raise OCSPUnusable(OCSPProblem.RESPONDER_REVOKED)


def _issuer_key_id(certificate: x509.Certificate) -> str | None:
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.AuthorityKeyIdentifier):
            key_id = extension.value.key_identifier
            return key_id.hex() if key_id else None
    return None


def _may_answer(extensions: x509.Extensions) -> bool:
    usage = purposes = None
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.KeyUsage):
            usage = value
        elif isinstance(value, x509.ExtendedKeyUsage):
            purposes = value
        elif isinstance(value, x509.BasicConstraints) and value.ca:
            return False
        if extension.critical and extension.oid not in _UNDERSTOOD:
            return False
    # RFC 5280 §4.2.1.3: a key without keyUsage may be used for anything; the purpose is required
    # (RFC 6960 §4.2.2.2).
    return (
        (usage is None or usage.digital_signature)
        and purposes is not None
        and ExtendedKeyUsageOID.OCSP_SIGNING in purposes
    )


def _check_in_force(certificate: x509.Certificate, *, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise OCSPUnusable(OCSPProblem.RESPONDER_UNFIT, said="not in force")


def _sound_key(certificate: x509.Certificate) -> PublicKey:
    try:
        return sound_key(certificate)
    except UserError as problem:
        raise OCSPUnusable(OCSPProblem.RESPONDER_UNFIT, said=problem.code) from problem


def _has_signed(basic: Basic, key: PublicKey, schemes: frozenset[Scheme]) -> bool:
    try:
        verify(
            key=key,
            algorithm=signature_algorithm(der.Reader(basic.algorithm), digest=None),
            signature=basic.signature,
            signed=basic.signed,
            schemes=schemes,
        )
    except UserError:
        return False
    return True
