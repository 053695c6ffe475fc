"""Tests of digests and signature schemes: SHA-2 with RSA, and consistent parameters."""

import pytest
from asn1crypto import algos, cms, core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding

from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.message import read
from models.pki.keys import SignatureWrong
from tests.support.cards import CHALLENGE, citizen, proof, signed
from tests.support.pki import drafts, messages
from tests.support.pki.curves import on_a_curve
from tests.support.pki.encoding import tagged
from web.demo.component import signing


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_each_digest_of_sha_2_is_accepted(digest: signing.Digest) -> None:
    cms_bytes = signing.sign(citizen(), CHALLENGE, digest=digest)

    assert proof(cms_bytes).holder_name == "測試甲"


def test_sha_1_is_refused() -> None:
    cms_bytes = signing.sign(citizen(), CHALLENGE, digest="sha1")

    with pytest.raises(AlgorithmRefused):
        proof(cms_bytes)


def test_md5_is_refused() -> None:
    def change(info: cms.SignerInfo) -> None:
        info["digest_algorithm"] = {"algorithm": "md5"}

    with pytest.raises(AlgorithmRefused):
        proof(messages.signer(change))


def pss(*, salt: int, mask: str = "sha256") -> bytes:
    card = citizen()
    attributes = read(signed(card)).attributes.signed
    scheme = padding.PSS(
        padding.MGF1({"sha256": hashes.SHA256(), "sha512": hashes.SHA512()}[mask]), salt
    )
    parameters = {
        "hash_algorithm": {"algorithm": "sha256"},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": mask}},
        "salt_length": salt,
    }

    def change(info: cms.SignerInfo) -> None:
        info["signature_algorithm"] = {"algorithm": "rsassa_pss", "parameters": parameters}
        info["signature"] = card.signature_key.sign(attributes, scheme, hashes.SHA256())

    return messages.altered(signed(card), change=lambda data: change(data["signer_infos"][0]))


@pytest.mark.parametrize("salt", [20, 32, 222])
def test_pss_is_accepted(salt: int) -> None:
    assert proof(pss(salt=salt)).holder_name == "測試甲"


def test_pss_with_another_mask_digest_is_refused() -> None:
    with pytest.raises(AlgorithmRefused):
        proof(pss(salt=32, mask="sha512"))


def test_pss_without_salt_is_refused() -> None:
    with pytest.raises(AlgorithmRefused):
        proof(pss(salt=0))


def test_pss_with_default_sha_1_is_refused() -> None:
    kind = core.ObjectIdentifier("1.2.840.113549.1.1.10").dump()
    empty = algos.SignedDigestAlgorithm.load(tagged(0x30, kind + b"\x30\x00"))

    def change(info: cms.SignerInfo) -> None:
        info["signature_algorithm"] = empty

    with pytest.raises(AlgorithmRefused):
        proof(messages.signer(change))


@pytest.mark.parametrize("named", ["sha1_rsa", "sha384_rsa", "sha384_ecdsa", "sha256_dsa"])
def test_a_signature_algorithm_that_does_not_agree_is_refused(named: str) -> None:
    def change(info: cms.SignerInfo) -> None:
        info["signature_algorithm"] = {"algorithm": named}

    with pytest.raises(AlgorithmRefused):
        proof(messages.signer(change))


def test_ecdsa_is_refused_below_an_issuer_that_signs_with_rsa() -> None:
    with pytest.raises(AlgorithmRefused):
        proof(on_a_curve(ec.SECP256R1()))


def test_ecdsa_over_something_else_is_refused() -> None:
    with pytest.raises(SignatureWrong):
        proof(on_a_curve(ec.SECP256R1(), over=b"other"))


@pytest.mark.parametrize("curve", [ec.SECP256K1, ec.SECP224R1, ec.SECP521R1, ec.BrainpoolP256R1])
def test_a_curve_that_is_not_trusted_is_refused(curve: type[ec.EllipticCurve]) -> None:
    with pytest.raises(AlgorithmRefused):
        proof(on_a_curve(curve()))


def test_a_key_of_another_kind_is_refused() -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()

    with pytest.raises(AlgorithmRefused):
        proof(signed(drafts.reissued(citizen(), drafts.keyed(key))))


def test_rsa_with_a_key_on_a_curve_is_refused() -> None:
    card = drafts.reissued(
        citizen(), drafts.keyed(ec.generate_private_key(ec.SECP256R1()).public_key())
    )

    with pytest.raises(AlgorithmRefused):
        proof(signed(card))


def test_rsa_under_the_name_of_ecdsa_is_refused() -> None:
    def change(info: cms.SignerInfo) -> None:
        info["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}

    with pytest.raises(AlgorithmRefused):
        proof(messages.signer(change))


def test_a_digest_that_the_message_does_not_announce_is_refused() -> None:
    def change(data: cms.SignedData) -> None:
        data["digest_algorithms"] = [{"algorithm": "sha512"}]

    with pytest.raises(AlgorithmRefused):
        proof(messages.changed(change))


def test_a_changed_signature_is_refused() -> None:
    def change(info: cms.SignerInfo) -> None:
        original = info["signature"].native
        info["signature"] = original[:-1] + bytes([original[-1] ^ 1])

    with pytest.raises(SignatureWrong):
        proof(messages.signer(change))


@pytest.mark.parametrize("signature", [b"", b"\0" * 256, b"\xff" * 256, b"\1" * 300])
def test_a_made_up_signature_is_refused(signature: bytes) -> None:
    def change(info: cms.SignerInfo) -> None:
        info["signature"] = signature

    with pytest.raises(SignatureWrong):
        proof(messages.signer(change))


def test_a_signature_over_the_attributes_as_encoded_is_refused() -> None:
    card = citizen()
    attributes = read(signed(card)).attributes.signed
    wrong = b"\xa0" + attributes[1:]

    def change(data: cms.SignedData) -> None:
        data["signer_infos"][0]["signature"] = card.signature_key.sign(
            wrong, padding.PKCS1v15(), hashes.SHA256()
        )

    with pytest.raises(SignatureWrong):
        proof(messages.altered(signed(card), change))
