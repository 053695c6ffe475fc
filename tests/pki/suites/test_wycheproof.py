"""Tests with RSA signatures that are almost right, in the manner of Project Wycheproof."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from models.pki.algorithms import Algorithm, AlgorithmRefused, Scheme
from models.pki.keys import KeyTooWeak, SignatureWrong, verify
from tests.support.cards import citizen, proof
from tests.support.pki import drafts
from tests.support.pki.encoding import tagged
from tests.support.pki.forged import (
    NULL,
    attributes,
    digest_identifier,
    digest_info,
    digest_of,
    message,
    numbers,
    oid,
    padded,
    pss,
    pss_identifier,
    raw,
)

NAMED = digest_identifier()
SHA256 = oid("2.16.840.1.101.3.4.2.1")
# Names the cases without a key, which takes a while to make.
ANY = bytes(32)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_signature_made_by_hand_is_accepted(digest: str) -> None:
    info = digest_info(digest_identifier(digest), digest_of(digest))

    found = proof(message(raw(padded(info)), digest=digest))

    assert found.holder_name == "測試甲"


# PKCS#1 v1.5: RFC 8017 §8.2.2 compares the whole encoded message; nothing in it may be otherwise.

ALGORITHMS_OF_OTHERS = ("sha1", "md5", "sha224", "sha384", "sha512", "sha512_256", "sha3_256")


def digest_infos(good: bytes) -> dict[str, bytes]:
    """Yield encodings in place of a DigestInfo."""
    info = digest_info(NAMED, good)
    return {
        "no NULL": digest_info(digest_identifier(parameters=b""), good),
        "two NULLs": digest_info(digest_identifier(parameters=NULL + NULL), good),
        "a NULL with content": digest_info(digest_identifier(parameters=b"\x05\x01\x00"), good),
        "a long NULL": digest_info(digest_identifier(parameters=b"\x05\x81\x00"), good),
        "an indefinite NULL": digest_info(digest_identifier(parameters=b"\x05\x80\x00\x00"), good),
        "an OCTET STRING for NULL": digest_info(digest_identifier(parameters=b"\x04\x00"), good),
        "an empty SEQUENCE for NULL": digest_info(digest_identifier(parameters=b"\x30\x00"), good),
        "garbage for NULL": digest_info(digest_identifier(parameters=b"\x04\x04gar!"), good),
        "garbage after NULL": digest_info(digest_identifier(parameters=NULL + b"\x04\x02xx"), good),
        "garbage after the digest": tagged(0x30, NAMED + tagged(0x04, good) + b"\x04\x02xx"),
        "garbage before the algorithm": tagged(0x30, b"\x05\x00" + NAMED + tagged(0x04, good)),
        "garbage after DigestInfo": info + b"xx",
        "zeros after DigestInfo": info + b"\0" * 8,
        "a NULL after DigestInfo": info + NULL,
        "a long outer length": b"\x30\x81\x31" + info[2:],
        "a longer outer length": b"\x30\x82\x00\x31" + info[2:],
        "an outer length one less": b"\x30\x30" + info[2:],
        "an outer length one more": b"\x30\x32" + info[2:],
        "an outer length beyond": b"\x30\x84\xff\xff\xff\xff" + info[2:],
        "an indefinite outer length": b"\x30\x80" + info[2:] + b"\0\0",
        "a long inner length": tagged(0x30, b"\x30\x81" + NAMED[1:] + tagged(0x04, good)),
        "a long digest length": tagged(0x30, NAMED + b"\x04\x81\x20" + good),
        "a constructed digest": tagged(0x30, NAMED + b"\x24\x22" + tagged(0x04, good)),
        "a BIT STRING": tagged(0x30, NAMED + tagged(0x03, b"\0" + good)),
        "a SET": b"\x31" + info[1:],
        "the digest alone": good,
        "the OCTET STRING alone": tagged(0x04, good),
        "no digest": digest_info(NAMED, b""),
        "no OCTET STRING": tagged(0x30, NAMED),
        "half a digest": digest_info(NAMED, good[:16]),
        "a digest without its last octet": digest_info(NAMED, good[:-1]),
        "a digest and one octet": digest_info(NAMED, good + b"\0"),
        "a digest with a bit changed": digest_info(NAMED, bytes([good[0] ^ 1]) + good[1:]),
        "a digest reversed": digest_info(NAMED, good[::-1]),
        "a digest of nothing but zeros": digest_info(NAMED, bytes(32)),
        "an OID with a long arc": digest_info(
            tagged(0x30, tagged(0x06, SHA256[2:-1] + b"\x80\x01") + NULL), good
        ),
        "an OID cut off": digest_info(tagged(0x30, tagged(0x06, SHA256[2:-1]) + NULL), good),
        "no OID": digest_info(tagged(0x30, NULL), good),
        "nothing": b"",
    } | {
        f"the name of {other}": digest_info(digest_identifier(other), good)
        for other in ALGORITHMS_OF_OTHERS
    }


def paddings(good: bytes) -> dict[str, bytes]:
    """Yield encoded messages in place of the right one."""
    info = digest_info(NAMED, good)
    return {
        "block type 0": padded(info, begin=b"\0\0"),
        "block type 0 and zeros": padded(info, begin=b"\0\0", fill=b"\0"),
        "block type 2": padded(info, begin=b"\0\2"),
        "block type 2 and other filling": padded(info, begin=b"\0\2", fill=b"\xa5"),
        "a block type of its own": padded(info, begin=b"\0\xff"),
        "zeros for filling": padded(info, fill=b"\0"),
        "other filling": padded(info, fill=b"\xfe"),
        "no end of the filling": padded(info, end=b""),
        "an end that is not zero": padded(info, end=b"\1"),
        "two ends": padded(info, end=b"\0\0"),
        "a hole in the filling": padded(info, begin=b"\0\1\xff\0"),
        "a bit wrong in the filling": padded(info, begin=b"\0\1\xff\xff\x7f"),
        "no first zero": padded(info, begin=b"\1")[:255].rjust(256, b"\0"),
        "the filling seven octets, then garbage": (b"\0\1" + b"\xff" * 7 + b"\0" + info).ljust(
            256, b"\xa5"
        ),
        "the filling eight octets, then garbage": (b"\0\1" + b"\xff" * 8 + b"\0" + info).ljust(
            256, b"\xa5"
        ),
        "no filling, then garbage": (b"\0\1\0" + info).ljust(256, b"\xa5"),
        "the filling, then zeros": (b"\0\1" + b"\xff" * 8 + b"\0" + info).ljust(256, b"\0"),
        "DigestInfo twice": padded(info + info),
        "all zeros": bytes(256),
        "one": (1).to_bytes(256, "big"),
        "what PSS makes": pss(good),
    }


@pytest.mark.parametrize("case", digest_infos(ANY))
def test_a_wrong_digest_info_is_refused(case: str) -> None:
    info = digest_infos(digest_of())[case]

    with pytest.raises(SignatureWrong):
        proof(message(raw(padded(info))))


@pytest.mark.parametrize("case", paddings(ANY))
def test_a_wrong_padding_is_refused(case: str) -> None:
    encoded = paddings(digest_of())[case]

    with pytest.raises(SignatureWrong):
        proof(message(raw(encoded)))


@pytest.mark.parametrize("digest", ["sha384", "sha512"])
def test_a_signature_over_another_digest_than_named_is_refused(digest: str) -> None:
    info = digest_info(digest_identifier(digest), digest_of(digest))

    with pytest.raises(SignatureWrong):
        proof(message(raw(padded(info))))


# The number that a signature is.


def values(encoded: bytes, signature: bytes, modulus: int) -> dict[str, bytes]:
    """Yield values in place of a valid signature of an encoded message."""
    number = int.from_bytes(signature, "big")
    return {
        "nothing": b"",
        "zero": bytes(256),
        "one octet of zero": b"\0",
        "one": (1).to_bytes(256, "big"),
        "two": (2).to_bytes(256, "big"),
        "the modulus": modulus.to_bytes(256, "big"),
        "one below the modulus": (modulus - 1).to_bytes(256, "big"),
        "one above the modulus": (modulus + 1).to_bytes(256, "big"),
        "the negative": (modulus - number).to_bytes(256, "big"),
        "the same, a modulus more": (number + modulus).to_bytes(257, "big"),
        "the same, the modulus times 2^64 more": (number + (modulus << 64)).to_bytes(264, "big"),
        "all ones": b"\xff" * 256,
        "a zero before": b"\0" + signature,
        "64 zeros before": bytes(64) + signature,
        "a zero behind": signature + b"\0",
        "garbage behind": signature + b"xx",
        "twice": signature * 2,
        "without its last octet": signature[:-1],
        "without its first octet": signature[1:],
        "half": signature[:128],
        "reversed": signature[::-1],
        "as an INTEGER": tagged(0x02, b"\0" + signature),
        "as a BIT STRING": b"\0" + tagged(0x03, signature),
        "its first bit changed": bytes([signature[0] ^ 0x80]) + signature[1:],
        "its last bit changed": signature[:-1] + bytes([signature[-1] ^ 1]),
        "the encoded message, not signed": encoded,
    }


NUMBERS = values(bytes(256), b"\1" * 256, 1 << 2047)


@pytest.mark.parametrize("case", NUMBERS)
def test_a_wrong_number_is_refused(case: str) -> None:
    encoded = padded(digest_info(NAMED, digest_of()))
    signature = values(encoded, raw(encoded), numbers().public_numbers.n)[case]

    with pytest.raises(SignatureWrong):
        proof(message(signature))


@pytest.mark.parametrize("case", NUMBERS)
def test_a_wrong_number_is_refused_as_pss(case: str) -> None:
    encoded = pss(digest_of())
    signature = values(encoded, raw(encoded), numbers().public_numbers.n)[case]

    with pytest.raises(SignatureWrong):
        proof(message(signature, algorithm=pss_identifier()))


@pytest.mark.parametrize(
    "dotted",
    [
        "1.2.840.113549.1.1.2",  # md2WithRSAEncryption
        "1.2.840.113549.1.1.4",  # md5WithRSAEncryption
        "1.2.840.113549.1.1.5",  # sha1WithRSAEncryption
        "1.2.840.113549.1.1.7",  # RSAES-OAEP
        "1.2.840.113549.1.1.12",  # sha384WithRSAEncryption, beside SHA-256
        "1.2.840.113549.1.1.14",  # sha224WithRSAEncryption
        "1.2.840.113549.1.1.15",  # sha512-224WithRSAEncryption
        "1.2.840.10045.4.3.2",  # ecdsa-with-SHA256
    ],
)
def test_a_good_signature_under_another_name_is_refused(dotted: str) -> None:
    signature = raw(padded(digest_info(NAMED, digest_of())))

    with pytest.raises(AlgorithmRefused):
        proof(message(signature, algorithm=tagged(0x30, oid(dotted) + NULL)))


# Forgeries for small exponents: no key is needed to make them.


def cube_root_above(number: int) -> int:
    low, high = 0, 1 << (number.bit_length() // 3 + 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if middle**3 >= number else (middle + 1, high)
    return low


@pytest.mark.parametrize("filling", [0, 1, 8])
def test_a_cube_root_is_refused_under_a_key_of_exponent_three(filling: int) -> None:
    # Bleichenbacher 2006: whatever follows DigestInfo is what the cube happens to leave there.
    info = digest_info(NAMED, digest_of())
    wanted = b"\0\1" + b"\xff" * filling + b"\0" + info
    root = cube_root_above(int.from_bytes(wanted.ljust(256, b"\0"), "big"))
    modulus = numbers().public_numbers.n
    card = drafts.reissued(citizen(), drafts.numbered(modulus=modulus, exponent=3))
    forged = root.to_bytes(256, "big")
    assert pow(root, 3).to_bytes(256, "big").startswith(wanted)

    with pytest.raises(KeyTooWeak):
        proof(message(forged, card=card))
    with pytest.raises(SignatureWrong):
        proof(message(forged))
    # Were such a key sound, the signature would still not be.
    with pytest.raises(SignatureWrong):
        verify(
            key=rsa.RSAPublicNumbers(3, modulus).public_key(),
            algorithm=Algorithm("sha256", Scheme.RSA_PKCS1),
            signature=forged,
            signed=tagged(0x31, attributes()),
        )


def test_under_an_exponent_of_one_nothing_is_signed() -> None:
    modulus = numbers().public_numbers.n
    card = drafts.reissued(citizen(), drafts.numbered(modulus=modulus, exponent=1))
    encoded = padded(digest_info(NAMED, digest_of()))

    with pytest.raises(KeyTooWeak):
        proof(message(encoded, card=card))
