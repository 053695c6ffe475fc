"""A test card: two certificates with their keys, and the chain that a real card contains."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class CardKind(StrEnum):
    """A citizen's card (自然人憑證) or a company's (工商憑證)."""

    CITIZEN = "CITIZEN"
    COMPANY = "COMPANY"


@dataclass(frozen=True, kw_only=True)
class Card:
    """The content of a chip card; certificates are DER."""

    kind: CardKind
    holder: str
    card_number: str
    signature_certificate: bytes
    signature_key: rsa.RSAPrivateKey
    encryption_certificate: bytes
    encryption_key: rsa.RSAPrivateKey
    issuer_certificate: bytes
    root_certificate: bytes

    def save(self, path: Path) -> None:
        """Write the card to one file, readable by its owner only."""
        values = {
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
        write_private(path, json.dumps(values, ensure_ascii=False).encode())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        :raises FileNotFoundError: when there is no such file
        """
        values: dict[str, str] = json.loads(path.read_bytes())
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
        )


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whatever mode an older one had."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        path.chmod(0o600)
        file.write(content)


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
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


def _text(der: bytes) -> str:
    return b64encode(der).decode("ascii")
