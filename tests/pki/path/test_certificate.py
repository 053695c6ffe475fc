"""Tests of a certificate's own fields: key, algorithm, serial number, version."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from asn1crypto import core, x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from models.core.errors import UserError
from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.message import SignatureUnreadable
from models.pki.keys import KeyTooWeak
from models.pki.path.end_entity import CertificateProfileWrong
from models.pki.path.trust import IssuerUnknown
from tests.support import cards
from tests.support.cards import citizen, proof, signed
from tests.support.pki import drafts
from tests.support.pki.drafts import reissued
from tests.support.pki.encoding import tagged
from web.demo.authority import Card, CardKind, Generation


def weak(bits: int, exponent: int = 65537) -> Card:
    key = rsa.generate_private_key(exponent, bits)
    return replace(reissued(citizen(), drafts.keyed(key.public_key())), signature_key=key)


@pytest.mark.parametrize(("bits", "exponent"), [(1024, 65537), (2047, 65537), (2048, 3)])
def test_a_weak_key_that_signs_well_is_refused(bits: int, exponent: int) -> None:
    with pytest.raises(KeyTooWeak):
        proof(signed(weak(bits, exponent)))


@pytest.mark.parametrize(
    ("bits", "exponent"),
    [(2048, 1), (2048, 65539 - 1), (2048, 17), (2048, (1 << 256) + 1), (16384, 65537)],
)
def test_an_unsound_key_is_refused_before_it_is_used(bits: int, exponent: int) -> None:
    numbers = drafts.numbered(modulus=(1 << bits - 1) + 1, exponent=exponent)

    with pytest.raises(KeyTooWeak):
        proof(signed(reissued(citizen(), numbers)))


def test_a_key_on_a_curve_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()

    with pytest.raises(AlgorithmRefused):
        proof(signed(reissued(citizen(), drafts.keyed(key))))


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.MD5()])  # noqa: S303  # Broken on purpose.
def test_a_certificate_signed_with_less_than_sha_256_is_refused(
    algorithm: hashes.HashAlgorithm,
) -> None:
    card = citizen()
    ca = cards.authority().issuer(kind=CardKind.CITIZEN, generation=Generation.G3)
    weakly = drafts.certified(drafts.inner(card), key=ca.key, algorithm=algorithm)

    with pytest.raises(AlgorithmRefused):
        proof(signed(replace(card, signature_certificate=weakly)))


def test_a_certificate_that_names_two_algorithms_is_refused() -> None:
    card = citizen()
    certificate = x509.Certificate.load(card.signature_certificate)
    certificate["signature_algorithm"] = {"algorithm": "sha512_rsa"}
    two = certificate.dump(force=True)

    with pytest.raises((IssuerUnknown, SignatureUnreadable)):
        proof(signed(replace(card, signature_certificate=two)))


def test_an_algorithm_with_more_than_its_parameters_is_refused() -> None:
    card = citizen()
    tbs = drafts.inner(card)
    # RSASSA-PSS (RFC 4055 §3.1) with a trailer, which its only value never writes out.
    with_trailer = bytes.fromhex(
        "304106092a864886f70d01010a3034"
        "a00f300d06096086480165030402010500"
        "a11c301a06092a864886f70d010108300d06096086480165030402010500"
        "a303020102"
    )
    tbs["signature"] = SignedDigestAlgorithm.load(with_trailer)
    body = tbs.dump(force=True) + with_trailer + core.OctetBitString(bytes(256)).dump()

    with pytest.raises(SignatureUnreadable):
        proof(signed(replace(card, signature_certificate=tagged(0x30, body))))


def numbered(serial: int) -> Callable[[drafts.Tbs], None]:
    return lambda tbs: tbs.__setitem__("serial_number", serial)


@pytest.mark.parametrize("serial", [0, -1, -(1 << 127), 1 << 159, 1 << 400])
def test_an_impossible_serial_number_is_refused(serial: int) -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(signed(reissued(citizen(), numbered(serial))))


@pytest.mark.parametrize("serial", [1, 127, (1 << 128) - 1, (1 << 159) - 1])
def test_a_possible_serial_number_is_accepted(serial: int) -> None:
    assert proof(signed(reissued(citizen(), numbered(serial)))).serial_number == serial


def test_a_certificate_of_version_1_is_refused() -> None:
    def change(tbs: drafts.Tbs) -> None:
        tbs["version"] = "v1"
        tbs["extensions"] = None

    with pytest.raises(CertificateProfileWrong):
        proof(signed(reissued(citizen(), change)))


def test_a_certificate_of_a_version_that_does_not_exist_is_refused() -> None:
    def change(tbs: drafts.Tbs) -> None:
        tbs["version"] = "v2"

    with pytest.raises(SignatureUnreadable):
        proof(signed(reissued(citizen(), change)))


@pytest.mark.parametrize("oid", ["2.5.29.15", "2.5.29.35", "2.5.29.9", "1.2.3.4"])
def test_an_extension_that_comes_twice_is_refused(oid: str) -> None:
    def change(tbs: drafts.Tbs) -> None:
        drafts.adding(oid, b"\x05\x00")(tbs)
        drafts.adding(oid, b"\x05\x00")(tbs)

    with pytest.raises(UserError) as refusal:
        proof(signed(reissued(citizen(), change)))

    assert refusal.type is CertificateProfileWrong


@pytest.mark.parametrize("unused", [1, 7, 8, 255])
def test_a_signature_that_does_not_end_with_an_octet_is_refused(unused: int) -> None:
    card = citizen()
    good = card.signature_certificate
    # Were the last bits zero, the signature would still be read as the same.
    made = good[:-257] + bytes([unused]) + good[-256:-1] + bytes([0])

    with pytest.raises(SignatureUnreadable):
        proof(signed(card).replace(good, made))
