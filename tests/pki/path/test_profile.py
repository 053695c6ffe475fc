"""Tests of the profile of a signature certificate: usage, policy, extensions."""

import pytest
from asn1crypto import x509

from models.pki.path.holder import CertificateProfileWrong, NotASignatureCertificate, PolicyRefused
from tests.support import cards
from tests.support.cards import citizen, proof, signed
from tests.support.pki import drafts
from tests.support.pki.drafts import Change, reissued
from tests.support.pki.encoding import tagged
from web.demo.authority import Card

KEY_USAGE = "2.5.29.15"
POLICIES = "2.5.29.32"
CONSTRAINTS = "2.5.29.19"
PURPOSES = "2.5.29.37"
DIRECTORY = "2.5.29.9"


def changed(*changes: Change) -> Card:
    def change(tbs: drafts.Tbs) -> None:
        for each in changes:
            each(tbs)

    return reissued(citizen(), change)


def usage(*bits: str) -> Change:
    return drafts.putting(KEY_USAGE, x509.KeyUsage(set(bits)).dump(), critical="yes")


def policies(*oids: str) -> Change:
    policies = x509.CertificatePolicies([{"policy_identifier": oid} for oid in oids])
    return drafts.putting(POLICIES, policies.dump())


def purposes(*names: str) -> Change:
    return drafts.putting(PURPOSES, x509.ExtKeyUsageSyntax(list(names)).dump())


# Usage.


def test_the_encryption_certificate_is_refused() -> None:
    with pytest.raises(NotASignatureCertificate):
        proof(signed(cards.with_encryption_certificate(citizen())))


@pytest.mark.parametrize(
    "bits",
    [
        ("non_repudiation",),
        ("digital_signature", "key_encipherment"),
        ("digital_signature", "data_encipherment"),
        ("digital_signature", "key_agreement"),
        ("digital_signature", "key_cert_sign"),
        ("digital_signature", "crl_sign"),
    ],
)
def test_another_usage_is_refused(bits: tuple[str, ...]) -> None:
    with pytest.raises(NotASignatureCertificate):
        proof(signed(changed(usage(*bits))))


def test_non_repudiation_beside_signature_is_accepted() -> None:
    card = changed(usage("digital_signature", "non_repudiation"))

    assert proof(signed(card)).holder_name == "測試甲"


def test_a_certificate_without_usage_is_refused() -> None:
    with pytest.raises(NotASignatureCertificate):
        proof(signed(changed(drafts.without(KEY_USAGE))))


def test_a_ca_certificate_is_refused() -> None:
    ca = x509.BasicConstraints({"ca": True}).dump()

    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(drafts.adding(CONSTRAINTS, ca, critical="yes"))))


def test_a_certificate_that_says_it_is_no_ca_is_accepted() -> None:
    card = changed(drafts.adding(CONSTRAINTS, b"\x30\x00", critical="yes"))

    assert proof(signed(card)).holder_name == "測試甲"


@pytest.mark.parametrize("purpose", ["client_auth", "email_protection"])
def test_a_purpose_that_fits_is_accepted(purpose: str) -> None:
    assert proof(signed(changed(purposes(purpose)))).holder_name == "測試甲"


@pytest.mark.parametrize("purpose", ["server_auth", "code_signing", "ocsp_signing"])
def test_another_purpose_is_refused(purpose: str) -> None:
    with pytest.raises(NotASignatureCertificate):
        proof(signed(changed(purposes(purpose))))


# Policy.


@pytest.mark.parametrize(
    "oids",
    [
        ("2.16.886.101.0.3.0",),
        ("2.16.886.101.0.3.1",),
        ("2.16.886.101.0.3.2",),
        ("2.16.886.101.0.3.4",),
        ("2.5.29.32.0",),
        ("2.16.886.101.0.3.3", "2.16.886.101.0.3.0"),
    ],
)
def test_another_assurance_level_is_refused(oids: tuple[str, ...]) -> None:
    with pytest.raises(PolicyRefused):
        proof(signed(changed(policies(*oids))))


def test_a_certificate_without_policy_is_refused() -> None:
    with pytest.raises(PolicyRefused):
        proof(signed(changed(drafts.without(POLICIES))))


# Extensions.


@pytest.mark.parametrize("oid", ["1.2.3.4", "2.5.29.30", "2.5.29.36", "2.5.29.54", DIRECTORY])
def test_a_critical_extension_that_is_not_understood_is_refused(oid: str) -> None:
    value = {
        "2.5.29.30": "3000",
        "2.5.29.36": "3003800100",
        "2.5.29.54": "020100",
    }.get(oid, "3000")

    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(drafts.putting(oid, bytes.fromhex(value), critical="yes"))))


@pytest.mark.parametrize("kind", [0xA3, 0xA5])
def test_a_name_of_a_kind_that_nobody_uses_is_refused(kind: int) -> None:
    # x400Address and ediPartyName: the library has an exception of its own for them.
    names = tagged(0x30, tagged(kind, b""))

    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(drafts.adding("2.5.29.17", names))))


def test_an_extension_that_nobody_must_understand_is_ignored() -> None:
    assert proof(signed(changed(drafts.adding("1.2.3.4", b"junk")))).holder_name == "測試甲"


@pytest.mark.parametrize("oid", [KEY_USAGE, POLICIES, CONSTRAINTS, PURPOSES, "2.5.29.31"])
def test_an_extension_that_cannot_be_parsed_is_refused(oid: str) -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(drafts.putting(oid, b"\x30\x80junk"))))
