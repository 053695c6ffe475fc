"""The component's operations, with responses in the format of the real helpers."""

import base64
import binascii
from collections.abc import Collection, Mapping
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from web.demo.authority import Card
from web.demo.catalogue import TestCard
from web.demo.component.cardinfo import SIGN_ID, certificate_entries, key_entries
from web.demo.component.codes import (
    LAST_WORDS,
    RET_WORDS,
    SERVER_VERSION,
    LastError,
    Refused,
    RetCode,
)
from web.demo.component.deck import Deck, Reader
from web.demo.component.habits import Habit, reported, written
from web.demo.component.signing import Digest, sign

Answer = dict[str, object]

# The vendor's marker for an absent field.
_ABSENT = "__NotExistedTag__"
_HASHES: Mapping[str, tuple[Digest, hashes.HashAlgorithm]] = {
    "SHA1": ("sha1", hashes.SHA1()),  # noqa: S303  # The real component still offers it.
    "SHA256": ("sha256", hashes.SHA256()),
    "SHA384": ("sha384", hashes.SHA384()),
    "SHA512": ("sha512", hashes.SHA512()),
}


def refusal(func: str, refusal: Refused, *, habits: Collection[Habit] = ()) -> Answer:
    refused = reported(refusal, habits)
    return {
        "func": func,
        "ret_code": int(refused.ret_code),
        "last_error": written(int(refused.last_error), habits),
        "message": RET_WORDS[refused.ret_code],
        "message2": LAST_WORDS[refused.last_error],
        "version": SERVER_VERSION,
        "serverVersion": SERVER_VERSION,
    }


def list_readers(deck: Deck, *, slot: str | None, certificates: bool) -> Answer:
    """Return the readers and their cards; ``slot`` selects one reader."""
    readers = [reader for reader in deck.seen_readers if slot in (None, reader.name)]
    return {
        "func": "pkcs11info",
        "ret_code": int(RetCode.OK),
        "message": RET_WORDS[RetCode.OK],
        "serverVersion": SERVER_VERSION,
        "slots": [
            {
                "slotDescription": reader.name,
                "token": _token(deck, reader, certificates=certificates),
            }
            for reader in readers
        ],
    }


def make_signature(deck: Deck, request: Mapping[str, object], *, at: datetime) -> Answer:
    """Sign ``tbs`` as MakeSignature does; a wrong PIN uses up a try.

    :raises Refused: when a field is missing or malformed, no card can sign, or the PIN is wrong
    """
    tbs = text_field(request, "tbs")
    if tbs is None:
        raise Refused(RetCode.TBS_MISSING)
    pin = text_field(request, "pin")
    if pin is None:
        raise Refused(RetCode.PIN_MISSING)
    content = _content(request, tbs)
    _hash(request)

    inserted = _card_at(deck, slot_field(request))
    deck.log_in(inserted, pin=pin)
    if text_field(request, "checkValidity") == "true":
        _check_validity(inserted.card, at)
    if text_field(request, "keyidb64") not in (None, _base64(bytes.fromhex(SIGN_ID))):
        raise Refused(RetCode.KEY_NOT_FOUND)
    timed = Habit.SIGNS_TIME in deck.habits or text_field(request, "withSigningTime") == "true"
    signature = _signature(request, content, card=inserted.card, at=at if timed else None)
    return {
        "func": "sign",
        "ret_code": int(RetCode.OK),
        "last_error": int(LastError.OK),
        "signature": _base64(signature),
        "certb64": _base64(inserted.card.signature_certificate),
        "cardSN": inserted.card.card_number,
        "message": RET_WORDS[RetCode.OK],
        "message2": LAST_WORDS[LastError.OK],
        "version": SERVER_VERSION,
        "serverVersion": SERVER_VERSION,
    }


def text_field(request: Mapping[str, object], name: str) -> str | None:
    """Return a field's text; None when it is absent, empty or the vendor's marker for absent.

    :raises Refused: when the field is not a string
    """
    value = request.get(name)
    if value is None or value in ("", _ABSENT):
        return None
    if not isinstance(value, str):
        raise Refused(RetCode.BAD_PARAMETER)
    return value


def slot_field(request: Mapping[str, object]) -> str | None:
    """Return the requested reader; None, the first, also for the number that one sample sends."""
    value = request.get("slotDescription")
    return value if isinstance(value, str) and value not in ("", _ABSENT) else None


def _content(request: Mapping[str, object], tbs: str) -> bytes:
    # RAW contains a DigestInfo, which is base64 whatever tbsEncoding is.
    raw = text_field(request, "signatureType") == "RAW"
    encoding = "base64" if raw else text_field(request, "tbsEncoding") or "NONE"
    if encoding == "NONE":
        return tbs.encode()
    if encoding != "base64":
        raise Refused(RetCode.BAD_PARAMETER)
    try:
        # A `+` that the form turned into a space is refused here, as by the real component.
        return base64.b64decode(tbs, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(RetCode.NOT_BASE64) from error


def _card_at(deck: Deck, slot: str | None) -> TestCard:
    readers = deck.seen_readers
    if not readers:
        raise Refused(RetCode.NO_READER)
    named = [reader for reader in readers if slot in (None, reader.name)]
    if not named:
        raise Refused(RetCode.READER_UNKNOWN)
    reader = named[0]
    if reader.is_empty:
        raise Refused(RetCode.NO_CARD, LastError.TOKEN_NOT_PRESENT)
    inserted = deck.card_in(reader)
    if inserted is None:
        raise Refused(RetCode.CARD_UNREADABLE, LastError.TOKEN_NOT_RECOGNISED)
    return inserted


def _check_validity(card: Card, at: datetime) -> None:
    certificate = x509.load_der_x509_certificate(card.signature_certificate)
    if at < certificate.not_valid_before_utc:
        raise Refused(RetCode.NOT_YET_VALID)
    if at > certificate.not_valid_after_utc:
        raise Refused(RetCode.EXPIRED)


def _signature(
    request: Mapping[str, object], content: bytes, *, card: Card, at: datetime | None
) -> bytes:
    kind = text_field(request, "signatureType")
    digest, method = _hash(request)
    if kind == "PKCS1":
        return card.signature_key.sign(content, padding.PKCS1v15(), method)
    if kind == "RAW":
        return card.signature_key.sign(content, padding.PKCS1v15(), NoDigestInfo())
    if kind != "PKCS7":
        raise Refused(RetCode.SIGNATURE_TYPE)
    return sign(
        card,
        content,
        with_card_number=text_field(request, "withCardSN") == "true",
        nonce=text_field(request, "nonce"),
        signing_time=at,
        digest=digest,
    )


def _hash(request: Mapping[str, object]) -> tuple[Digest, hashes.HashAlgorithm]:
    name = text_field(request, "hashAlgorithm") or "SHA256"
    if name not in _HASHES:
        raise Refused(RetCode.BAD_PARAMETER)
    return _HASHES[name]


def _token(deck: Deck, reader: Reader, *, certificates: bool) -> Answer | str | None:
    if reader.is_empty:
        return None
    inserted = deck.card_in(reader)
    if inserted is None:
        return "unknown token"
    token: Answer = {"serialNumber": inserted.card.card_number, "label": "TEST", "model": "TEST"}
    if certificates:
        token["certs"] = certificate_entries(inserted.card)
        token["keys"] = key_entries(inserted.card)
    return token


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
