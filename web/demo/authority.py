"""The demo's certificate authority: the profile of real cards, with test names and keys."""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from models.pki.path import pins
from models.pki.path.pins import Pin, Role
from web.demo import profile
from web.demo.hierarchy import CA, ISSUERS, ROOTS, create_authorities
from web.demo.profile import Revocation
from web.demo.testcard import (
    Card,
    CardFace,
    CardFacts,
    CardKind,
    Generation,
    PublicKey,
    load_key,
    private_pem,
    write_private,
)

__all__ = ["Authority", "Card", "CardKind", "Generation", "Revocation", "partition_of"]

# Partitions of the demo's complete list; how many MOICA has is not known.
PARTITIONS = 32
TEST_ONLY = "TEST ONLY"
_KINDS = {
    "MOICA-G2": pins.CardKind.CITIZEN,
    "MOICA-G3": pins.CardKind.CITIZEN,
    "MOEACA-G2": pins.CardKind.COMPANY,
}


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
        """Issue a card: keys, or one ``key`` for both uses, and a certificate for each."""
        facts = CardFacts(
            kind=kind,
            generation=generation,
            holder=holder,
            subject_serial=subject_serial,
            card_number=card_number,
            id_last4=id_last4,
            not_before=not_before,
            not_after=not_after,
        )
        return self.issue_as(facts, key=key)

    def issue_as(self, facts: CardFacts, *, key: rsa.RSAPrivateKey | None = None) -> Card:
        keys = [key or rsa.generate_private_key(65537, self.key_bits) for _ in range(2)]
        curves = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
        public: list[PublicKey] = [key.public_key() for key in keys]
        face = self.certify(facts, [*public, *(key.public_key() for key in curves)])
        return Card(
            **{field.name: getattr(face, field.name) for field in fields(face)},
            signature_key=keys[0],
            encryption_key=keys[1],
            curve_key=curves[0],
        )

    def certify(self, facts: CardFacts, keys: Sequence[PublicKey]) -> CardFace:
        """Issue the certificates of a card whose keys stay where they were made.

        ``keys`` are those for signatures and for encryption, and perhaps two on a curve, for
        signatures and for key agreement.
        """
        ca = self.issuer(kind=facts.kind, generation=facts.generation)
        first, second, *curves = (
            self._certificate(facts, key, bits)
            for key, bits in zip(keys, profile.USES, strict=False)
        )
        return CardFace(
            kind=facts.kind,
            holder=facts.holder,
            card_number=facts.card_number,
            signature_certificate=first,
            encryption_certificate=second,
            issuer_certificate=ca.der,
            root_certificate=self.root_of(ca).der,
            curve_certificates=tuple(curves),
        )

    def _certificate(self, facts: CardFacts, key: PublicKey, bits: Sequence[str]) -> bytes:
        ca = self.issuer(kind=facts.kind, generation=facts.generation)
        serial_number = secrets.randbits(128) | 1
        subject, attributes = profile.person(facts)
        certificate = profile.signed(
            subject=subject,
            key=key,
            issuer=ca.certificate.subject,
            issuer_key=ca.key,
            serial_number=serial_number,
            not_before=facts.not_before,
            not_after=facts.not_after,
            extensions=[
                (profile.authority_key(ca.key.public_key()), False),
                (x509.SubjectKeyIdentifier.from_public_key(key), False),
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
        return certificate.public_bytes(serialization.Encoding.DER)

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
        point: str | None = None,
    ) -> bytes:
        """Sign a revocation list (DER): the complete one, or the entries of one partition.

        ``point`` is an address that the complete one names as its own.
        """
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
            point = self.crl_url(ca, partition=partition)
        if point is not None:
            builder = builder.add_extension(profile.scope(point), True)
        for entry in revoked:
            if partition in (None, partition_of(entry.serial_number)):
                builder = builder.add_revoked_certificate(profile.entry(entry))
        return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def partition_of(serial_number: int) -> int:
    return serial_number % PARTITIONS
