"""Tests of reading a certificate's holder."""

import pytest
from asn1crypto import core, x509

from models.pki.path.holder import CertificateProfileWrong
from models.pki.path.trust import WrongCardKind
from tests.support.cards import citizen, proof, signed
from tests.support.pki import drafts
from tests.support.pki.drafts import Change, reissued
from tests.support.pki.encoding import tagged
from web.demo.authority import Card
from web.demo.profile import directory_attributes

DIRECTORY = "2.5.29.9"
CLASS = "2.16.886.1.100.2.1"
LAST_FOUR = "2.16.886.1.100.2.51"


def changed(*changes: Change) -> Card:
    def change(tbs: drafts.Tbs) -> None:
        for each in changes:
            each(tbs)

    return reissued(citizen(), change)


def directory(*pairs: tuple[str, core.Asn1Value]) -> Change:
    return drafts.putting(DIRECTORY, directory_attributes(*pairs).value)


def subject(*pairs: tuple[str, core.Asn1Value]) -> Change:
    def change(tbs: drafts.Tbs) -> None:
        names = [
            tagged(0x31, tagged(0x30, core.ObjectIdentifier(oid).dump() + value.dump()))
            for oid, value in pairs
        ]
        tbs["subject"] = x509.Name.load(tagged(0x30, b"".join(names)))

    return change


def named(name: str, serial: str = "0000000000000001") -> Change:
    return subject(("2.5.4.3", core.UTF8String(name)), ("2.5.4.5", core.PrintableString(serial)))


def test_the_holder_is_read_from_the_certificate() -> None:
    found = proof(signed(citizen(holder="測試乙", subject_serial="0000000000000002")))

    assert found.holder_name == "測試乙"
    assert found.subject_serial == "0000000000000002"
    assert found.id_last4 == "0001"


# Subject.


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("測試甲", "測試甲"),
        ("  測試\u3000甲  ", "測試 甲"),
        ("測試\n甲\r\n", "測試甲"),
        ("測\u202e試\u2066甲\u200f", "測試甲"),
        ("測\u0000試\u200b甲\ufeff", "測試甲"),
        ("測\u2028試甲", "測試甲"),
        ("\ue000甲", "\ue000甲"),
    ],
)
def test_a_name_is_cleaned_for_display(written: str, cleaned: str) -> None:
    assert proof(signed(changed(named(written)))).holder_name == cleaned


@pytest.mark.filterwarnings("ignore:Attribute's length must be:UserWarning")
def test_a_name_is_capped() -> None:
    card = changed(named("甲" * 4000))

    assert proof(signed(card)).holder_name == "甲" * 80


@pytest.mark.parametrize("name", [" ", "\u200b\u202e"])
def test_a_name_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(named(name))))


@pytest.mark.parametrize(
    "serial", ["1", "000000000000001", "00000000000000001", "A123456789", "000000000000000A"]
)
def test_a_subject_serial_number_of_another_shape_is_refused(serial: str) -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(named("測試甲", serial))))


@pytest.mark.parametrize("missing", [0, 1])
def test_a_subject_that_lacks_name_or_number_is_refused(missing: int) -> None:
    parts = [
        ("2.5.4.3", core.UTF8String("測試甲")),
        ("2.5.4.5", core.PrintableString("0000000000000001")),
    ]
    del parts[missing]

    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(subject(*parts))))


def test_a_subject_with_two_numbers_is_refused() -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(
            signed(
                changed(
                    subject(
                        ("2.5.4.3", core.UTF8String("測試甲")),
                        ("2.5.4.5", core.PrintableString("0000000000000001")),
                        ("2.5.4.5", core.PrintableString("0000000000000002")),
                    )
                )
            )
        )


# Directory attributes.


def test_a_card_without_directory_attributes_has_no_last_four() -> None:
    assert proof(signed(changed(drafts.without(DIRECTORY)))).id_last4 is None


def test_a_class_that_is_not_known_is_not_refused() -> None:
    card = changed(directory((CLASS, core.ObjectIdentifier("2.16.886.1.100.3.1.9"))))

    assert proof(signed(card)).id_last4 is None


@pytest.mark.parametrize(
    ("subject_class", "kind"),
    [
        ("2.16.886.1.100.3.2.2.1.1", "COMPANY"),
        ("2.16.886.1.100.3.2.1.1", "AGENCY"),
        ("2.16.886.1.100.3.2.3.1", "ORGANISATION"),
    ],
)
def test_a_class_of_organisations_is_refused_by_kind(subject_class: str, kind: str) -> None:
    with pytest.raises(WrongCardKind) as refusal:
        proof(signed(changed(directory((CLASS, core.ObjectIdentifier(subject_class))))))

    assert refusal.value.values == {"kind": kind}


@pytest.mark.parametrize(
    "value", [core.PrintableString("0001"), core.UTF8String("1"), core.UTF8String("<b>1")]
)
def test_last_four_of_another_shape_are_refused(value: core.Asn1Value) -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(directory((LAST_FOUR, value)))))


def test_directory_attributes_that_come_twice_are_refused() -> None:
    twice = directory((LAST_FOUR, core.UTF8String("0001")), (LAST_FOUR, core.UTF8String("0002")))

    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(twice)))


def test_last_four_that_are_no_text_are_refused() -> None:
    broken = core.UTF8String.load(tagged(0x0C, b"\xff001"))

    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(directory((LAST_FOUR, broken)))))


@pytest.mark.parametrize("junk", [b"", b"\x30\x80\x00\x00", b"\x30\x02\x30\x00", b"\x05\x00"])
def test_directory_attributes_that_cannot_be_read_are_refused(junk: bytes) -> None:
    with pytest.raises(CertificateProfileWrong):
        proof(signed(changed(drafts.putting(DIRECTORY, junk))))
