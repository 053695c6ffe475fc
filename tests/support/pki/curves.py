"""An authority with keys on curves, as the next generation's: roots, lists, cards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from models.pki.algorithms import Scheme
from models.pki.cms.message import read
from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import Issuer, TrustStore
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, DAY
from tests.support.pki import answers, messages
from tests.support.pki.encoding import elements, tagged

CURVES = (ec.SECP256R1, ec.SECP384R1)
ON = frozenset(Scheme)
_SHA256 = hashes.SHA256()
_ECDSA_SHA256 = tagged(0x30, core.ObjectIdentifier("1.2.840.10045.4.3.2").dump())


@dataclass(frozen=True)
class CurveCA:
    """A CA's certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Curved:
    """A root, an issuer under it and a card, all on one curve."""

    root: CurveCA
    issuer: CurveCA
    card: CurveCA

    def store(self, *, schemes: frozenset[Scheme] = ON, at: datetime = AT) -> TrustStore:
        pinned = {
            self.root.certificate.fingerprint(_SHA256).hex(): Pin(
                name="測試根", role=Role.ROOT, generation="G4"
            ),
            self.issuer.certificate.fingerprint(_SHA256).hex(): Pin(
                name="測試", role=Role.ISSUER, generation="G4", kind=CardKind.CITIZEN
            ),
        }
        return TrustStore.build(
            [self.root.der, self.issuer.der], at=at, pinned=pinned, schemes=schemes
        )

    def believed(self) -> Issuer:
        """Return the issuer as the store has it."""
        [issuer] = self.store().issuers.values()
        return issuer

    def signed(self, content: bytes = CHALLENGE) -> bytes:
        """Sign a content with the card, as the component does."""
        message = cards.signed(
            replace(cards.citizen(), signature_certificate=self.card.der), content
        )
        attributes = read(message).attributes.signed

        def change(data: cms.SignedData) -> None:
            info = data["signer_infos"][0]
            info["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}
            info["signature"] = self.card.key.sign(attributes, ec.ECDSA(_SHA256))

        return messages.altered(message, change)

    def crl(self, *, by: CurveCA | None = None) -> bytes:
        """Sign an empty list, by default of the issuer."""
        ca = self.issuer if by is None else by
        key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
        return (
            x509.CertificateRevocationListBuilder()
            .issuer_name(ca.certificate.subject)
            .last_update(AT - DAY / 2)
            .next_update(AT + DAY)
            .add_extension(key_id, False)
            .add_extension(x509.CRLNumber(1), False)
            .sign(ca.key, _SHA256)
            .public_bytes(Encoding.DER)
        )

    def answer(self) -> bytes:
        """Sign the issuer's own answer that the card is good."""
        single = answers.single(
            serial_number=self.card.certificate.serial_number, issuer=self.issuer
        )
        whole = answers.answer(single, responder=answers.by_key(self.issuer.certificate))
        data = elements(elements(answers.basic_of(whole))[0][1])[0]
        said = tagged(*data)
        signature = self.issuer.key.sign(said, ec.ECDSA(_SHA256))
        return answers.successful(
            tagged(0x30, said + _ECDSA_SHA256 + tagged(0x03, b"\0" + signature))
        )


@cache
def curved(curve: type[ec.EllipticCurve]) -> Curved:
    """Create one on a curve, with the names and extensions of the third generation."""
    authorities = cards.authority().authorities
    root = _like(authorities["root-G3"].certificate, curve, above=None)
    issuer = _like(authorities["MOICA-G3"].certificate, curve, above=root)
    good = x509.load_der_x509_certificate(cards.citizen().signature_certificate)
    return Curved(root, issuer, _like(good, curve, above=issuer))


def _like(
    certificate: x509.Certificate, curve: type[ec.EllipticCurve], *, above: CurveCA | None
) -> CurveCA:
    """Reissue a certificate for a key on a curve, signed by the CA above or by itself."""
    key = ec.generate_private_key(curve())
    signer = key if above is None else above.key
    builder = x509.CertificateBuilder(
        issuer_name=certificate.issuer,
        subject_name=certificate.subject,
        public_key=key.public_key(),
        serial_number=certificate.serial_number,
        not_valid_before=certificate.not_valid_before_utc,
        not_valid_after=certificate.not_valid_after_utc,
    )
    for extension, critical in _extensions(certificate, key, signer):
        builder = builder.add_extension(extension, critical)
    return CurveCA(builder.sign(signer, _SHA256), key)


def _extensions(
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
) -> Sequence[tuple[x509.ExtensionType, bool]]:
    found: list[tuple[x509.ExtensionType, bool]] = []
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.SubjectKeyIdentifier):
            value = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        elif isinstance(value, x509.AuthorityKeyIdentifier):
            value = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        found.append((value, extension.critical))
    return found
