"""An authority with keys on curves, as the next generation's: roots, lists, cards of both kinds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from models.pki.cms.message import read
from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import Issuer, TrustStore
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, DAY
from tests.support.pki import answers, drafts, messages
from tests.support.pki.encoding import elements, tagged

Digest = hashes.SHA256 | hashes.SHA384
CURVES = (ec.SECP256R1, ec.SECP384R1)
_SHA256 = hashes.SHA256()
_ECDSA_SHA256 = tagged(0x30, core.ObjectIdentifier("1.2.840.10045.4.3.2").dump())


@dataclass(frozen=True)
class CurveCA:
    """A CA's certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    digest: Digest

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Leaf:
    """A card's certificate and key, RSA or on a curve."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Curved:
    """A root and an issuer under it on one curve, and a card."""

    root: CurveCA
    issuer: CurveCA
    card: Leaf

    def store(self, *, at: datetime = AT) -> TrustStore:
        pinned = {
            self.root.certificate.fingerprint(_SHA256).hex(): Pin(
                name="測試根", role=Role.ROOT, generation="G4"
            ),
            self.issuer.certificate.fingerprint(_SHA256).hex(): Pin(
                name="測試", role=Role.ISSUER, generation="G4", kind=CardKind.CITIZEN
            ),
        }
        return TrustStore.build([self.root.der, self.issuer.der], at=at, pinned=pinned)

    def believed(self) -> Issuer:
        """Return the issuer as the store has it."""
        [issuer] = self.store().issuers.values()
        return issuer

    def signed(self, content: bytes = CHALLENGE) -> bytes:
        """Sign a content with the card, as the component does."""
        key = self.card.key
        message = cards.signed(
            replace(cards.citizen(), signature_certificate=self.card.der), content
        )
        if isinstance(key, rsa.RSAPrivateKey):
            return message
        attributes = read(message).attributes.signed

        def change(data: cms.SignedData) -> None:
            info = data["signer_infos"][0]
            info["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}
            info["signature"] = key.sign(attributes, ec.ECDSA(_SHA256))

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
            .sign(ca.key, ca.digest)
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
def curved(
    curve: type[ec.EllipticCurve],
    *,
    digest: type[hashes.SHA256] | type[hashes.SHA384] = hashes.SHA256,
    card: str = "on the curve",
) -> Curved:
    """Create one with the names and extensions of the third generation.

    Its card's key is on the curve too, or "RSA", as cards hold both.
    """
    authorities = cards.authority().authorities
    root = _ca(authorities["root-G3"].certificate, curve(), digest(), above=None)
    issuer = _ca(authorities["MOICA-G3"].certificate, curve(), digest(), above=root)
    good = cards.citizen()
    key = good.signature_key if card == "RSA" else ec.generate_private_key(curve())
    certificate = x509.load_der_x509_certificate(good.signature_certificate)
    return Curved(root, issuer, Leaf(_like(certificate, key, above=issuer), key))


def _ca(
    certificate: x509.Certificate,
    curve: ec.EllipticCurve,
    digest: Digest,
    *,
    above: CurveCA | None,
) -> CurveCA:
    key = ec.generate_private_key(curve)
    own = CurveCA(certificate, key, digest)
    return replace(own, certificate=_like(certificate, key, above=own if above is None else above))


def _like(
    certificate: x509.Certificate,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    *,
    above: CurveCA,
) -> x509.Certificate:
    """Reissue a certificate for another key, signed by the CA above."""
    builder = x509.CertificateBuilder(
        issuer_name=certificate.issuer,
        subject_name=certificate.subject,
        public_key=key.public_key(),
        serial_number=certificate.serial_number,
        not_valid_before=certificate.not_valid_before_utc,
        not_valid_after=certificate.not_valid_after_utc,
    )
    for extension, critical in _extensions(certificate, key, above.key):
        builder = builder.add_extension(extension, critical)
    return builder.sign(above.key, above.digest)


def _extensions(
    certificate: x509.Certificate,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
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


def on_a_curve(curve: ec.EllipticCurve, *, over: bytes = b"") -> bytes:
    """Sign with a card on a curve that a CA has issued which signs with RSA."""
    key = ec.generate_private_key(curve)
    message = cards.signed(drafts.reissued(cards.citizen(), drafts.keyed(key.public_key())))
    attributes = read(message).attributes.signed

    def change(data: cms.SignedData) -> None:
        info = data["signer_infos"][0]
        info["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}
        info["signature"] = key.sign(over or attributes, ec.ECDSA(_SHA256))

    return messages.altered(message, change)
