"""The signed attributes of a card's message, which the signature covers besides the content."""

from dataclasses import dataclass
from datetime import datetime

from models.core.errors import UserError, Words
from models.pki.cms.card_number import read_text
from models.pki.der import reader as der


class SignedAttributesWrong(UserError):
    """The signed attributes are missing, duplicated or do not match the content."""

    zh = Words(title="簽章格式不符", message="簽章屬性不正確。請更新跨平台網頁元件後再試。")
    en = Words(
        title="The signature has an unexpected format",
        message=("The signed attributes are not valid. Update the card component and try again."),
    )


@dataclass(frozen=True, slots=True)
class SignedAttributes:
    """The signed attributes that are used here.

    ``signed`` are the bytes that the signature covers, and ``is_sorted`` tells whether they are in
    DER order. ``card_number`` is unchecked text; ``nonce`` are its content octets.
    ``signing_time`` is what the signer's computer says, None where that is not a time.
    """

    signed: bytes
    is_sorted: bool
    message_digest: bytes
    card_number: str | None
    nonce: bytes | None
    signing_time: datetime | None


ID_DATA = der.oid("1.2.840.113549.1.7.1")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_TIME = der.oid("1.2.840.113549.1.9.5")
_NONCE = der.oid("1.2.840.113549.1.9.25.3")
_CARD_NUMBER = der.oid("2.16.886.1.100.2.204")
_MOST = 32


def read_attributes(signer: der.Reader) -> SignedAttributes:
    """Read the signed attributes that come next in a SignerInfo (RFC 5652 §5.3, §11).

    The signature covers them in the order in which they were received, which is not judged.

    :raises SignedAttributesWrong: when they are absent or duplicated, or when content-type or
        message-digest is absent or not of the content.
    :raises der.Malformed: when they do not have the form of attributes.
    """
    if signer.next_tag() != der.context(0):
        raise SignedAttributesWrong
    raw = signer.whole(der.context(0))
    # RFC 5652 §5.4: the signature covers the DER of SET OF, which differs only in the tag. To sort
    # what a signer has not sorted would change what it signed.
    signed = bytes([der.SET]) + raw[1:]
    values, is_sorted = _values(signed)
    if _required(values, _CONTENT_TYPE, der.OBJECT_IDENTIFIER) != ID_DATA:
        raise SignedAttributesWrong
    return SignedAttributes(
        signed=signed,
        is_sorted=is_sorted,
        message_digest=_required(values, _MESSAGE_DIGEST, der.OCTET_STRING),
        card_number=_card_number(values),
        nonce=_one(values, _NONCE)[1] if _NONCE in values else None,
        signing_time=_signing_time(values),
    )


def _values(signed: bytes) -> tuple[dict[bytes, bytes], bool]:
    attributes = der.Reader(signed).enter(der.SET)
    found: dict[bytes, bytes] = {}
    before, is_sorted = b"", True
    while attributes.next_tag() is not None:
        at = attributes.at
        attribute = attributes.enter(der.SEQUENCE)
        raw = signed[at : attributes.at]
        kind = attribute.content(der.OBJECT_IDENTIFIER)
        # RFC 5652 §11: no type occurs twice.
        if kind in found or len(found) == _MOST:
            raise SignedAttributesWrong
        # X.690 §11.6: the members of a SET OF ascend.
        is_sorted = is_sorted and before < raw
        found[kind] = attribute.content(der.SET)
        attribute.end()
        before = raw
    return found, is_sorted


def _one(values: dict[bytes, bytes], kind: bytes) -> tuple[int, bytes]:
    value = values[kind]
    if not value:
        raise SignedAttributesWrong
    tag, start, stop = der.header(value, 0, len(value))
    if stop != len(value):
        raise SignedAttributesWrong
    return tag, value[start:]


def _required(values: dict[bytes, bytes], kind: bytes, tag: int) -> bytes:
    if kind not in values:
        raise SignedAttributesWrong
    found, content = _one(values, kind)
    if found != tag:
        raise SignedAttributesWrong
    return content


def _card_number(values: dict[bytes, bytes]) -> str | None:
    if _CARD_NUMBER not in values:
        return None
    text = read_text(*_one(values, _CARD_NUMBER))
    if text is None:
        raise SignedAttributesWrong
    return text


def _signing_time(values: dict[bytes, bytes]) -> datetime | None:
    if _SIGNING_TIME not in values:
        return None
    _one(values, _SIGNING_TIME)
    # The challenge proves when it was signed, and not the computer's clock (RFC 5652 §11.3: no
    # requirement is imposed on the correctness of the time).
    try:
        return der.Reader(values[_SIGNING_TIME]).time()
    except der.Malformed:
        return None
