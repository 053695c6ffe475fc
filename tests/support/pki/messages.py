"""Messages that no card component makes: changed after signing, or signed over something odd."""

from collections.abc import Callable

from asn1crypto import cms, core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.support.cards import CHALLENGE, citizen, signed
from tests.support.pki.encoding import tagged
from web.demo.authority import Card

Attributes = list[bytes]


def altered(message: bytes, change: Callable[[cms.SignedData], None]) -> bytes:
    """Change a message without signing it again."""
    wrapper = cms.ContentInfo.load(message)
    change(wrapper["content"])
    der: bytes = wrapper.dump(force=True)
    return der


def resigned(card: Card, change: Callable[[Attributes], Attributes]) -> bytes:
    """Change the signed attributes of a message, in any order, and sign them."""
    data = cms.ContentInfo.load(signed(card))["content"]
    info = data["signer_infos"][0]
    attributes = b"".join(change([attribute.dump() for attribute in info["signed_attrs"]]))
    signature = card.signature_key.sign(
        tagged(0x31, attributes), padding.PKCS1v15(), hashes.SHA256()
    )
    # Written by hand: asn1crypto would sort the attributes, and refuses to write wrong ones.
    parts = [info[part].dump() for part in ("version", "sid", "digest_algorithm")]
    parts += [tagged(0xA0, attributes), info["signature_algorithm"].dump()]
    signer = tagged(0x30, b"".join([*parts, tagged(0x04, signature)]))
    before = ("version", "digest_algorithms", "encap_content_info", "certificates")
    whole = b"".join(data[part].dump() for part in before) + tagged(0x31, signer)
    kind = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    return tagged(0x30, kind + tagged(0xA0, tagged(0x30, whole)))


def attribute(kind: str, *values: core.Asn1Value) -> bytes:
    """Encode an attribute of any type with any values."""
    content: bytes = core.ObjectIdentifier(kind).dump()
    return tagged(0x30, content + tagged(0x31, b"".join(value.dump() for value in values)))


def dropping(kind: str) -> Callable[[Attributes], Attributes]:
    written = core.ObjectIdentifier(kind).dump()
    return lambda attributes: [known for known in attributes if not known[2:].startswith(written)]


def replacing(kind: str, *values: core.Asn1Value) -> Callable[[Attributes], Attributes]:
    """Replace an attribute's values."""
    return lambda attributes: sorted([*dropping(kind)(attributes), attribute(kind, *values)])


def changed(change: Callable[[cms.SignedData], None]) -> bytes:
    """Change the message of a citizen's card without signing it again."""
    return altered(signed(citizen()), change)


def signer(change: Callable[[cms.SignerInfo], None]) -> bytes:
    """Change the signer's part of the same message."""
    return changed(lambda data: change(data["signer_infos"][0]))


def by_key(key_id: bytes, *, version: str = "v3") -> bytes:
    """Identify the signer of the same message by its certificate's key."""

    def change(data: cms.SignedData) -> None:
        data["version"] = version
        data["signer_infos"][0]["version"] = "v3"
        data["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", key_id)

    return changed(change)


def bare(card: Card) -> bytes:
    """Sign the content itself, without signed attributes (RFC 5652 §5.4 allows it; we do not)."""
    signature = card.signature_key.sign(CHALLENGE, padding.PKCS1v15(), hashes.SHA256())

    def change(data: cms.SignedData) -> None:
        signer = data["signer_infos"][0]
        signer["signed_attrs"] = None
        signer["signature"] = signature

    return altered(signed(card), change)


CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
