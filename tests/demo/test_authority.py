"""Tests of the demo's certificate authority: the real profile under test names."""

from datetime import timedelta
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509.oid import NameOID

from tests.support.cards import AT, DAY, authority, citizen, company, crl, proof, signed
from web.demo.authority import Authority, Card, CardKind, Generation, Revocation, partition_of


def leaf(card: Card) -> x509.Certificate:
    return x509.load_der_x509_certificate(card.signature_certificate)


def test_every_ca_says_that_it_is_a_test() -> None:
    for der in authority().anchors():
        subject = x509.load_der_x509_certificate(der).subject.rfc4514_string()

        assert "TEST ONLY" in subject


def test_the_generations_share_a_name_without_common_name() -> None:
    second, third = (
        x509.load_der_x509_certificate(citizen(generation=generation).issuer_certificate)
        for generation in Generation
    )

    assert second.subject.public_bytes() == third.subject.public_bytes()
    assert [a.oid for a in second.subject] == [
        NameOID.COUNTRY_NAME,
        NameOID.ORGANIZATION_NAME,
        NameOID.ORGANIZATIONAL_UNIT_NAME,
    ]
    assert second.public_key() != third.public_key()


def test_a_citizens_certificate_has_the_extensions_of_the_real_one_in_its_order() -> None:
    found = [e.oid.dotted_string for e in leaf(citizen()).extensions]

    assert found == [
        "2.5.29.35",
        "2.5.29.14",
        "2.5.29.15",
        "2.5.29.32",
        "2.5.29.9",
        "2.5.29.31",
        "1.3.6.1.5.5.7.1.1",
    ]


def test_the_directory_attributes_are_the_real_bytes() -> None:
    attributes = leaf(citizen()).extensions.get_extension_for_oid(x509.ObjectIdentifier("2.5.29.9"))
    subject_class = "3015 0607 60867601640201 310a 0608 6086760164030101"
    last_four = "3011 0607 60867601640233 3106 0c04 30303031"

    assert isinstance(attributes.value, x509.UnrecognizedExtension)
    assert attributes.value.value == bytes.fromhex(f"302a {subject_class} {last_four}")


def test_the_subject_is_written_in_the_real_string_types() -> None:
    subject = asn1_x509.Certificate.load(citizen().signature_certificate).subject

    types = [
        type(pair["value"].chosen if hasattr(pair["value"], "chosen") else pair["value"]).__name__
        for rdn in subject.chosen
        for pair in rdn
    ]

    assert types == ["PrintableString", "UTF8String", "PrintableString"]


def test_the_two_certificates_of_a_card_are_for_two_uses() -> None:
    card = citizen()
    other = x509.load_der_x509_certificate(card.encryption_certificate)

    signature = leaf(card).extensions.get_extension_for_class(x509.KeyUsage)
    encryption = other.extensions.get_extension_for_class(x509.KeyUsage)

    assert signature.critical
    assert signature.value.digital_signature
    assert not signature.value.key_encipherment
    assert not signature.value.content_commitment
    assert encryption.value.key_encipherment
    assert encryption.value.data_encipherment
    assert not encryption.value.digital_signature


def test_a_companys_certificate_names_it_by_its_tax_number() -> None:
    subject = leaf(company()).subject

    assert [a.oid for a in subject] == [
        NameOID.COUNTRY_NAME,
        NameOID.ORGANIZATION_NAME,
        NameOID.SERIAL_NUMBER,
    ]


def test_a_card_names_a_part_of_the_list_and_the_complete_one() -> None:
    certificate = leaf(citizen(generation=Generation.G2))
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value

    urls = [point.full_name[0].value for point in points if point.full_name]

    part = partition_of(certificate.serial_number)
    base = "http://ocsp-moica.moi.gov.tw.invalid/crl"
    assert urls == [f"{base}/MOICA-10-{part}.crl", f"{base}/MOICA-complete.crl"]


def test_lists_are_published_at_the_configured_address() -> None:
    made = Authority(
        authorities=authority().authorities, crl_base="http://localhost:8000/crl", key_bits=2048
    )
    ca = made.issuer(kind=CardKind.CITIZEN, generation=Generation.G3)

    assert made.crl_url(ca) == "http://localhost:8000/crl/MOICA-G3-complete.crl"
    assert made.crl_url(ca, partition=4) == "http://localhost:8000/crl/MOICA-G3-10-4.crl"


def test_a_part_of_a_list_names_only_its_own() -> None:
    revoked = [Revocation(serial_number=n, at=AT) for n in (32, 33, 65)]

    part = x509.load_der_x509_crl(crl(*revoked, partition=1))

    assert sorted(entry.serial_number for entry in part) == [33, 65]
    scope = part.extensions.get_extension_for_class(x509.IssuingDistributionPoint)
    assert scope.critical


def test_an_authority_comes_back_from_disk_with_keys_for_its_owner_alone(tmp_path: Path) -> None:
    authority().save(tmp_path / "ca")

    back = Authority.load(tmp_path / "ca")

    assert back.anchors() == authority().anchors()
    assert back.crl_base == authority().crl_base
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "ca").glob("*.key")}
    assert modes == {0o600}


def test_what_comes_back_from_disk_still_issues(tmp_path: Path) -> None:
    authority().save(tmp_path)
    back = Authority.load(tmp_path)
    card = back.issue(
        kind=CardKind.CITIZEN,
        generation=Generation.G2,
        holder="測試丙",
        subject_serial="0000000000000003",
        card_number="TP00000000000003",
        id_last4="0003",
        not_before=AT - DAY,
        not_after=AT + DAY,
    )

    assert proof(signed(card)).holder_name == "測試丙"


def test_a_card_comes_back_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    citizen().save(path)

    back = Card.load(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert back.card_number == citizen().card_number
    assert proof(signed(back)).certificate == citizen().signature_certificate


def test_a_key_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text("older")
    path.chmod(0o644)

    citizen().save(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_keys_of_another_size_can_be_asked_for() -> None:
    made = Authority.create(at=AT, key_bits=3072)

    assert {ca.key.key_size for ca in made.authorities.values()} == {3072}


def test_a_list_has_number_and_life_as_given() -> None:
    known = x509.load_der_x509_crl(crl(at=AT, number=2026030204, life=timedelta(hours=36)))

    assert known.next_update_utc == AT + timedelta(hours=36)
    assert known.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 2026030204
