"""The trusted issuers: pinned by fingerprint, found by key and never by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Self

from cryptography import x509

from models.core.errors import UserError, Words
from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.der.outline import UNPARSABLE, Outline
from models.pki.keys import PublicKey, schemes_below
from models.pki.path.anchors import (
    Anchor,
    AnchorUnsound,
    NoAnchors,
    key_of,
    path_to_root,
    read_anchor,
    verify_path,
)
from models.pki.path.issued import IssuerUnknown
from models.pki.path.pins import KIND_BY_UNIT, PINNED, CardKind, Pin, Role, WrongCardKind

__all__ = [
    "PINNED",
    "Authority",
    "CardKind",
    "Issuer",
    "IssuerExpired",
    "IssuerUnknown",
    "Pin",
    "Role",
    "TrustStore",
    "WrongCardKind",
]


class IssuerExpired(UserError):
    """The certificate of the issuing authority has expired."""

    zh = Words(
        title="憑證的簽發單位已到期",
        message="此憑證為舊世代憑證，已停止使用，請換發新的自然人憑證。",
    )
    en = Words(
        title="The issuer of this certificate has expired",
        message="This generation of cards is no longer supported. Have the card reissued.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """A CA above the issuers, whose lists revoke CAs."""

    key_id: str
    name: str
    outline: Outline
    public_key: PublicKey
    signs_lists: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A CA certificate of a path: its serial number, the key above it, and where lists cover it."""

    authority_key_id: str
    serial_number: int
    crl_urls: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """A CA that issues cards, verified up to its root.

    ``key_id`` is its subject key identifier in lower-case hexadecimal. ``authority`` is its subject
    name (RFC 4514), which all generations of one authority share. ``policies`` is None where
    any is allowed. ``steps`` are its own certificate and those of the CAs above it, without the
    root's. ``schemes`` are those with which its cards and responders may sign.
    """

    key_id: str
    name: str
    authority: str
    kind: CardKind
    generation: str
    certificate: x509.Certificate
    outline: Outline
    public_key: PublicKey
    policies: frozenset[str] | None
    signs_lists: bool
    not_before: datetime
    not_after: datetime
    steps: tuple[Step, ...] = ()
    schemes: frozenset[Scheme] = RSA_ONLY


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The trusted issuers, by the key that a certificate names as its issuer's.

    ``authorities`` are the CAs above the issuers, by key.
    """

    issuers: Mapping[str, Issuer]
    retired: frozenset[str]
    authorities: Mapping[str, Authority] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        certificates: Iterable[bytes],
        *,
        at: datetime,
        pinned: Mapping[str, Pin] = PINNED,
    ) -> Self:
        """Verify every issuer among the CA certificates (DER) up to its root.

        ``pinned`` maps SHA-256 in lower-case hexadecimal to pins; an operator who confirmed others
        passes ``PINNED | {…}``. Expired issuers are remembered as such.

        :raises AnchorNotPinned: when a certificate is not among ``pinned``.
        :raises AnchorUnsound: when one is malformed or does not verify.
        :raises NoAnchors: when no issuer of citizens' cards is left.
        """
        anchors = _by_key(certificates, pinned)
        issuers: dict[str, Issuer] = {}
        authorities: dict[str, Authority] = {}
        retired = set()
        for anchor in anchors.values():
            if anchor.pin.kind is None:
                continue  # A root or an intermediate CA, which issues no cards.
            if anchor.certificate.not_valid_after_utc < at:
                retired.add(anchor.key_id)
                continue
            path = path_to_root(anchor, anchors)
            if all(step.covers(at) for step in path):
                key = verify_path(path)
                issuers[anchor.key_id] = _issuer(anchor.pin.kind, key, path)
                authorities |= {above.key_id: _authority(above) for above in path[1:]}
            elif any(step.certificate.not_valid_after_utc < at for step in path):
                retired.add(anchor.key_id)
        if not any(issuer.kind is CardKind.CITIZEN for issuer in issuers.values()):
            raise NoAnchors("no issuer of citizens' cards is trusted; add its CA certificates")
        return cls(
            issuers=issuers,
            retired=frozenset(retired),
            authorities=authorities,
        )

    def issuer_of(self, certificate: x509.Certificate) -> Issuer:
        """Return the issuer with the key that a certificate names as its issuer's.

        :raises IssuerUnknown: when no trusted issuer has that key, or none is named.
        :raises IssuerExpired: when the issuer had expired before the store was built.
        :raises WrongCardKind: when it issues other cards than citizens'.
        """
        key_id = _authority_key_id(certificate)
        if key_id in self.retired:
            raise IssuerExpired
        issuer = self.issuers.get(key_id)
        if issuer is None:
            raise _unknown(certificate)
        if issuer.kind is not CardKind.CITIZEN:
            raise WrongCardKind(issuer.kind)
        return issuer


def _by_key(certificates: Iterable[bytes], pinned: Mapping[str, Pin]) -> dict[str, Anchor]:
    found: dict[str, Anchor] = {}
    for certificate in certificates:
        anchor = read_anchor(certificate, pinned=pinned)
        same = found.setdefault(anchor.key_id, anchor)
        if same.certificate != anchor.certificate:
            raise AnchorUnsound(f"{anchor.pin.name} and {same.pin.name} have the same key")
    return found


def _issuer(kind: CardKind, key: PublicKey, path: tuple[Anchor, ...]) -> Issuer:
    anchor = path[0]
    policies: frozenset[str] | None = None
    # RFC 5280 §6.1.3 (d): the policies that every CA below the root allows; the root is not
    # included.
    for step in path[:-1]:
        if step.policies is not None:
            policies = step.policies if policies is None else policies & step.policies
    return Issuer(
        key_id=anchor.key_id,
        name=anchor.pin.name,
        authority=anchor.certificate.subject.rfc4514_string(),
        kind=kind,
        generation=anchor.pin.generation,
        certificate=anchor.certificate,
        outline=anchor.outline,
        public_key=key,
        policies=policies,
        signs_lists=anchor.signs_lists,
        not_before=max(step.certificate.not_valid_before_utc for step in path),
        not_after=min(step.certificate.not_valid_after_utc for step in path),
        steps=tuple(
            Step(
                authority_key_id=above.key_id,
                serial_number=below.outline.serial_number,
                crl_urls=below.crl_urls,
            )
            for below, above in pairwise(path)
        ),
        schemes=schemes_below(key),
    )


def _authority(anchor: Anchor) -> Authority:
    return Authority(
        key_id=anchor.key_id,
        name=anchor.pin.name,
        outline=anchor.outline,
        public_key=key_of(anchor),
        signs_lists=anchor.signs_lists,
    )


def _authority_key_id(certificate: x509.Certificate) -> str:
    try:
        named = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except (*UNPARSABLE, x509.ExtensionNotFound) as problem:
        raise IssuerUnknown from problem
    return (named.value.key_identifier or b"").hex()


def _unknown(certificate: x509.Certificate) -> UserError:
    units = certificate.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    for unit in units:
        kind = KIND_BY_UNIT.get(str(unit.value))
        if kind is not None:
            return WrongCardKind(kind)
    return IssuerUnknown()
