"""Tests with the CA certificates of the real PKI, where they are beside the project."""

from datetime import timedelta

import pytest

from models.pki.path.anchors import AnchorNotPinned, AnchorUnsound
from models.pki.path.pins import PINNED, CardKind
from models.pki.path.trust import TrustStore
from tests.support.pki.real import NOW, real, real_authorities


@real_authorities
def test_the_real_chains_are_built_and_the_first_generation_is_refused_as_expired() -> None:
    names = [pin.name for pin in PINNED.values()]

    store = TrustStore.build(real(*names), at=NOW)

    kinds = {issuer.name: issuer.kind for issuer in store.issuers.values()}
    assert kinds == {
        "MOICA-G2": CardKind.CITIZEN,
        "MOICA-G3": CardKind.CITIZEN,
        "MOEACA-G2": CardKind.COMPANY,
    }
    assert store.retired == {"b620c8cfbe518aa454b978d304d10ab2cc7e2f46"}


@real_authorities
def test_the_real_generations_differ_by_key_alone() -> None:
    store = TrustStore.build(real("GRCA-G2", "GRCA-G3", "MOICA-G2", "MOICA-G3"), at=NOW)

    second, third = store.issuers.values()

    assert second.outline.subject == third.outline.subject
    assert second.key_id == "fa9b3467090a9822f762488b8226a645c5c322a4"
    assert third.key_id == "4720a3b1264bcd6d48acf2640886972c7454115f"


@real_authorities
def test_a_real_issuer_without_its_root_is_refused() -> None:
    with pytest.raises(AnchorUnsound, match="MOICA-G3"):
        TrustStore.build(real("GRCA-G2", "MOICA-G2", "MOICA-G3"), at=NOW)


@real_authorities
def test_the_test_root_of_the_next_generation_is_not_trusted() -> None:
    with pytest.raises(AnchorNotPinned):
        TrustStore.build(real("GTestRCA-G4-ECC-P384"), at=NOW)


@real_authorities
def test_a_real_issuer_that_has_a_changed_byte_is_not_pinned() -> None:
    (changed,) = real("MOICA-G3")

    with pytest.raises(AnchorNotPinned):
        TrustStore.build([changed[:-1] + bytes([changed[-1] ^ 1])], at=NOW)


@real_authorities
def test_the_real_issuers_are_still_valid_for_a_while() -> None:
    store = TrustStore.build(real("GRCA-G2", "GRCA-G3", "MOICA-G2", "MOICA-G3"), at=NOW)

    assert all(i.not_after > NOW + timedelta(days=365) for i in store.issuers.values())
