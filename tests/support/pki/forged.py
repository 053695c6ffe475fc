"""RSA signatures that no library makes, in the message of a valid card."""

import hashlib
from functools import cache

from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.cards import CHALLENGE, citizen, signed
from tests.support.pki.encoding import tagged
from tests.support.pki.messages import MESSAGE_DIGEST, replacing
from web.demo.authority import Card

NULL = b"\x05\x00"
_DIGEST_OIDS = {
    "sha1": "1.3.14.3.2.26",
    "md5": "1.2.840.113549.2.5",
    "sha224": "2.16.840.1.101.3.4.2.4",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sha512_256": "2.16.840.1.101.3.4.2.6",
    "sha3_256": "2.16.840.1.101.3.4.2.8",
}


def oid(dotted: str) -> bytes:
    der: bytes = core.ObjectIdentifier(dotted).dump()
    return der


def digest_identifier(digest: str = "sha256", parameters: bytes = NULL) -> bytes:
    """Encode the AlgorithmIdentifier of a digest."""
    return tagged(0x30, oid(_DIGEST_OIDS[digest]) + parameters)


RSA_ENCRYPTION = tagged(0x30, oid("1.2.840.113549.1.1.1") + NULL)


def pss_identifier(*, digest: str = "sha256", mask: str = "sha256", salt: int = 32) -> bytes:
    """Encode the AlgorithmIdentifier of PSS (RFC 4055 §3.1)."""
    mgf1 = tagged(0x30, oid("1.2.840.113549.1.1.8") + digest_identifier(mask))
    parts = (
        tagged(0xA0, digest_identifier(digest)),
        tagged(0xA1, mgf1),
        tagged(0xA2, core.Integer(salt).dump()),
    )
    return tagged(0x30, oid("1.2.840.113549.1.1.10") + tagged(0x30, b"".join(parts)))


@cache
def attributes(digest: str = "sha256") -> bytes:
    """Return the content of the signed attributes of a valid message."""
    info = cms.ContentInfo.load(signed(citizen()))["content"]["signer_infos"][0]
    value = core.OctetString(hashlib.new(digest, CHALLENGE).digest())
    return b"".join(replacing(MESSAGE_DIGEST, value)([one.dump() for one in info["signed_attrs"]]))


def digest_of(digest: str = "sha256") -> bytes:
    """Return the digest that a valid signature signs."""
    return hashlib.new(digest, tagged(0x31, attributes(digest))).digest()


def message(
    signature: bytes,
    *,
    algorithm: bytes = RSA_ENCRYPTION,
    digest: str = "sha256",
    card: Card | None = None,
) -> bytes:
    """Put a signature into the message of a valid card, or of the given one."""
    data = cms.ContentInfo.load(signed(citizen() if card is None else card))["content"]
    info = data["signer_infos"][0]
    signer = tagged(
        0x30,
        info["version"].dump()
        + info["sid"].dump()
        + digest_identifier(digest)
        + tagged(0xA0, attributes(digest))
        + algorithm
        + tagged(0x04, signature),
    )
    whole = (
        data["version"].dump()
        + tagged(0x31, digest_identifier(digest))
        + data["encap_content_info"].dump()
        + data["certificates"].dump()
        + tagged(0x31, signer)
    )
    return tagged(0x30, oid("1.2.840.113549.1.7.2") + tagged(0xA0, tagged(0x30, whole)))


def numbers() -> rsa.RSAPrivateNumbers:
    """Return the numbers of the valid card's key."""
    return citizen().signature_key.private_numbers()


def raw(encoded: bytes) -> bytes:
    """Sign an encoded message, whatever it is (RFC 8017 §5.2.1)."""
    key = numbers()
    modulus = key.public_numbers.n
    number = pow(int.from_bytes(encoded, "big"), key.d, modulus)
    return number.to_bytes(256, "big")


def padded(
    info: bytes, *, begin: bytes = b"\0\1", fill: bytes = b"\xff", end: bytes = b"\0"
) -> bytes:
    """Pad a DigestInfo to the length of the key (RFC 8017 §9.2)."""
    return begin + fill * (256 - len(begin) - len(end) - len(info)) + end + info


def digest_info(identifier: bytes, digest: bytes) -> bytes:
    return tagged(0x30, identifier + tagged(0x04, digest))


def pss(
    digest: bytes,
    *,
    salt: int = 32,
    hashed: str = "sha256",
    mask: str = "sha256",
    trailer: int = 0xBC,
    mark: int = 1,
    fill: int = 0,
) -> bytes:
    """Encode a digest as PSS for a key of 2048 bits (RFC 8017 §9.1.1), with the given parts."""
    salted = bytes(range(salt))
    inner = hashlib.new(hashed, b"\0" * 8 + digest + salted).digest()
    block = bytes([fill]) * (256 - salt - len(inner) - 2) + bytes([mark]) + salted
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(inner, len(block), mask), strict=True))
    masked[0] &= 0x7F
    return bytes(masked) + inner + bytes([trailer])


def _mgf1(seed: bytes, length: int, digest: str) -> bytes:
    made = b""
    for counter in range(-(-length // hashlib.new(digest).digest_size)):
        made += hashlib.new(digest, seed + counter.to_bytes(4, "big")).digest()
    return made[:length]
