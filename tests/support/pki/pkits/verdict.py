"""The verdict of `models.pki` on a path of PKITS, and the part of it that decides."""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from models.core.errors import UserError
from models.pki.crl.status import ListProblem, ListUnusable, RevocationUnknown, check, read_list
from models.pki.path.anchors import TrustRefused
from models.pki.path.end_entity import check_issued, check_validity, load
from models.pki.path.holder import NotASignatureCertificate, PolicyRefused, read_holder
from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import Issuer, TrustStore
from tests.support.cards import AT
from tests.support.pki.pkits.cases import Case

_NO_TIME = timedelta(0)
_EXTENSIONS = {
    "2.5.29.30": "nameConstraints",
    "2.5.29.33": "policyMappings",
    "2.5.29.36": "policyConstraints",
    "2.5.29.54": "inhibitAnyPolicy",
}


class _Unclear(Exception):
    """No list gives the certificate's status; says what was wrong with those that might have."""


def judged(case: Case, *, policy: str | None) -> str | None:
    """Judge a path with every CA of it pinned; return None, or why it is refused.

    ``policy`` is required where citizens' cards must have assurance level 3; without it, policies
    are not checked.
    """
    try:
        trust = _trust(case.authorities)
        certificate, issuer = _issued(case.certificate, trust)
        _check_profile(certificate, issuer)
        if policy is not None:
            _check_policy(certificate, issuer, policy)
        _check_unrevoked(certificate, issuer, case.lists)
        while issuer.certificate.subject != issuer.certificate.issuer:
            certificate, issuer = _issued(_der(issuer), trust)
            _check_unrevoked(certificate, issuer, case.lists)
    except TrustRefused as refusal:
        return f"{type(refusal).__name__}: {_plain(str(refusal))}"
    except UserError as refusal:
        return type(refusal).__name__
    except _Unclear as refusal:
        return f"RevocationUnknown: {refusal}"
    return None


def _plain(sentence: str) -> str:
    """Describe a refusal in words that are the same for all paths and versions of a library."""
    if "basicConstraints" in sentence or "BasicConstraints" in sentence:
        return "no basicConstraints"
    for oid, name in _EXTENSIONS.items():
        if f" {oid} " in sentence:
            return name
    return re.sub(r"cannot be read \(.*", "cannot be read", sentence.removeprefix("CA: "))


def _trust(authorities: Iterable[bytes]) -> TrustStore:
    """Pin every CA as an issuer, and the trust anchor as their root."""
    anchor, *others = authorities
    pins = {_sha256(one): _pin(Role.ISSUER) for one in others} | {_sha256(anchor): _pin(Role.ROOT)}
    return TrustStore.build([anchor, *others], at=AT, pinned=pins)


def _pin(role: Role) -> Pin:
    return Pin(name="CA", role=role, generation="PKITS", kind=CardKind.CITIZEN)


def _sha256(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()


def _der(issuer: Issuer) -> bytes:
    return issuer.certificate.public_bytes(serialization.Encoding.DER)


def _issued(certificate: bytes, trust: TrustStore) -> tuple[x509.Certificate, Issuer]:
    """Find and verify the issuer of a certificate, as `models.pki.verdict` does."""
    parsed, parts = load(certificate)
    issuer = trust.issuer_of(parsed)
    check_issued(parsed, parts, issuer=issuer)
    check_validity(parsed, issuer=issuer, at=AT)
    return parsed, issuer


def _check_profile(certificate: x509.Certificate, issuer: Issuer) -> None:
    """Check the end certificate's extensions; all of the suite's may encrypt, no citizen's may."""
    try:
        read_holder(certificate, issuer=issuer)
    except NotASignatureCertificate:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        # What is not understood, and what is a CA, was refused before.
        if not (usage.digital_signature and usage.key_encipherment):
            raise


def _check_policy(certificate: x509.Certificate, issuer: Issuer, policy: str) -> None:
    """Require a policy, as `models.pki.path.holder` requires assurance level 3."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound as problem:
        raise PolicyRefused from problem
    if policy not in {one.policy_identifier.dotted_string for one in policies}:
        raise PolicyRefused
    if issuer.policies is not None and policy not in issuer.policies:
        raise PolicyRefused


def _check_unrevoked(certificate: x509.Certificate, issuer: Issuer, crls: Iterable[bytes]) -> None:
    usable, problems = [], set()
    for crl in crls:
        try:
            usable.append(read_list(crl, issuer=issuer))
        except ListUnusable as refusal:
            problems.add(refusal.problem)
    try:
        check(
            certificate.serial_number,
            usable,
            issuer_key_id=issuer.key_id,
            crl_urls=frozenset(),
            at=AT,
            grace=_NO_TIME,
            skew=_NO_TIME,
        )
    except RevocationUnknown as refusal:
        # The lists of the path's other CAs are always among them.
        others = sorted(problems - {ListProblem.WRONG_ISSUER})
        raise _Unclear(", ".join(others) or "no list of this issuer") from refusal
