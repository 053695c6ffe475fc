"""Tests of the whole verdict: its result, the order of its checks, and abuse."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from asn1crypto import cms, core
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.core.errors import Remedy, UserError
from models.pki.cms.attributes import SignedAttributesWrong
from models.pki.cms.message import SignatureTooLarge, SignatureUnreadable
from models.pki.crl.status import CertificateRevoked, Clearance, RevocationUnknown, read_list
from models.pki.keys import SignatureWrong
from models.pki.path.end_entity import CertificateExpired
from models.pki.path.holder import NotASignatureCertificate
from models.pki.path.trust import IssuerUnknown, TrustStore, WrongCardKind
from models.pki.tolerance import Tolerance
from models.pki.verdict import CardNumberMissing, ContentNotChallenge
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, SECOND, citizen, company, proof, signed, stranger
from tests.support.pki import messages
from tests.support.pki.encoding import tagged
from web.demo.authority import Revocation
from web.demo.component import signing


def test_a_proof_says_who_signed() -> None:
    card = citizen()

    found = proof(signed(card))

    assert found.certificate == card.signature_certificate
    assert found.certificate_sha256 == hashlib.sha256(card.signature_certificate).hexdigest()
    assert found.issuer_key_id == cards.issuer().key_id
    assert found.serial_number == cards.serial_number(card)
    assert found.subject_serial == "0000000000000001"
    assert found.holder_name == "測試甲"
    assert found.card_number == "TP00000000000001"
    assert found.signing_time == AT
    assert found.nonce == b"4f1d"
    assert found.not_before < AT < found.not_after
    assert isinstance(found.cleared_by, Clearance)
    assert found.cleared_by.number == 2026030203


def test_a_proof_does_not_print_what_identifies_a_person() -> None:
    found = proof(signed(citizen()))

    assert "id_last4" not in repr(found)
    assert "certificate=b" not in repr(found)


def test_what_the_component_may_leave_out_is_not_asked_for() -> None:
    found = proof(signing.sign(citizen(), CHALLENGE))

    assert found.signing_time is None
    assert found.nonce is None


# The card number.


def test_a_signature_that_does_not_name_its_card_is_refused() -> None:
    with pytest.raises(CardNumberMissing):
        proof(signing.sign(citizen(), CHALLENGE, with_card_number=False))


@pytest.mark.parametrize(
    "value",
    [
        core.PrintableString("TP0000000000001"),
        core.PrintableString("TP000000000000001"),
        core.PrintableString("0000000000000001"),
        core.UTF8String("TP0000000000000１"),
        core.UTF8String("TP00000000000001\n"),
        core.UTF8String(" TP00000000000001"),
        core.UTF8String("T P00000000000001"),
        core.UTF8String("TP0000000000000\0" + "1"),
        core.UTF8String("ß00000000000001"),
        core.UTF8String("ﬁ00000000000001"),
        core.UTF8String("ıp00000000000001"),
        core.BMPString("ｔｐ00000000000001"),
        core.PrintableString(""),
        core.PrintableString("  "),
        core.OctetString(b"\xff" * 16),
    ],
)
def test_a_card_number_of_another_shape_is_refused(value: core.Asn1Value) -> None:
    with pytest.raises(CardNumberMissing):
        proof(messages.resigned(citizen(), messages.replacing(signing.CARD_NUMBER, value)))


TEXT = (
    core.UTF8String,
    core.IA5String,
    core.PrintableString,
    core.VisibleString,
    core.TeletexString,
    core.GeneralString,
    core.UniversalString,
    core.BMPString,
    lambda text: core.OctetString(text.encode()),
)


@pytest.mark.parametrize("kind", TEXT)
@pytest.mark.parametrize(
    "written",
    [
        "TT00000000000002",
        "tt00000000000002",
        "Tt00000000000002",
        "TT00000000000002 ",
        "TT00000000000002\0",
        "tt00000000000002   \0\0 ",
    ],
)
def test_a_card_number_is_read_in_any_type_of_text(
    kind: Callable[[str], core.Asn1Value], written: str
) -> None:
    change = messages.replacing(signing.CARD_NUMBER, kind(written))

    found = proof(messages.resigned(citizen(), change))

    assert found.card_number == "TT00000000000002"
    rewritten = {Tolerance.CARD_NUMBER_REWRITTEN} if written != "TT00000000000002" else set()
    assert found.tolerances == rewritten


def test_a_missing_card_number_has_advice_of_its_own() -> None:
    words = (CardNumberMissing.zh.message, CardNumberMissing.en.message)

    assert not any("更新" in text or "Update" in text for text in words)
    assert CardNumberMissing.remedy is Remedy.HELP


def test_a_card_number_that_is_no_text_is_refused() -> None:
    change = messages.replacing(signing.CARD_NUMBER, core.Integer(1))

    with pytest.raises(SignedAttributesWrong):
        proof(messages.resigned(citizen(), change))


# The signing time.


@pytest.mark.parametrize(
    "off", [timedelta(0), timedelta(minutes=11), timedelta(days=700), timedelta(days=-3000)]
)
def test_a_signing_time_is_kept_and_never_refuses(off: timedelta) -> None:
    message = signing.sign(citizen(), CHALLENGE, signing_time=AT + off)

    assert proof(message).signing_time == AT + off


@pytest.mark.parametrize("text", [b"2603020400Z", b"260302040000+0800", b"261302040000Z", b""])
def test_a_signing_time_that_is_none_is_not_kept(text: bytes) -> None:
    wrong = core.Asn1Value.load(tagged(0x17, text))
    change = messages.replacing(messages.SIGNING_TIME, wrong)

    assert proof(messages.resigned(citizen(), change)).signing_time is None


# The order: each refusal takes precedence over those after it, though all apply.


def nobody() -> TrustStore:
    return TrustStore.build(stranger().anchors(), at=AT, pinned=stranger().pins())


def test_the_size_is_checked_first() -> None:
    with pytest.raises(SignatureTooLarge):
        proof(signed(citizen()) + b"\0" * 40_000, content=b"other")


def test_other_content_precedes_a_wrong_signature() -> None:
    def change(info: cms.SignerInfo) -> None:
        info["signature"] = b"\1" * 256

    with pytest.raises(ContentNotChallenge):
        proof(messages.signer(change), content=b"other")


def test_a_wrong_signature_precedes_an_unknown_issuer() -> None:
    def change(info: cms.SignerInfo) -> None:
        info["signature"] = b"\1" * 256

    with pytest.raises(SignatureWrong):
        proof(messages.signer(change), trusted=nobody())


def test_an_unknown_issuer_precedes_expiry() -> None:
    with pytest.raises(IssuerUnknown):
        proof(signed(citizen(not_after=AT - SECOND)), trusted=nobody())


def test_the_wrong_kind_of_card_precedes_the_wrong_certificate() -> None:
    card = cards.with_encryption_certificate(company())

    with pytest.raises(WrongCardKind):
        proof(signed(card))


def test_expiry_precedes_the_wrong_certificate() -> None:
    card = cards.with_encryption_certificate(citizen(not_after=AT - SECOND))

    with pytest.raises(CertificateExpired):
        proof(signed(card))


def test_the_wrong_certificate_precedes_the_missing_card_number() -> None:
    card = cards.with_encryption_certificate(citizen())

    with pytest.raises(NotASignatureCertificate):
        proof(signing.sign(card, CHALLENGE, with_card_number=False))


def test_the_missing_card_number_precedes_revocation() -> None:
    with pytest.raises(CardNumberMissing):
        proof(signing.sign(citizen(), CHALLENGE, with_card_number=False), known=[])


def test_unknown_is_not_good() -> None:
    with pytest.raises(RevocationUnknown):
        proof(signed(citizen()), known=[])


def test_a_revoked_card_is_refused_at_last() -> None:
    entry = Revocation(serial_number=cards.serial_number(citizen()), at=AT)
    known = read_list(cards.crl(entry), issuer=cards.issuer())

    with pytest.raises(CertificateRevoked):
        proof(signed(citizen()), known=[known])


def test_a_time_without_zone_is_a_mistake_of_ours() -> None:
    naive = datetime(2026, 3, 2)  # noqa: DTZ001  # Without a zone on purpose.

    with pytest.raises(TypeError):
        proof(signed(citizen()), at=naive)


# Mutations.


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    place=st.integers(0, 4095),
    size=st.integers(0, 4),
    bytes_put=st.binary(max_size=4),
)
def test_a_mutated_message_is_refused_by_name_or_says_the_same(
    place: int, size: int, bytes_put: bytes
) -> None:
    good = signed(citizen())
    at = place % len(good)
    mutated = good[:at] + bytes_put + good[at + size :]

    try:
        found = proof(mutated)
    except UserError:
        return  # Refused by name; anything else that is raised fails the test.
    assert found == proof(good)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_random_bytes_are_unreadable(random_bytes: bytes) -> None:
    with pytest.raises(SignatureUnreadable):
        proof(random_bytes)
