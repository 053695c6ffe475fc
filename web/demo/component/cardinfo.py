"""A card's certificates and keys in the format of pkcs11info."""

import base64

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from web.demo.authority import Card, CardKind

# PKCS#11 CKA_ID of the two key pairs of a card: "SIGN" and "KEYX".
SIGN_ID = "5349474e"
EXCHANGE_ID = "4b455958"

_RDN_NAMES = {x509.NameOID.SERIAL_NUMBER: "serialNumber"}
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


def certificate_entries(card: Card) -> list[dict[str, object]]:
    """Return the four certificates in the order and with the labels of a real card."""
    rank = "正" if card.kind is CardKind.COMPANY else ""
    return [
        _entry(card.signature_certificate, label="cert1", key_id=SIGN_ID, rank=rank),
        _entry(card.encryption_certificate, label="cert2", key_id=EXCHANGE_ID, rank=rank),
        _entry(card.issuer_certificate, label="CA Cert"),
        _entry(card.root_certificate, label="ROOT CA Cert"),
    ]


def key_entries(card: Card) -> list[dict[str, object]]:
    """Return the public halves of the card's two keys, as base64 of SubjectPublicKeyInfo."""
    pairs = ((SIGN_ID, card.signature_key), (EXCHANGE_ID, card.encryption_key))
    return [
        {
            "id": key_id,
            "keyb64": _base64(key.public_key().public_bytes(serialization.Encoding.DER, _SPKI)),
        }
        for key_id, key in pairs
    ]


def _entry(der: bytes, *, label: str, key_id: str = "", rank: str = "") -> dict[str, object]:
    certificate = x509.load_der_x509_certificate(der)
    return {
        "label": label,
        "usage": _usage(certificate),
        "sn": certificate.serial_number.to_bytes(16, "big").hex().upper(),
        "subjectDN": _name(certificate.subject),
        "issuerDN": _name(certificate.issuer),
        "certb64": _base64(der),
        "notBeforeT": int(certificate.not_valid_before_utc.timestamp()),
        "notAfterT": int(certificate.not_valid_after_utc.timestamp()),
        "id": key_id,
        "subjectID": "",
        "holderRank": rank,
        "email": "",
    }


def _usage(certificate: x509.Certificate) -> str:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    bits = (
        ("digitalSignature", usage.digital_signature),
        ("keyEncipherment", usage.key_encipherment),
        ("dataEncipherment", usage.data_encipherment),
        ("keyCertSign", usage.key_cert_sign),
        ("cRLSign", usage.crl_sign),
    )
    return "|".join(name for name, is_set in bits if is_set)


def _name(name: x509.Name) -> str:
    # In the order of the certificate, as the real helper prints it.
    return ",".join(part.rfc4514_string(_RDN_NAMES) for part in name.rdns)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
