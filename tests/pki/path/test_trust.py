"""Tests of the trust store: pinned, sound, verified up to the root."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from models.pki.path.anchors import AnchorNotPinned, AnchorUnsound, NoAnchors
from models.pki.path.pins import CardKind, Role
from models.pki.path.trust import TrustStore
from tests.support.cards import AT, DAY, authority, stranger
from tests.support.pki.anchors import build, der, issuer, pins, replaced
from web.demo import profile


def test_an_authority_is_trusted_with_each_issuer_under_its_root() -> None:
    store = TrustStore.build(authority().anchors(), at=AT, pinned=authority().pins())

    found = {issuer.name: issuer.kind for issuer in store.issuers.values()}

    assert found == {
        "TEST ONLY MOICA-G2": CardKind.CITIZEN,
        "TEST ONLY MOICA-G3": CardKind.CITIZEN,
        "TEST ONLY MOEACA-G2": CardKind.COMPANY,
    }


def test_a_reissued_issuer_is_trusted() -> None:
    assert len(build(issuer(), "root-G3").issuers) == 1


def test_a_test_authority_is_not_pinned() -> None:
    with pytest.raises(AnchorNotPinned):
        TrustStore.build(authority().anchors(), at=AT)


def test_an_empty_store_is_refused() -> None:
    with pytest.raises(NoAnchors):
        TrustStore.build([], at=AT)


def test_roots_alone_are_no_trust() -> None:
    with pytest.raises(NoAnchors):
        TrustStore.build([der("root-G2"), der("root-G3")], at=AT, pinned=authority().pins())


def test_issuers_of_companies_cards_alone_are_no_trust() -> None:
    with pytest.raises(NoAnchors):
        TrustStore.build([der("root-G2"), der("MOEACA-G2")], at=AT, pinned=authority().pins())


def test_an_issuer_without_its_root_is_refused() -> None:
    with pytest.raises(AnchorUnsound, match="above it"):
        TrustStore.build([der("MOICA-G3"), der("root-G2")], at=AT, pinned=authority().pins())


def test_an_issuer_that_another_key_signed_is_refused() -> None:
    namesake = stranger().authorities["root-G3"]

    with pytest.raises(AnchorUnsound, match="not verified"):
        build(issuer(by=namesake), "root-G3")


def test_an_issuer_under_another_name_is_refused() -> None:
    with pytest.raises(AnchorUnsound, match="not verified"):
        build(issuer(name=profile.ROOT_G2), "root-G3")


def test_a_root_that_did_not_sign_itself_is_refused() -> None:
    ca = authority().authorities["root-G3"]
    forged = profile.signed(
        subject=ca.certificate.subject,
        key=ca.key.public_key(),
        issuer=ca.certificate.subject,
        issuer_key=stranger().authorities["root-G3"].key,
        serial_number=9,
        not_before=AT - DAY,
        not_after=AT + DAY,
        extensions=[(e.value, e.critical) for e in ca.certificate.extensions],
    ).public_bytes(serialization.Encoding.DER)
    pinned = authority().pins() | pins((forged, Role.ROOT, None))

    with pytest.raises(AnchorUnsound, match="not verified"):
        TrustStore.build([forged, der("MOICA-G3")], at=AT, pinned=pinned)


@pytest.mark.parametrize(
    "value",
    [
        x509.BasicConstraints(ca=False, path_length=None),
        profile.key_usage("digital_signature", "crl_sign"),
        x509.NameConstraints([x509.DNSName("localhost")], None),
        x509.PolicyConstraints(0, None),
        x509.InhibitAnyPolicy(0),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
    ],
)
def test_an_issuer_that_may_not_issue_is_refused(value: x509.ExtensionType) -> None:
    with pytest.raises(AnchorUnsound):
        build(issuer(extensions=replaced(value)), "root-G3")


@pytest.mark.parametrize(
    "value", [x509.NameConstraints([x509.DNSName("localhost")], None), x509.PolicyConstraints(0, 0)]
)
def test_an_issuer_with_a_restriction_is_refused_even_if_not_critical(
    value: x509.ExtensionType,
) -> None:
    with pytest.raises(AnchorUnsound, match="not supported"):
        build(issuer(extensions=lambda found: found.append((value, False))), "root-G3")


def test_an_issuer_that_names_no_key_above_it_is_refused() -> None:
    by_name = x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(profile.ROOT_G3)], 1)

    with pytest.raises(AnchorUnsound, match="above it"):
        build(issuer(extensions=replaced(by_name)), "root-G3")


def test_an_issuer_whose_root_allows_no_issuers_is_refused() -> None:
    ca = authority().authorities["root-G3"]
    extensions = [
        (x509.SubjectKeyIdentifier.from_public_key(ca.key.public_key()), False),
        (x509.BasicConstraints(ca=True, path_length=0), True),
    ]
    short = profile.signed(
        subject=ca.certificate.subject,
        key=ca.key.public_key(),
        issuer=ca.certificate.subject,
        issuer_key=ca.key,
        serial_number=9,
        not_before=AT - DAY,
        not_after=AT + DAY,
        extensions=extensions,
    ).public_bytes(serialization.Encoding.DER)
    pinned = authority().pins() | pins((short, Role.ROOT, None))

    with pytest.raises(AnchorUnsound, match="too long"):
        TrustStore.build([short, der("MOICA-G3")], at=AT, pinned=pinned)


def test_an_issuer_that_hangs_on_itself_is_refused() -> None:
    key = authority().authorities["MOICA-G3"].key.public_key()
    own = x509.AuthorityKeyIdentifier.from_issuer_public_key(key)

    with pytest.raises(AnchorUnsound, match="above it"):
        build(issuer(extensions=replaced(own)), "root-G3")


def test_two_certificates_of_one_key_are_refused() -> None:
    with pytest.raises(AnchorUnsound, match="have the same key"):
        build(issuer(), "MOICA-G3", "root-G3")


def test_a_certificate_that_is_none_is_refused_though_somebody_pinned_it() -> None:
    with pytest.raises(AnchorUnsound, match="cannot be read"):
        TrustStore.build([b"junk"], at=AT, pinned=pins((b"junk", Role.ROOT, None)))


def test_an_issuer_that_expired_is_remembered_as_such() -> None:
    gone = issuer()
    other = authority().pins() | pins((gone, Role.ISSUER, CardKind.CITIZEN))
    beside = [der("MOICA-G2"), der("root-G2"), der("root-G3")]

    store = TrustStore.build([gone, *beside], at=AT + 2 * DAY, pinned=other)

    assert len(store.issuers) == 1
    assert len(store.retired) == 1


def test_an_issuer_whose_root_expired_is_remembered_as_expired() -> None:
    ca = authority().authorities["root-G3"]
    short = profile.signed(
        subject=ca.certificate.subject,
        key=ca.key.public_key(),
        issuer=ca.certificate.subject,
        issuer_key=ca.key,
        serial_number=9,
        not_before=AT - DAY,
        not_after=AT + DAY,
        extensions=[(e.value, e.critical) for e in ca.certificate.extensions],
    ).public_bytes(serialization.Encoding.DER)
    pinned = authority().pins() | pins((short, Role.ROOT, None))
    beside = [der(name) for name in ("MOICA-G3", "MOICA-G2", "root-G2")]

    store = TrustStore.build([short, *beside], at=AT + 2 * DAY, pinned=pinned)

    assert [issuer.name for issuer in store.issuers.values()] == ["TEST ONLY MOICA-G2"]
    assert len(store.retired) == 1


def test_an_issuer_whose_time_has_not_come_is_not_yet_known() -> None:
    early = issuer()
    other = authority().pins() | pins((early, Role.ISSUER, CardKind.CITIZEN))
    beside = [der("MOICA-G2"), der("root-G2"), der("root-G3")]

    store = TrustStore.build([early, *beside], at=AT - 2 * DAY, pinned=other)

    assert len(store.issuers) == 1
    assert not store.retired


@pytest.mark.parametrize("bits", [1024, 2047])
def test_an_issuer_with_a_weak_key_is_refused(bits: int) -> None:
    weak = rsa.generate_private_key(65537, bits).public_key()
    root = authority().authorities["root-G3"]
    certificate = profile.signed(
        subject=profile.CITIZEN_ISSUER,
        key=weak,
        issuer=profile.ROOT_G3,
        issuer_key=root.key,
        serial_number=9,
        not_before=AT - DAY,
        not_after=AT + DAY,
        extensions=[
            (profile.authority_key(root.key.public_key()), False),
            (x509.SubjectKeyIdentifier.from_public_key(weak), False),
            (profile.key_usage("key_cert_sign", "crl_sign"), True),
            (x509.BasicConstraints(ca=True, path_length=0), True),
        ],
    ).public_bytes(serialization.Encoding.DER)

    with pytest.raises(AnchorUnsound, match="not sound"):
        build(certificate, "root-G3")
