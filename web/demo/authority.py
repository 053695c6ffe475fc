"""The demo's certificate authority: the profile of real cards, with test names and keys."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from models.pki.path import pins
from models.pki.path.pins import Pin, Role
from web.demo import profile
from web.demo.hierarchy import CA, ISSUERS, ROOTS, create_authorities
from web.demo.testcard import Card, CardKind, load_key, private_pem, write_private

__all__ = ["Authority", "Card", "CardKind", "Generation", "Revocation", "partition_of"]

# Partitions of the demo's complete list; how many MOICA has is not known.
PARTITIONS = 32
TEST_ONLY = "TEST ONLY"
_KINDS = {
    "MOICA-G2": pins.CardKind.CITIZEN,
    "MOICA-G3": pins.CardKind.CITIZEN,
    "MOEACA-G2": pins.CardKind.COMPANY,
}


class Generation(StrEnum):
    """A generation of the PKI; the issuers of both have the same name."""

    G2 = "G2"
    G3 = "G3"


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """An entry of a revocation list; ``certificate_hold`` suspends the certificate."""

    serial_number: int
    at: datetime
    reason: x509.ReasonFlags | None = None


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Issues test cards and revocation lists as MOICA (G2, G3) and MOEACA do."""

    authorities: dict[str, CA]
    crl_base: str
    key_bits: int

    @classmethod
    def create(
        cls, *, at: datetime, crl_base: str = profile.CRL_BASE, key_bits: int = 2048
    ) -> Self:
        """Create two roots, two issuers of citizens' cards with one name, one of companies'."""
        authorities = create_authorities(at=at, bits=key_bits)
        return cls(authorities=authorities, crl_base=crl_base, key_bits=key_bits)

    def save(self, directory: Path) -> None:
        """Write certificates and keys, readable by their owner only."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ca in self.authorities.values():
            (directory / f"{ca.name}.der").write_bytes(ca.der)
            write_private(directory / f"{ca.name}.key", private_pem(ca.key))
        settings = {"crl_base": self.crl_base, "key_bits": self.key_bits}
        (directory / "authority.json").write_text(json.dumps(settings))

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read what `save` wrote.

        :raises FileNotFoundError: when a file is missing
        """
        settings = json.loads((directory / "authority.json").read_text())
        authorities = {
            name: CA(
                name=name,
                certificate=x509.load_der_x509_certificate(
                    (directory / f"{name}.der").read_bytes()
                ),
                key=load_key((directory / f"{name}.key").read_bytes()),
            )
            for name in (*ROOTS, *ISSUERS)
        }
        return cls(
            authorities=authorities,
            crl_base=settings["crl_base"],
            key_bits=int(settings["key_bits"]),
        )

    def anchors(self) -> tuple[bytes, ...]:
        """Return every CA certificate as DER, roots first."""
        return tuple(ca.der for ca in self.authorities.values())

    def pins(self) -> dict[str, Pin]:
        """Return the pins of the anchors, for `TrustStore.build`."""
        return {
            ca.sha256: Pin(
                name=f"{TEST_ONLY} {ca.name}",
                role=Role.ROOT if ca.name in ROOTS else Role.ISSUER,
                generation=ca.name[-2:],
                kind=_KINDS.get(ca.name),
            )
            for ca in self.authorities.values()
        }

    def issuer(self, *, kind: CardKind, generation: Generation) -> CA:
        """Return the issuer of such cards; companies' cards have one for both generations."""
        company = kind is CardKind.COMPANY
        return self.authorities["MOEACA-G2" if company else f"MOICA-{generation}"]

    def root_of(self, ca: CA) -> CA:
        return self.authorities[ISSUERS[ca.name][1]]

    def crl_url(self, ca: CA, *, partition: int | None = None) -> str:
        """Return the URL of a partition of the issuer's list, or of the complete one."""
        stem = ca.name.removesuffix("-G2")
        part = "complete" if partition is None else f"10-{partition}"
        return f"{self.crl_base}/{stem}-{part}.crl"

    def issue(
        self,
        *,
        kind: CardKind,
        generation: Generation,
        holder: str,
        subject_serial: str,
        card_number: str,
        id_last4: str,
        not_before: datetime,
        not_after: datetime,
        key: rsa.RSAPrivateKey | None = None,
    ) -> Card:
        """Issue a card: a signature and an encryption certificate with a key each.

        A real card makes its own keys; ``key`` is one for both, where many cards are wanted soon.
        """
        given = key
        ca = self.issuer(kind=kind, generation=generation)
        subject, attributes = _person(kind, holder, subject_serial, id_last4)
        pairs = []
        for bits in (("digital_signature",), ("key_encipherment", "data_encipherment")):
            key = given or rsa.generate_private_key(65537, self.key_bits)
            serial_number = secrets.randbits(128) | 1
            certificate = profile.signed(
                subject=subject,
                key=key.public_key(),
                issuer=ca.certificate.subject,
                issuer_key=ca.key,
                serial_number=serial_number,
                not_before=not_before,
                not_after=not_after,
                extensions=[
                    (profile.authority_key(ca.key.public_key()), False),
                    (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
                    (profile.key_usage(*bits), True),
                    (profile.policy(), False),
                    (attributes, False),
                    (profile.points(*self._points(ca, serial_number)), False),
                    (
                        profile.access(repository=profile.REPOSITORY, responder=profile.RESPONDER),
                        False,
                    ),
                ],
            )
            pairs.append((certificate.public_bytes(serialization.Encoding.DER), key))
        return Card(
            kind=kind,
            holder=holder,
            card_number=card_number,
            signature_certificate=pairs[0][0],
            signature_key=pairs[0][1],
            encryption_certificate=pairs[1][0],
            encryption_key=pairs[1][1],
            issuer_certificate=ca.der,
            root_certificate=self.root_of(ca).der,
        )

    def _points(self, ca: CA, serial_number: int) -> tuple[str, str]:
        partition = partition_of(serial_number)
        return self.crl_url(ca, partition=partition), self.crl_url(ca)

    def crl(
        self,
        generation: Generation,
        *,
        at: datetime,
        number: int,
        life: timedelta,
        revoked: Iterable[Revocation],
        partition: int | None = None,
        kind: CardKind = CardKind.CITIZEN,
    ) -> bytes:
        """Sign a revocation list (DER): the complete one, or the entries of one partition."""
        ca = self.issuer(kind=kind, generation=generation)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(ca.certificate.subject)
            .last_update(at)
            .next_update(at + life)
            .add_extension(profile.authority_key(ca.key.public_key()), False)
            .add_extension(x509.CRLNumber(number), False)
        )
        if partition is not None:
            url = x509.UniformResourceIdentifier(self.crl_url(ca, partition=partition))
            scope = x509.IssuingDistributionPoint([url], None, False, False, None, False, False)
            builder = builder.add_extension(scope, True)
        for entry in revoked:
            if partition in (None, partition_of(entry.serial_number)):
                builder = builder.add_revoked_certificate(_entry(entry))
        return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def partition_of(serial_number: int) -> int:
    return serial_number % PARTITIONS


def _entry(revocation: Revocation) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(revocation.serial_number)
        .revocation_date(revocation.at)
    )
    if revocation.reason is not None:
        builder = builder.add_extension(x509.CRLReason(revocation.reason), False)
    return builder.build()


def _person(
    kind: CardKind, holder: str, subject_serial: str, id_last4: str
) -> tuple[x509.Name, x509.UnrecognizedExtension]:
    if kind is CardKind.COMPANY:
        subject = profile.name(
            (x509.NameOID.ORGANIZATION_NAME, holder), (x509.NameOID.SERIAL_NUMBER, subject_serial)
        )
        return subject, profile.company_attributes(subject_serial)
    subject = profile.name(
        (x509.NameOID.COMMON_NAME, holder), (x509.NameOID.SERIAL_NUMBER, subject_serial)
    )
    return subject, profile.citizen_attributes(id_last4)
