"""Certificates that no CA would issue: a valid one, changed in one place and signed again."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from asn1crypto import core, keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from tests.support.cards import authority
from tests.support.pki.encoding import tagged
from web.demo.authority import Card, CardKind, Generation
from web.demo.profile import Fields


class Extension(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types.
    """An extension whose value may be anything."""

    _fields: ClassVar[Fields] = [
        ("extn_id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("extn_value", core.OctetString),
    ]


class Extensions(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types.
    """Extensions whose values may be anything."""

    _child_spec = Extension


class Tbs(x509.TbsCertificate):  # type: ignore[misc]  # asn1crypto has no types.
    """The inner part of a certificate, in which even wrong extensions can be written."""

    _fields: ClassVar[Fields] = [
        *x509.TbsCertificate._fields[:-1],
        ("extensions", Extensions, {"explicit": 3, "optional": True}),
    ]


Change = Callable[[Tbs], None]


def reissued(card: Card, change: Change, *, by: rsa.RSAPrivateKey | None = None) -> Card:
    """Change a card's signature certificate, and sign it again by its issuer or by ``by``."""
    tbs = inner(card)
    change(tbs)
    kind = CardKind.COMPANY if card.kind is CardKind.COMPANY else CardKind.CITIZEN
    owners = [authority().issuer(kind=kind, generation=generation) for generation in Generation]
    key = by or next(ca.key for ca in owners if ca.der == card.issuer_certificate)
    return replace(card, signature_certificate=certified(tbs, key=key))


def inner(card: Card) -> Tbs:
    """Return the signed part of a card's signature certificate."""
    certificate = x509.Certificate.load(card.signature_certificate)
    tbs: Tbs = Tbs.load(certificate["tbs_certificate"].dump())
    return tbs


def certified(
    tbs: Tbs,
    *,
    key: rsa.RSAPrivateKey,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:
    """Sign a certificate's inner part, by default with SHA-256."""
    digest = hashes.SHA256() if algorithm is None else algorithm
    tbs["signature"] = {"algorithm": f"{digest.name}_rsa"}
    signed_part = tbs.dump(force=True)
    signature = key.sign(signed_part, padding.PKCS1v15(), digest)
    outer = core.OctetBitString(signature).dump()
    return tagged(0x30, signed_part + tbs["signature"].dump() + outer)


def without(oid: str) -> Change:
    def change(tbs: Tbs) -> None:
        tbs["extensions"] = [e for e in tbs["extensions"] if e["extn_id"].native != oid]

    return change


def adding(oid: str, value: bytes, *, critical: str = "no") -> Change:
    """Add an extension at the end, ``critical`` if "yes"."""

    def change(tbs: Tbs) -> None:
        extension = {
            "extn_id": oid,
            "critical": critical == "yes",
            "extn_value": value,
        }
        tbs["extensions"] = [*tbs["extensions"], extension]

    return change


def putting(oid: str, value: bytes, *, critical: str = "no") -> Change:
    """Replace an extension."""

    def change(tbs: Tbs) -> None:
        without(oid)(tbs)
        adding(oid, value, critical=critical)(tbs)

    return change


def keyed(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> Change:
    """Replace the public key."""
    spki = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def change(tbs: Tbs) -> None:
        tbs["subject_public_key_info"] = keys.PublicKeyInfo.load(spki)

    return change


def numbered(*, modulus: int, exponent: int) -> Change:
    """Replace the public key by one of these numbers, however unsound."""

    def change(tbs: Tbs) -> None:
        numbers = keys.RSAPublicKey({"modulus": modulus, "public_exponent": exponent})
        tbs["subject_public_key_info"] = keys.PublicKeyInfo.wrap(numbers, "rsa")

    return change
