"""A card's certificates and keys in the format of pkcs11info, of usual components and newer ones.

Newer ones were seen with a card of another CA: they begin with the root, write identifiers in
base64, and list pairs on a curve beside those of RSA. How these are labelled is not known.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from web.demo.component.codes import SERVER_VERSION
from web.demo.testcard import CURVE_AGREE, CURVE_SIGN, EXCHANGE, SIGN, CardFace, CardKind

_RDN_NAMES = {x509.NameOID.SERIAL_NUMBER: "serialNumber"}
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
_LABELS = {SIGN: "cert1", EXCHANGE: "cert2", CURVE_SIGN: "cert3", CURVE_AGREE: "cert4"}
# What newer components add to a list, and to a card in it; the model is not cut at its end.
NEWER_ANSWER: Mapping[str, object] = {
    "last_error": 0,
    "version": SERVER_VERSION,
    "installedModule": "HiCOS",
    "libraryVersion": 3.1,
}
NEWER_TOKEN: Mapping[str, object] = {
    "model": "TEST\u0000\u0000\u0004?",
    "ulMinPinLen": 6,
    "ulMaxPinLen": 8,
    "flags": 1037,
    "utcTime": "",
}
# What fits a signed number of 32 bits.
_LAST_SECOND = (1 << 31) - 1

Entry = dict[str, object]


def certificate_entries(card: CardFace, *, newer: bool) -> list[Entry]:
    """Return the card's certificates in the order and with the labels of a real card."""
    rank = "正" if card.kind is CardKind.COMPANY else ""
    own = [
        _entry(der, label=_LABELS[key_id], key_id=_id(key_id, newer=newer), rank=rank)
        for key_id, der in card.certificates().items()
        if newer or key_id in (SIGN, EXCHANGE)
    ]
    above = [
        _entry(der, label=label)
        for der, label in (
            (card.issuer_certificate, "CA Cert"),
            (card.root_certificate, "ROOT CA Cert"),
        )
        if der
    ]
    if not newer:
        return [*own, *above]
    # RSA and curve side by side, as the pairs are used.
    return [_more(entry) for entry in [*reversed(above), *own[::2], *own[1::2]]]


def key_entries(card: CardFace, *, newer: bool) -> list[Entry]:
    """Return the public halves of the card's keys, as base64 of SubjectPublicKeyInfo."""
    return [
        {
            "id": _id(key_id, newer=newer),
            "keyb64": _base64(
                x509.load_der_x509_certificate(der)
                .public_key()
                .public_bytes(serialization.Encoding.DER, _SPKI)
            ),
        }
        for key_id, der in card.certificates().items()
        if newer or key_id in (SIGN, EXCHANGE)
    ]


def _id(key_id: bytes, *, newer: bool) -> str:
    return _base64(key_id) if newer else key_id.hex()


def _entry(der: bytes, *, label: str, key_id: str = "", rank: str = "") -> Entry:
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


def _more(entry: Entry) -> Entry:
    """Add what newer components tell; a time after 2038 is 0."""
    der = base64.b64decode(str(entry["certb64"]))
    certificate = x509.load_der_x509_certificate(der)
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return entry | {
        "subjectCN": str(names[0].value) if names else "",
        "notBefore": _written(begin),
        "notAfter": _written(end),
        "notBeforeT": _seconds(begin),
        "notAfterT": _seconds(end),
        "thumbprint": hashlib.sha1(der, usedforsecurity=False).hexdigest().upper(),
        "signatureAlgorithm": certificate.signature_algorithm_oid.dotted_string,
    }


def _written(time: datetime) -> str:
    return time.strftime("%Y%m%d%H%M%SZ")


def _seconds(time: datetime) -> int:
    seconds = int(time.timestamp())
    return seconds if seconds <= _LAST_SECOND else 0


def _usage(certificate: x509.Certificate) -> str:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    bits = (
        ("digitalSignature", usage.digital_signature),
        ("keyEncipherment", usage.key_encipherment),
        ("dataEncipherment", usage.data_encipherment),
        ("keyAgreement", usage.key_agreement),
        ("keyCertSign", usage.key_cert_sign),
        ("cRLSign", usage.crl_sign),
    )
    return "|".join(name for name, is_set in bits if is_set)


def _name(name: x509.Name) -> str:
    # In the order of the certificate, as the real helper prints it.
    return ",".join(part.rfc4514_string(_RDN_NAMES) for part in name.rdns)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
