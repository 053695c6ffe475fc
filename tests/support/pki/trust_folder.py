"""A folder of CA certificates, an unpinned authority, and an operator who answers prompts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.cards import AT, DAY
from web.demo import profile
from web.demo.hierarchy import CA
from web.trust.add import TrustAdder

ROOT_NAME = profile.name((x509.NameOID.ORGANIZATION_NAME, "Newly Founded Root"))
ISSUER_NAME = profile.name((x509.NameOID.ORGANIZATION_NAME, "Newly Founded Authority"))


def newly_founded() -> tuple[bytes, bytes]:
    """Return a root and an issuer that are as sound as real ones, and pinned nowhere."""
    root, issuer = founded()
    return root.der, issuer.der


@cache
def founded() -> tuple[CA, CA]:
    """Create the same with their keys."""
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    made = []
    for key, subject in zip(keys, (ROOT_NAME, ISSUER_NAME), strict=True):
        extensions = [
            (profile.authority_key(keys[0].public_key()), False),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (profile.key_usage("key_cert_sign", "crl_sign"), True),
            (x509.BasicConstraints(ca=True, path_length=None), True),
        ]
        certificate = profile.signed(
            subject=subject,
            key=key.public_key(),
            issuer=ROOT_NAME,
            issuer_key=keys[0],
            serial_number=7,
            not_before=AT - 1000 * DAY,
            not_after=AT + 1000 * DAY,
            extensions=extensions,
        )
        made.append(CA(name="newly founded", certificate=certificate, key=key))
    return made[0], made[1]


def no_authority() -> bytes:
    """Create a certificate that may not issue others."""
    key = rsa.generate_private_key(65537, 2048)
    return profile.signed(
        subject=ISSUER_NAME,
        key=key.public_key(),
        issuer=ISSUER_NAME,
        issuer_key=key,
        serial_number=8,
        not_before=AT - DAY,
        not_after=AT + DAY,
        extensions=[
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (profile.key_usage("digital_signature"), True),
            (x509.BasicConstraints(ca=False, path_length=None), True),
        ],
    ).public_bytes(Encoding.DER)


def fingerprint(certificate: bytes) -> str:
    """Format a fingerprint as authorities do: AB:CD:…"""
    digits = hashlib.sha256(certificate).hexdigest().upper()
    return ":".join(digits[place : place + 2] for place in range(0, 64, 2))


@dataclass
class Typing:
    """An operator with prepared answers; records the prompts."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)

    def text(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)

    def choice(self, question: str, choices: Sequence[str]) -> str:
        chosen = self.text(question)
        assert chosen in choices
        return chosen


def adder(folder: Path, *answers: str) -> TrustAdder:
    """Return an adder with an operator who types these; without any, nobody is at the terminal."""
    operator = Typing(list(answers)) if answers else None
    return TrustAdder(folder=folder, operator=operator, confirmed_by="operator", at=AT)


def confirm_both(folder: Path) -> None:
    """Add root and issuer of the unpinned authority."""
    root, issuer = newly_founded()
    adder(folder, fingerprint(root), "root", "NEWROOT-G4").add(root)
    adder(folder, fingerprint(issuer), "citizen", "NEWCA-G4").add(issuer)
