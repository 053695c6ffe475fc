"""Tests with PSS signatures that are almost right, in the manner of Project Wycheproof."""

import pytest

from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.message import SignatureUnreadable
from models.pki.keys import SignatureWrong
from tests.support.cards import proof
from tests.support.pki.encoding import tagged
from tests.support.pki.forged import (
    NULL,
    attributes,
    digest_identifier,
    digest_info,
    digest_of,
    message,
    oid,
    padded,
    pss,
    pss_identifier,
    raw,
)

PSS = oid("1.2.840.113549.1.1.10")
# Names the cases without a key, which takes a while to make.
ANY = bytes(32)


@pytest.mark.parametrize("salt", [20, 32, 48, 64, 222])
def test_a_pss_signature_made_by_hand_is_accepted(salt: int) -> None:
    signature = raw(pss(digest_of(), salt=salt))

    found = proof(message(signature, algorithm=pss_identifier(salt=salt)))

    assert found.holder_name == "測試甲"


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_pss_signature_with_each_digest_is_accepted(digest: str) -> None:
    signature = raw(pss(digest_of(digest), hashed=digest, mask=digest))
    algorithm = pss_identifier(digest=digest, mask=digest)

    found = proof(message(signature, algorithm=algorithm, digest=digest))

    assert found.holder_name == "測試甲"


# RFC 8017 §9.1.2, step by step.


def others(good: bytes, signed: bytes) -> dict[str, bytes]:
    """Return encodings of a digest that PSS with a salt of 32 octets does not have."""
    right = pss(good)
    return {
        **{f"a salt of {salt} octets": pss(good, salt=salt) for salt in (0, 20, 31, 33, 64, 222)},
        "a mask of SHA-1": pss(good, mask="sha1"),
        "a mask of SHA-512": pss(good, mask="sha512"),
        "a salted digest of SHA-1": pss(good, hashed="sha1"),
        "a salted digest of SHA-384": pss(good, hashed="sha384"),
        "another digest": pss(good + b"\0"),
        "a digest with a bit changed": pss(bytes([good[0] ^ 1]) + good[1:]),
        "no digest": pss(b""),
        "the attributes, not their digest": pss(signed),
        "a trailer of 0xCC": pss(good, trailer=0xCC),
        "a trailer of zero": pss(good, trailer=0),
        "a mark of zero": pss(good, mark=0),
        "a mark of two": pss(good, mark=2),
        "filling that is not zero": pss(good, fill=1),
        "filling of ones": pss(good, fill=0xFF),
        "a first bit that should be clear": bytes([right[0] | 0x80]) + right[1:],
        "a first octet of zero": b"\0" + bytes([right[1] ^ 1]) + right[2:],
        "a salt with a bit changed": right[:200] + bytes([right[200] ^ 1]) + right[201:],
        "no mask": bytes(190) + b"\1" + bytes(range(32)) + right[-33:],
        "DigestInfo, as PKCS#1 v1.5 makes it": padded(digest_info(digest_identifier(), good)),
        "zeros": bytes(256),
    }


@pytest.mark.parametrize("case", others(ANY, b""))
def test_what_pss_would_not_make_is_refused(case: str) -> None:
    encoded = others(digest_of(), attributes())[case]

    with pytest.raises(SignatureWrong):
        proof(message(raw(encoded), algorithm=pss_identifier()))


@pytest.mark.parametrize("salt", [20, 31, 33, 48, 64, 222, 223, 1024])
def test_another_salt_length_than_is_said_is_refused(salt: int) -> None:
    with pytest.raises(SignatureWrong):
        proof(message(raw(pss(digest_of(), salt=32)), algorithm=pss_identifier(salt=salt)))


@pytest.mark.parametrize(
    "algorithm",
    [
        pss_identifier(salt=0),
        pss_identifier(salt=19),
        pss_identifier(salt=-1),
        pss_identifier(salt=1025),
        pss_identifier(salt=1 << 64),
        pss_identifier(digest="sha1"),
        pss_identifier(mask="sha1"),
        pss_identifier(digest="sha512"),
        pss_identifier(mask="sha512"),
        pss_identifier(digest="sha512", mask="sha512"),
        tagged(0x30, PSS + tagged(0x30, b"")),
    ],
)
def test_pss_of_a_kind_that_is_not_trusted_is_refused(algorithm: bytes) -> None:
    with pytest.raises(AlgorithmRefused):
        proof(message(raw(pss(digest_of())), algorithm=algorithm))


@pytest.mark.parametrize("parameters", [b"", NULL])
def test_pss_without_parameters_is_refused(parameters: bytes) -> None:
    algorithm = tagged(0x30, PSS + parameters)

    with pytest.raises(SignatureUnreadable):
        proof(message(raw(pss(digest_of())), algorithm=algorithm))


def test_a_trailer_field_is_refused() -> None:
    parameters = pss_identifier()[2 + len(PSS) + 2 :]
    more = tagged(0x30, parameters + tagged(0xA3, b"\x02\x01\x01"))

    with pytest.raises(SignatureUnreadable):
        proof(message(raw(pss(digest_of())), algorithm=tagged(0x30, PSS + more)))
