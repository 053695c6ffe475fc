"""The signed attributes of a card's message, which the signature covers besides the content."""

from dataclasses import dataclass
from datetime import datetime

from models.core.errors import UserError, Words
from models.pki.der import reader as der


class SignedAttributesWrong(UserError):
    """The signed attributes are missing, duplicated or do not match the content."""

    zh = Words(title="簽章格式不符", message="簽章屬性不正確。請確認電腦時間正確，更新元件後再試。")
    en = Words(
        title="The signature has an unexpected format",
        message=(
            "The signed attributes are not valid. Check the computer's clock, update the card "
            "component and try again."
        ),
    )


@dataclass(frozen=True, slots=True)
class SignedAttributes:
    """The signed attributes that are used here.

    ``signed`` are the bytes that the signature covers. ``card_number`` is unchecked text; ``nonce``
    are its content octets.
    """

    signed: bytes
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
_TEXT = (der.UTF8_STRING, der.PRINTABLE_STRING, der.IA5_STRING, der.OCTET_STRING)


def read_attributes(signer: der.Reader) -> SignedAttributes:
    """Read the signed attributes that come next in a SignerInfo (RFC 5652 §5.3, §11).

    :raises SignedAttributesWrong: when they are absent, duplicated or not in DER order, or when
        content-type or message-digest is absent or not of the content.
    :raises der.Malformed: when they do not have the form of attributes.
    """
    if signer.next_tag() != der.context(0):
        raise SignedAttributesWrong
    raw = signer.whole(der.context(0))
    # RFC 5652 §5.4: the signature covers the DER of SET OF, which differs only in the tag.
    signed = bytes([der.SET]) + raw[1:]
    values = _values(signed)
    if _required(values, _CONTENT_TYPE, der.OBJECT_IDENTIFIER) != ID_DATA:
        raise SignedAttributesWrong
    return SignedAttributes(
        signed=signed,
        message_digest=_required(values, _MESSAGE_DIGEST, der.OCTET_STRING),
        card_number=_card_number(values),
        nonce=_one(values, _NONCE)[1] if _NONCE in values else None,
        signing_time=_signing_time(values),
    )


def _values(signed: bytes) -> dict[bytes, bytes]:
    attributes = der.Reader(signed).enter(der.SET)
    found: dict[bytes, bytes] = {}
    before = b""
    while attributes.next_tag() is not None:
        raw = attributes.whole(der.SEQUENCE)
        attribute = der.outermost(raw)
        kind = attribute.content(der.OBJECT_IDENTIFIER)
        # X.690 §11.6: the members of a SET OF ascend; RFC 5652 §11: no type occurs twice.
        if raw <= before or kind in found or len(found) == _MOST:
            raise SignedAttributesWrong
        found[kind] = attribute.content(der.SET)
        attribute.end()
        before = raw
    return found


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
    tag, content = _one(values, _CARD_NUMBER)
    if tag not in _TEXT:
        raise SignedAttributesWrong
    return content.decode("utf-8", errors="replace")


def _signing_time(values: dict[bytes, bytes]) -> datetime | None:
    if _SIGNING_TIME not in values:
        return None
    _one(values, _SIGNING_TIME)
    return der.Reader(values[_SIGNING_TIME]).time()
