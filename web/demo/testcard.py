"""A test card: two certificates with their keys, and the chain that a real card contains."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

# PKCS#11's CKA_ID of a card's key pairs. Those of pairs on a curve are not known of any real card.
SIGN, EXCHANGE = b"SIGN", b"KEYX"
CURVE_SIGN, CURVE_AGREE = b"SIGE", b"KEYE"


class CardKind(StrEnum):
    """A citizen's card (自然人憑證) or a company's (工商憑證)."""

    CITIZEN = "CITIZEN"
    COMPANY = "COMPANY"


class Generation(StrEnum):
    """A generation of the PKI; the issuers of both have the same name."""

    G2 = "G2"
    G3 = "G3"


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """What the issuer writes into a card's certificates."""

    kind: CardKind
    generation: Generation
    holder: str
    subject_serial: str
    card_number: str
    id_last4: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, kw_only=True)
class CardFace:
    """What can be read of a card without its PIN; certificates are DER.

    ``curve_certificates`` are of the pairs on a curve, for signatures and for key agreement, or
    there are none. Of cards that are not of the demo, any but the first may be empty.
    """

    kind: CardKind
    holder: str
    card_number: str
    signature_certificate: bytes
    encryption_certificate: bytes
    issuer_certificate: bytes
    root_certificate: bytes
    curve_certificates: tuple[bytes, ...] = ()

    def certificates(self) -> Mapping[bytes, bytes]:
        """Return the holder's certificates by the identifiers of their keys."""
        pairs = zip(
            (SIGN, EXCHANGE, CURVE_SIGN, CURVE_AGREE),
            (self.signature_certificate, self.encryption_certificate, *self.curve_certificates),
            strict=False,
        )
        return {key_id: der for key_id, der in pairs if der}


@dataclass(frozen=True, kw_only=True)
class Card(CardFace):
    """A card whose keys are at hand; a real one never gives them away."""

    signature_key: rsa.RSAPrivateKey
    encryption_key: rsa.RSAPrivateKey
    curve_key: ec.EllipticCurvePrivateKey | None = None

    def keys(self) -> Mapping[bytes, PrivateKey]:
        """Return the keys that sign, by their identifiers."""
        usual: dict[bytes, PrivateKey] = {SIGN: self.signature_key}
        return usual if self.curve_key is None else usual | {CURVE_SIGN: self.curve_key}

    def save(self, path: Path) -> None:
        """Write the card to one file, readable by its owner only."""
        values: dict[str, object] = {
            "kind": self.kind.value,
            "holder": self.holder,
            "card_number": self.card_number,
            "signature_certificate": _text(self.signature_certificate),
            "signature_key": private_pem(self.signature_key).decode("ascii"),
            "encryption_certificate": _text(self.encryption_certificate),
            "encryption_key": private_pem(self.encryption_key).decode("ascii"),
            "issuer_certificate": _text(self.issuer_certificate),
            "root_certificate": _text(self.root_certificate),
        }
        if self.curve_key is not None:
            values["curve_certificates"] = [_text(each) for each in self.curve_certificates]
            values["curve_key"] = private_pem(self.curve_key).decode("ascii")
        write_private(path, json.dumps(values, ensure_ascii=False).encode())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        :raises FileNotFoundError: when there is no such file
        """
        values: dict[str, Any] = json.loads(path.read_bytes())
        curve = values.get("curve_key")
        return cls(
            kind=CardKind(values["kind"]),
            holder=values["holder"],
            card_number=values["card_number"],
            signature_certificate=b64decode(values["signature_certificate"]),
            signature_key=load_key(values["signature_key"].encode("ascii")),
            encryption_certificate=b64decode(values["encryption_certificate"]),
            encryption_key=load_key(values["encryption_key"].encode("ascii")),
            issuer_certificate=b64decode(values["issuer_certificate"]),
            root_certificate=b64decode(values["root_certificate"]),
            # Cards of before have no pairs on a curve.
            curve_certificates=tuple(map(b64decode, values.get("curve_certificates", ()))),
            curve_key=None if curve is None else load_curve_key(curve.encode("ascii")),
        )


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whatever mode an older one had."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        path.chmod(0o600)
        file.write(content)


def private_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Load an RSA key from PKCS#8 PEM.

    :raises TypeError: when it is a key of another kind
    """
    # Validating keys would take most of the demo's start, and it wrote these itself.
    key = serialization.load_pem_private_key(
        pem, password=None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("expected an RSA key")
    return key


def load_curve_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Load a key on a curve from PKCS#8 PEM.

    :raises TypeError: when it is a key of another kind
    """
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("expected a key on a curve")
    return key


def _text(der: bytes) -> str:
    return b64encode(der).decode("ascii")
