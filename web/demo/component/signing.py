"""The signatures of the card component: CMS with attached content (PKCS7)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.x509 import load_der_x509_certificate

from web.demo.testcard import Card, PrivateKey

Digest = Literal["sha1", "sha256", "sha384", "sha512"]
KeyKind = Literal["RSA", "EC"]
HASHES: Mapping[Digest, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # The component offers it; a server must refuse it.
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
NONCE = "1.2.840.113549.1.9.25.3"
CARD_NUMBER = "2.16.886.1.100.2.204"


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A certificate (DER), and what signs with its key, of this kind: the content, by a digest.

    Without a digest, the content is a DigestInfo, or on a curve the digest itself.
    """

    certificate: bytes
    sign: Callable[[bytes, Digest | None], bytes]
    kind: KeyKind = "RSA"


def kind_of(der: bytes) -> KeyKind:
    """Return the kind of a certificate's key."""
    key = load_der_x509_certificate(der).public_key()
    return "EC" if isinstance(key, ec.EllipticCurvePublicKey) else "RSA"


def in_python(key: PrivateKey, content: bytes, digest: Digest | None) -> bytes:
    """Sign with a key that is at hand."""
    if isinstance(key, rsa.RSAPrivateKey):
        method = NoDigestInfo() if digest is None else HASHES[digest]
        return key.sign(content, padding.PKCS1v15(), method)
    return key.sign(content, ec.ECDSA(HASHES[digest or "sha256"]))


def sign(
    card: Card,
    content: bytes,
    *,
    with_card_number: bool = True,
    nonce: str | None = None,
    signing_time: datetime | None = None,
    digest: Digest = "sha256",
) -> bytes:
    """Sign ``content`` with the card's signature key; return SignedData as DER (RFC 5652 §5)."""
    signer = Signer(
        certificate=card.signature_certificate,
        sign=lambda content, digest: in_python(card.signature_key, content, digest),
    )
    return signed_data(
        signer,
        content,
        card_number=card.card_number if with_card_number else None,
        nonce=nonce,
        signing_time=signing_time,
        digest=digest,
    )


def signed_data(
    signer: Signer,
    content: bytes,
    *,
    card_number: str | None,
    nonce: str | None = None,
    signing_time: datetime | None = None,
    digest: Digest = "sha256",
) -> bytes:
    """Sign ``content`` as `sign` does, wherever the key is."""
    attributes = signed_attributes(
        content,
        digest=digest,
        nonce=nonce,
        card_number=card_number,
        signing_time=signing_time,
    )
    # The signature is over the attributes as SET OF, not as the [0] of the message
    # (RFC 5652 §5.4).
    signature = signer.sign(attributes.dump(), digest)
    certificate = x509.Certificate.load(signer.certificate)
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": digest},
            "signed_attrs": attributes,
            "signature_algorithm": {
                "algorithm": f"{digest}_ecdsa" if signer.kind == "EC" else "rsassa_pkcs1v15"
            },
            "signature": signature,
        }
    )
    return message(content, digest=digest, signers=[info], certificates=[certificate])


def signed_attributes(
    content: bytes,
    *,
    digest: Digest,
    nonce: str | None,
    card_number: str | None,
    signing_time: datetime | None,
) -> cms.CMSAttributes:
    """Return the signed attributes, in DER order (RFC 5652 §11)."""
    attributes = [
        {"type": "content_type", "values": ["data"]},
        {"type": "message_digest", "values": [hashlib.new(digest, content).digest()]},
    ]
    if signing_time is not None:
        when = cms.Time("utc_time", core.UTCTime(signing_time))
        attributes.append({"type": "signing_time", "values": [when]})
    if nonce is not None:
        attributes.append({"type": NONCE, "values": [core.OctetString(nonce.encode())]})
    if card_number is not None:
        attributes.append({"type": CARD_NUMBER, "values": [core.PrintableString(card_number)]})
    return cms.CMSAttributes(attributes)


def message(
    content: bytes,
    *,
    digest: Digest,
    signers: Sequence[cms.SignerInfo],
    certificates: Sequence[x509.Certificate],
) -> bytes:
    """Return content, signers and certificates as ContentInfo (RFC 5652 §3, §5.1)."""
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
            "encap_content_info": {"content_type": "data", "content": content},
            "certificates": list(certificates),
            "signer_infos": list(signers),
        }
    )
    wrapped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return wrapped
