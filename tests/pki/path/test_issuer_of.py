"""Tests of finding and verifying the issuer: by key, never by name."""

from dataclasses import replace

import pytest
from asn1crypto import x509

from models.pki.path.end_entity import CertificateExpired, CertificateNotYetValid
from models.pki.path.trust import IssuerExpired, IssuerUnknown, TrustStore, WrongCardKind
from tests.support import cards
from tests.support.cards import AT, DAY, SECOND, citizen, company, proof, signed, stranger
from tests.support.pki import drafts
from tests.support.pki.drafts import reissued
from web.demo.authority import Card, CardKind, Generation

AUTHORITY_KEY = "2.5.29.35"


@pytest.mark.parametrize("generation", list(Generation))
def test_a_card_of_each_generation_is_proven_by_its_own_issuer(generation: Generation) -> None:
    card = citizen(generation=generation)

    found = proof(signed(card))

    assert found.issuer_key_id == cards.issuer(generation).key_id


def test_the_generations_have_one_name_and_two_keys() -> None:
    second, third = (cards.issuer(generation) for generation in Generation)

    assert second.outline.subject == third.outline.subject
    assert second.key_id != third.key_id


# Validity.


def test_a_card_is_good_from_its_first_second_to_its_last() -> None:
    first = citizen(not_before=AT)
    last = citizen(not_after=AT)

    assert proof(signed(first)).not_before == AT
    assert proof(signed(last)).not_after == AT


def test_a_card_that_expired_a_second_ago_is_refused() -> None:
    with pytest.raises(CertificateExpired):
        proof(signed(citizen(not_after=AT - SECOND)))


def test_a_card_that_is_valid_in_a_second_is_refused() -> None:
    with pytest.raises(CertificateNotYetValid):
        proof(signed(citizen(not_before=AT + SECOND)))


def issuers_last_second() -> Card:
    return citizen(not_after=cards.issuer().not_after + 9 * DAY)


def test_a_card_that_outlives_its_issuer_is_refused() -> None:
    later = cards.issuer().not_after + SECOND

    with pytest.raises(IssuerExpired):
        proof(signed(issuers_last_second()), at=later)


def test_an_issuer_that_expired_before_the_store_was_built_is_known_as_such() -> None:
    later = cards.issuer().not_after + DAY
    store = cards.trust()
    retired = TrustStore(
        issuers={k: i for k, i in store.issuers.items() if k != cards.issuer().key_id},
        retired=frozenset({cards.issuer().key_id}),
    )

    with pytest.raises(IssuerExpired):
        proof(signed(issuers_last_second()), at=later, trusted=retired)


def test_a_card_that_expired_with_its_issuer_is_reported_as_an_expired_card() -> None:
    later = cards.issuer().not_after + SECOND

    with pytest.raises(CertificateExpired):
        proof(signed(citizen()), at=later)


# Issuers.


def test_a_card_of_a_namesake_with_another_key_is_refused() -> None:
    card = stranger().issue(
        kind=CardKind.CITIZEN,
        generation=Generation.G3,
        holder="測試甲",
        subject_serial="0000000000000001",
        card_number="TP00000000000001",
        id_last4="0001",
        not_before=AT - DAY,
        not_after=AT + DAY,
    )

    with pytest.raises(IssuerUnknown):
        proof(signed(card))


def test_a_card_that_only_claims_the_issuers_key_is_refused() -> None:
    ca = stranger().issuer(kind=CardKind.CITIZEN, generation=Generation.G3)

    with pytest.raises(IssuerUnknown):
        proof(signed(reissued(citizen(), lambda tbs: None, by=ca.key)))


def test_a_card_of_one_generation_that_claims_the_other_is_refused() -> None:
    other = bytes.fromhex(cards.issuer(Generation.G2).key_id)
    claim = drafts.putting(AUTHORITY_KEY, b"\x30\x16\x80\x14" + other)

    with pytest.raises(IssuerUnknown):
        proof(signed(reissued(citizen(), claim)))


def test_a_card_that_names_no_issuing_key_is_refused() -> None:
    with pytest.raises(IssuerUnknown):
        proof(signed(reissued(citizen(), drafts.without(AUTHORITY_KEY))))


def test_a_card_that_names_its_issuer_but_no_key_is_refused() -> None:
    with pytest.raises(IssuerUnknown):
        proof(signed(reissued(citizen(), drafts.putting(AUTHORITY_KEY, b"\x30\x00"))))


def test_a_card_whose_issuers_name_is_another_is_refused() -> None:
    def change(tbs: drafts.Tbs) -> None:
        tbs["issuer"] = x509.Name.build({"country_name": "TW", "organization_name": "測試"})

    with pytest.raises(IssuerUnknown):
        proof(signed(reissued(citizen(), change)))


def test_a_self_signed_card_is_refused() -> None:
    card = citizen()

    def change(tbs: drafts.Tbs) -> None:
        tbs["issuer"] = tbs["subject"]
        drafts.without(AUTHORITY_KEY)(tbs)

    with pytest.raises(IssuerUnknown):
        proof(signed(reissued(card, change, by=card.signature_key)))


@pytest.mark.parametrize("name", ["MOICA-G3", "root-G3"])
def test_a_ca_that_signs_like_a_card_is_refused(name: str) -> None:
    ca = cards.authority().authorities[name]
    card = replace(citizen(), signature_certificate=ca.der, signature_key=ca.key)

    with pytest.raises(IssuerUnknown):
        proof(signed(card))


def test_a_companys_card_is_refused_by_kind() -> None:
    with pytest.raises(WrongCardKind) as refusal:
        proof(signed(company()))

    assert refusal.value.values == {"kind": "COMPANY"}


def test_an_expired_companys_card_is_still_named_by_kind() -> None:
    with pytest.raises(WrongCardKind):
        proof(signed(company()), at=AT + 3000 * DAY)


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("政府憑證管理中心", "AGENCY"),
        ("組織及團體憑證管理中心", "ORGANISATION"),
        ("工商憑證管理中心", "COMPANY"),
        ("醫事憑證管理中心", "HEALTH"),
    ],
)
def test_a_card_of_another_authority_is_named_without_a_pinned_key(unit: str, kind: str) -> None:
    def change(tbs: drafts.Tbs) -> None:
        tbs["issuer"] = x509.Name.build(
            {"country_name": "TW", "organization_name": "行政院", "organizational_unit_name": unit}
        )
        drafts.putting(AUTHORITY_KEY, b"\x30\x16\x80\x14" + b"\x77" * 20)(tbs)

    with pytest.raises(WrongCardKind) as refusal:
        proof(signed(reissued(citizen(), change)))

    assert refusal.value.values == {"kind": kind}
