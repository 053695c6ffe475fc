"""The files of ``tests/fixtures/captures``, made of written words.

``python -m tests.support.pki.captured.files`` writes them again; a test compares them.
"""

import base64
import hashlib
import json
from collections.abc import Mapping

from models.pki.explain.redacted import redacted
from tests.support.paths import ROOT
from tests.support.pki.captured.card import (
    CARD_NUMBER,
    SINCE,
    UNTIL,
    authorities,
    leaf,
    message,
)
from tests.support.pki.encoding import tagged

FOLDER = ROOT / "tests/fixtures/captures"
WITHOUT_NUMBER = "company-1.3.8.json"
WITH_NUMBER = "company-1.3.8-card-number.json"
LAST_TRY = "last-try-64-bit.json"
# The pairs on the card, in their order: what the component calls their use, and our words.
_PAIRS = {
    "RSA signature": ("digitalSignature", "digital_signature"),
    "RSA encipherment": ("keyEncipherment|dataEncipherment", "key_encipherment|data_encipherment"),
    "EC signature": ("digitalSignature", "digital_signature"),
    "EC agreement": ("keyAgreement", "key_agreement"),
}
# How tokens fill what has no characters left.
_UNTRIMMED = "TEST model      \x00\x01~"


def files() -> Mapping[str, str]:
    """Return each file's content, by name."""
    numbered = message(card_number=tagged(0x13, CARD_NUMBER.encode()))
    captures: dict[str, list[dict[str, object]]] = {
        WITHOUT_NUMBER: [_information(), _signature(message())],
        WITH_NUMBER: [_signature(numbered)],
        LAST_TRY: [_wrong_pin()],
    }
    return {
        **{name: _written({"replies": replies}) for name, replies in captures.items()},
        **{
            name.replace(".json", ".redacted.json"): _written(redacted(replies))
            for name, replies in captures.items()
        },
    }


def _information() -> dict[str, object]:
    root, authority = authorities()
    certificates = [
        _listed("ROOT CA Cert", root, usage=None),
        _listed("CA Cert", authority, usage="keyCertSign|cRLSign"),
    ]
    certificates += [
        _listed(f"cert{place}", leaf(word, usage), usage=told)
        for place, (word, (told, usage)) in enumerate(_PAIRS.items(), start=1)
    ]
    token: dict[str, object] = {
        "label": "TEST card",
        "manufacturerID": "TEST",
        "model": _UNTRIMMED,
        "serialNumber": CARD_NUMBER,
        "flags": 1037,
        "ulMaxPinLen": 8,
        "ulMinPinLen": 6,
        "utcTime": "",
        "certs": certificates,
        "keys": [{"id": _id(word), "keyb64": _text(word.encode())} for word in _PAIRS],
    }
    return {
        "func": "pkcs11info",
        "ret_code": 0,
        "last_error": 0,
        "version": "2.3.2",
        "serverVersion": "1.3.8",
        "libraryVersion": 2.3,
        "installedModule": "TEST module",
        "slots": [{"slotDescription": "TEST reader 0", "slotFlags": 7, "token": token}],
    }


def _listed(label: str, certificate: bytes, *, usage: str | None) -> dict[str, object]:
    listed: dict[str, object] = {
        "label": label,
        "usage": usage,
        "subjectCN": "測試辛",
        "notBeforeT": int(SINCE.timestamp()),
        "notAfterT": int(UNTIL.timestamp()),
        "thumbprint": hashlib.sha256(certificate).hexdigest(),
        "signatureAlgorithm": "sha256ECDSA",
        "id": _id(label),
        "certb64": _text(certificate),
    }
    return {name: value for name, value in listed.items() if value is not None}


def _signature(cms: bytes) -> dict[str, object]:
    # A good one has neither a message nor the version of the server.
    return {
        "func": "sign",
        "ret_code": 0,
        "last_error": 0,
        "signature": _text(cms),
        "certb64": _text(leaf("RSA signature", "digital_signature")),
        "cardSN": CARD_NUMBER,
    }


def _wrong_pin() -> dict[str, object]:
    """Return what comes of a wrong PIN: 64 bits with the sign extended."""
    return {
        "func": "sign",
        "ret_code": 0x76100006,
        "last_error": 0xFFFFFFFF80000001,
        "message": "TEST message",
        "serverVersion": "1.3.8",
    }


def _id(word: str) -> str:
    return _text(hashlib.sha256(word.encode()).digest()[:8])


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _written(capture: Mapping[str, object]) -> str:
    return json.dumps(capture, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
