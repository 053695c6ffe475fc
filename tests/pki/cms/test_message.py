"""Tests of reading a CMS message, and of everything that is not one."""

import pytest
from asn1crypto import cms, core, x509
from asn1crypto import crl as asn1_crl

from models.core.errors import UserError
from models.pki.cms.attributes import SignedAttributesWrong
from models.pki.cms.message import (
    SignatureTooLarge,
    SignatureUnreadable,
    SignerCertificateMissing,
    SignerNotSingle,
    read,
)
from models.pki.keys import SignatureWrong
from models.pki.verdict import ContentNotChallenge
from tests.support.cards import AT, CHALLENGE, citizen, crl, proof, serial_number, signed
from tests.support.pki import messages
from tests.support.pki.drafts import reissued
from tests.support.pki.encoding import elements, tagged
from web.demo.authority import Revocation

DATA = "1.2.840.113549.1.7.1"


def message() -> bytes:
    return signed(citizen())


def test_a_message_of_the_component_is_read() -> None:
    card = citizen()

    said = read(signed(card))

    assert said.content == CHALLENGE
    assert said.certificate == card.signature_certificate
    assert said.attributes.card_number == card.card_number
    assert said.attributes.nonce == b"4f1d"
    assert said.attributes.signing_time == AT


# Content.


def test_other_content_is_refused() -> None:
    with pytest.raises(ContentNotChallenge):
        proof(message(), content=CHALLENGE + b" ")


def test_detached_content_is_refused() -> None:
    def change(data: cms.SignedData) -> None:
        data["encap_content_info"] = {"content_type": "data"}

    with pytest.raises(ContentNotChallenge):
        proof(messages.changed(change))


def test_content_put_in_after_signing_is_refused() -> None:
    other = b"other content"

    def change(data: cms.SignedData) -> None:
        data["encap_content_info"] = {"content_type": "data", "content": other}

    with pytest.raises(SignedAttributesWrong):
        proof(messages.changed(change), content=other)


def test_content_of_another_type_is_refused() -> None:
    data = core.ObjectIdentifier(DATA).dump()
    digested = core.ObjectIdentifier("1.2.840.113549.1.7.5").dump()

    with pytest.raises(SignatureUnreadable):
        proof(message().replace(data, digested, 1))


# Signers and certificates.


@pytest.mark.parametrize("count", [0, 2, 100])
def test_another_number_of_signers_is_refused(count: int) -> None:
    def change(data: cms.SignedData) -> None:
        data["signer_infos"] = [data["signer_infos"][0]] * count

    with pytest.raises((SignerNotSingle, SignatureTooLarge)):
        proof(messages.changed(change))


@pytest.mark.parametrize("order", [1, -1])
def test_a_second_signer_is_refused_whichever_is_right(order: int) -> None:
    def change(data: cms.SignedData) -> None:
        right = data["signer_infos"][0]
        wrong = cms.SignerInfo.load(right.dump())
        wrong["signature"] = b"\1" * 256
        data["signer_infos"] = [right, wrong][::order]

    with pytest.raises(SignerNotSingle):
        proof(messages.changed(change))


def certificates(*found: bytes) -> bytes:
    def change(data: cms.SignedData) -> None:
        data["certificates"] = [x509.Certificate.load(der) for der in found] or None

    return messages.changed(change)


def test_a_message_without_certificates_is_refused() -> None:
    with pytest.raises(SignerCertificateMissing):
        proof(certificates())


def test_a_message_with_certificates_of_others_only_is_refused() -> None:
    with pytest.raises(SignerCertificateMissing):
        proof(certificates(citizen().issuer_certificate, citizen().encryption_certificate))


def test_a_message_with_the_signers_certificate_twice_is_refused() -> None:
    with pytest.raises(SignerCertificateMissing):
        proof(certificates(*[citizen().signature_certificate] * 2))


def test_extra_certificates_are_carried_but_not_believed() -> None:
    card = citizen()
    others = card.issuer_certificate, card.root_certificate, card.encryption_certificate

    found = proof(certificates(card.signature_certificate, *others))

    assert found.certificate == card.signature_certificate


def test_more_certificates_than_a_card_has_are_refused() -> None:
    card = citizen()

    with pytest.raises(SignatureUnreadable):
        proof(certificates(card.signature_certificate, *[card.root_certificate] * 8))


