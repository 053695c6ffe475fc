"""The component's operations, with responses in the format of the real helpers."""

import base64
import binascii
from collections.abc import Collection, Mapping
from datetime import datetime

from cryptography import x509

from web.demo.catalogue import TestCard
from web.demo.component.cardinfo import (
    NEWER_ANSWER,
    NEWER_TOKEN,
    certificate_entries,
    key_entries,
)
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
from web.demo.component.signing import Digest, Signer, kind_of, signed_data
from web.demo.testcard import CURVE_SIGN, SIGN, CardFace

Answer = dict[str, object]

# The vendor's marker for an absent field.
_ABSENT = "__NotExistedTag__"
_DIGESTS: Mapping[str, Digest] = {
    # The real component still offers it.
    "SHA1": "sha1",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
}


def refusal(func: str, refusal: Refused, *, habits: Collection[Habit] = ()) -> Answer:
    refused = reported(refusal, habits)
    return {
        "func": func,
        "ret_code": int(refused.ret_code),
        "last_error": written(int(refused.last_error), habits),
        "message": RET_WORDS[refused.ret_code],
        "message2": LAST_WORDS.get(refused.last_error, ""),
        "version": SERVER_VERSION,
        "serverVersion": SERVER_VERSION,
    }


def list_readers(deck: Deck, *, slot: str | None, certificates: bool) -> Answer:
    """Return the readers and their cards; ``slot`` selects one reader."""
    newer = Habit.NEWER_LIST in deck.habits
    listed: list[Answer] = [
        {
            "slotDescription": reader.name,
            "token": _token(deck, reader, certificates=certificates, newer=newer),
        }
        for reader in deck.seen_readers
        if slot in (None, reader.name)
    ]
    answer: Answer = {
        "func": "pkcs11info",
        "ret_code": int(RetCode.OK),
        "message": RET_WORDS[RetCode.OK],
        "serverVersion": SERVER_VERSION,
        "slots": listed,
    }
    return {**answer, **NEWER_ANSWER} if newer else answer


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

    kind = _kind(request)
    inserted = _card_at(deck, slot_field(request))
    signer = _signer(deck, inserted, key_id=text_field(request, "keyidb64"), pin=pin)
    timed = Habit.SIGNS_TIME in deck.habits or text_field(request, "withSigningTime") == "true"
    signature = _signature(
        request, content, kind=kind, signer=signer, card=inserted.card, at=at if timed else None
    )
    # The PIN is judged first.
    if text_field(request, "checkValidity") == "true":
        _check_validity(signer.certificate, at)
    return {
        "func": "sign",
        "ret_code": int(RetCode.OK),
        "last_error": int(LastError.OK),
        "signature": _base64(signature),
        "certb64": _base64(signer.certificate),
        "cardSN": inserted.card.card_number,
        "version": SERVER_VERSION,
        **_words(deck),
    }


def _words(deck: Deck) -> Answer:
    """Return what newer components leave out of an answer that is good."""
    if Habit.NEWER_LIST in deck.habits:
        return {}
    return {
        "message": RET_WORDS[RetCode.OK],
        "message2": LAST_WORDS[LastError.OK],
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


def _check_validity(der: bytes, at: datetime) -> None:
    certificate = x509.load_der_x509_certificate(der)
    if at < certificate.not_valid_before_utc:
        raise Refused(RetCode.NOT_YET_VALID)
    if at > certificate.not_valid_after_utc:
        raise Refused(RetCode.EXPIRED)


def _signer(deck: Deck, inserted: TestCard, *, key_id: str | None, pin: str) -> Signer:
    """Return the signer for a key by its identifier in base64, by default that of RSA."""
    chip, known = deck.chip(inserted.id), inserted.card.certificates()
    wanted = next((each for each in known if key_id in (None, _base64(each))), None)
    if wanted not in (SIGN, CURVE_SIGN):
        raise Refused(RetCode.KEY_NOT_FOUND)
    return Signer(
        certificate=known[wanted],
        sign=lambda content, digest: chip.sign(content, digest=digest, key_id=wanted, pin=pin),
        kind=kind_of(known[wanted]),
    )


def _kind(request: Mapping[str, object]) -> str:
    kind = text_field(request, "signatureType")
    if kind not in ("PKCS1", "PKCS7", "RAW"):
        raise Refused(RetCode.SIGNATURE_TYPE)
    return kind


def _signature(
    request: Mapping[str, object],
    content: bytes,
    *,
    kind: str,
    signer: Signer,
    card: CardFace,
    at: datetime | None,
) -> bytes:
    digest = _hash(request)
    if kind != "PKCS7":
        return signer.sign(content, None if kind == "RAW" else digest)
    return signed_data(
        signer,
        content,
        card_number=card.card_number if text_field(request, "withCardSN") == "true" else None,
        nonce=text_field(request, "nonce"),
        signing_time=at,
        digest=digest,
    )


def _hash(request: Mapping[str, object]) -> Digest:
    name = text_field(request, "hashAlgorithm") or "SHA256"
    if name not in _DIGESTS:
        raise Refused(RetCode.BAD_PARAMETER)
    return _DIGESTS[name]


def _token(deck: Deck, reader: Reader, *, certificates: bool, newer: bool) -> Answer | str | None:
    if reader.is_empty:
        return None
    inserted = deck.card_in(reader)
    if inserted is None:
        return "unknown token"
    token: Answer = {"serialNumber": inserted.card.card_number, "label": "TEST", "model": "TEST"}
    if newer:
        token |= NEWER_TOKEN
    if certificates:
        token["certs"] = certificate_entries(inserted.card, newer=newer)
        token["keys"] = key_entries(inserted.card, newer=newer)
    return token


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
