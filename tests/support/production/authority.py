"""An authority that no project pins and an operator confirmed, and its citizens' cards.

Cards share a few keys, because making keys is slow: a card is known by its certificate.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from models.core.mode import Mode
from tests.support.pki.trust_folder import Typing, fingerprint
from web.demo import profile
from web.demo.authority import Authority, Card, CardKind, Generation
from web.demo.hierarchy import CA
from web.trust.add import TrustAdder

DAY = timedelta(days=1)
KEYS = 4
LIST_LIFE = 30 * DAY

ROOT = profile.name((x509.NameOID.ORGANIZATION_NAME, "Nightly Founded Root"))
ISSUER = profile.name(
    (x509.NameOID.ORGANIZATION_NAME, "Nightly Founded"),
    (x509.NameOID.ORGANIZATIONAL_UNIT_NAME, "Citizens"),
)


@dataclass(frozen=True, kw_only=True)
class Founded:
    """A root, an issuer of citizens' cards, and the keys of those cards."""

    authority: Authority
    keys: tuple[rsa.RSAPrivateKey, ...]
    at: datetime

    @classmethod
    def create(cls, *, at: datetime) -> Self:
        keys = [rsa.generate_private_key(65537, 2048) for _ in range(2 + KEYS)]
        root = _ca("root-G3", ROOT, keys[0], under=None, at=at)
        issuer = _ca("MOICA-G3", ISSUER, keys[1], under=root, at=at)
        authority = Authority(
            authorities={ca.name: ca for ca in (root, issuer)},
            crl_base=profile.CRL_BASE,
            key_bits=2048,
        )
        return cls(authority=authority, keys=tuple(keys[2:]), at=at)

    def confirm_into(self, folder: Path, *, mode: Mode = Mode.PRODUCTION) -> None:
        """Add both certificates to a trust folder, as an operator who types their fingerprints."""
        for name, kind, confirmed_as in (
            ("root-G3", "root", "NIGHTROOT-G3"),
            ("MOICA-G3", "citizen", "NIGHTCA-G3"),
        ):
            der = self.authority.authorities[name].der
            typing = Typing([fingerprint(der), kind, confirmed_as])
            TrustAdder(
                folder=folder, operator=typing, confirmed_by="operator", at=self.at, mode=mode
            ).add(der)

    def revocation_list(self) -> bytes:
        """Sign a list (DER) on which no card is."""
        at = self.at - DAY
        return self.authority.crl(Generation.G3, at=at, number=1, life=LIST_LIFE, revoked=())

    def card(self, number: int) -> Card:
        """Issue the card of the person of a number."""
        ca = self.authority.authorities["MOICA-G3"]
        key = self.keys[number % len(self.keys)]
        holder, last4 = f"測試・{number}", f"{number % 10_000:04}"
        certificate = profile.signed(
            subject=profile.name(
                (x509.NameOID.COMMON_NAME, holder),
                (x509.NameOID.SERIAL_NUMBER, f"{number:016}"),
            ),
            key=key.public_key(),
            issuer=ca.certificate.subject,
            issuer_key=ca.key,
            serial_number=secrets.randbits(128) | 1,
            not_before=self.at - DAY,
            not_after=self.at + 1800 * DAY,
            extensions=[
                (profile.authority_key(ca.key.public_key()), False),
                (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
                (profile.key_usage("digital_signature"), True),
                (profile.policy(), False),
                (profile.citizen_attributes(last4), False),
                (profile.points(self.authority.crl_url(ca)), False),
                (profile.access(repository=profile.REPOSITORY, responder=None), False),
            ],
        ).public_bytes(Encoding.DER)
        return Card(
            kind=CardKind.CITIZEN,
            holder=holder,
            card_number=f"TP{number:014}",
            signature_certificate=certificate,
            signature_key=key,
            encryption_certificate=certificate,
            encryption_key=key,
            issuer_certificate=ca.der,
            root_certificate=self.authority.authorities["root-G3"].der,
        )


@cache
def founded() -> Founded:
    """Found the authority once a run; its cards are valid by the machine's clock."""
    return Founded.create(at=datetime.now(UTC))


def _ca(
    name: str, subject: x509.Name, key: rsa.RSAPrivateKey, *, under: CA | None, at: datetime
) -> CA:
    signer = key if under is None else under.key
    certificate = profile.signed(
        subject=subject,
        key=key.public_key(),
        issuer=subject if under is None else under.certificate.subject,
        issuer_key=signer,
        serial_number=next(_SERIALS),
        not_before=at - 1000 * DAY,
        not_after=at + 9000 * DAY,
        extensions=[
            (profile.authority_key(signer.public_key()), False),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (profile.key_usage("key_cert_sign", "crl_sign"), True),
            *([(profile.policy(), False)] if under else []),
            (x509.BasicConstraints(ca=True, path_length=0 if under else None), True),
        ],
    )
    return CA(name=name, certificate=certificate, key=key)


_SERIALS = count(7)