def carrying(*more: bytes) -> bytes:
    ((_, wrapper),) = elements(message())
    kind, (_, explicit) = wrapper[:11], elements(wrapper)[1]
    parts = elements(elements(explicit)[0][1])
    parts[3] = (0xA0, parts[3][1] + b"".join(more))
    data = tagged(0x30, b"".join(tagged(*part) for part in parts))
    return tagged(0x30, kind + tagged(0xA0, data))


def test_a_thousand_certificates_are_too_large() -> None:
    with pytest.raises(SignatureTooLarge):
        proof(carrying(*[citizen().root_certificate] * 1000))


def test_a_thousand_certificates_of_nothing_are_refused_unread() -> None:
    with pytest.raises(SignatureUnreadable):
        proof(carrying(*[b"\x30\x00"] * 1000))


def test_a_certificate_that_does_not_hold_the_signing_key_is_refused() -> None:
    def change(info: cms.SignerInfo) -> None:
        other = x509.Certificate.load(citizen().encryption_certificate)
        name = {"issuer": other.issuer, "serial_number": other.serial_number}
        info["sid"] = cms.SignerIdentifier("issuer_and_serial_number", name)

    def swap(data: cms.SignedData) -> None:
        data["certificates"] = [x509.Certificate.load(citizen().encryption_certificate)]
        change(data["signer_infos"][0])

    with pytest.raises(SignatureWrong):
        proof(messages.changed(swap))


def test_a_signer_named_by_key_is_found() -> None:
    own = x509.Certificate.load(citizen().signature_certificate).key_identifier

    assert proof(messages.by_key(own)).holder_name == "測試甲"


@pytest.mark.parametrize(
    ("good", "broken"),
    [
        ("a003020102", "a003020109"),  # A version that does not exist.
        ("06092a864886f70d010101", "05092a864886f70d010101"),  # No name of an algorithm.
        ("0603551d0e0416", "0603551d0e0415"),  # A key identifier that is too long for its place.
        ("0603551d1f", "0603551d11"),  # Addresses that stand for other names.
    ],
)
def test_a_certificate_named_by_key_that_cannot_be_parsed_is_refused(
    good: str, broken: str
) -> None:
    own = x509.Certificate.load(citizen().signature_certificate).key_identifier
    message = messages.by_key(own)
    changed = message.replace(bytes.fromhex(good), bytes.fromhex(broken), 1)
    assert changed != message

    with pytest.raises(SignatureUnreadable):
        proof(changed)


def test_a_signer_named_by_a_key_that_nobody_has_is_refused() -> None:
    with pytest.raises(SignerCertificateMissing):
        proof(messages.by_key(b"\0" * 20))


@pytest.mark.parametrize(
    ("outer", "inner"), [(0, 0), (1, 3), (2, 2), (4, 4), (5, 5), (4, 1), (5, 1), (3, 0)]
)
def test_versions_that_do_not_fit_are_refused(outer: int, inner: int) -> None:
    def change(data: cms.SignedData) -> None:
        data["version"] = f"v{outer}"
        data["signer_infos"][0]["version"] = f"v{inner}"

    with pytest.raises(SignatureUnreadable):
        proof(messages.changed(change))


def test_lists_that_a_client_sends_say_nothing() -> None:
    def change(data: cms.SignedData) -> None:
        known = crl(Revocation(serial_number=serial_number(citizen()), at=AT))
        data["crls"] = [asn1_crl.CertificateList.load(known)]

    assert proof(messages.changed(change)).holder_name == "測試甲"


@pytest.mark.parametrize("kind", ["1.2.840.113549.1.7.1", "1.2.840.113549.1.7.5"])
def test_signed_data_under_another_name_is_refused(kind: str) -> None:
    own = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()

    with pytest.raises(SignatureUnreadable):
        proof(message().replace(own, core.ObjectIdentifier(kind).dump(), 1))


def test_a_certificate_that_cannot_be_parsed_is_refused() -> None:
    card = citizen()
    original = card.signature_certificate
    key = bytes.fromhex("2a864886f70d010101")  # rsaEncryption, in the key of the certificate.
    broken = original.replace(b"\x06\x09" + key, b"\x05\x09" + key, 1)

    with pytest.raises(UserError) as refusal:
        proof(signed(card).replace(original, broken))

    assert refusal.type is SignatureUnreadable


def test_a_message_is_the_same_when_signed_by_a_reissued_certificate() -> None:
    again = reissued(citizen(), lambda tbs: None)

    assert proof(signed(again)).subject_serial == "0000000000000001"
