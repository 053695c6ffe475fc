"""Tests of OCSP answers: which are accepted, their status, each refusal by name."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from models.pki.crl.revocation_list import About
from models.pki.crl.status import (
    CertificateOnHold,
    CertificateRevoked,
    RevocationList,
    RevocationUnknown,
    read_list,
)
from models.pki.ocsp.status import (
    AnswerRules,
    CertIDHash,
    NonceRule,
    OCSPClearance,
    OCSPProblem,
    OCSPUnusable,
    ResponderPin,
    judge_answer,
)
from models.pki.path.trust import Issuer
from tests.support import cards
from tests.support.cards import AT, DAY, SECOND
from tests.support.pki import answers
from tests.support.pki.answers import (
    GOOD,
    MINUTE,
    UNKNOWN,
    answer,
    answered_by,
    appointed,
    by_name,
    declining,
    nonce,
    question,
    revoked,
    sibling,
    single,
    successful,
)
from tests.support.pki.crafted import HOUR, ca, extension
from tests.support.pki.encoding import elements, tagged
from web.demo.authority import CardKind, Generation, Revocation

SKEW = timedelta(minutes=10)
ANY = "2.5.29.99"
WITHOUT_NONCE = AnswerRules(nonce=NonceRule.OPTIONAL)
Making = Callable[[], bytes]


def judged(
    response: bytes,
    *,
    rules: AnswerRules | None = None,
    known: tuple[RevocationList, ...] = (),
) -> OCSPClearance:
    return judge_answer(
        response,
        question=question(),
        at=AT,
        rules=AnswerRules() if rules is None else rules,
        lists=known,
    )


def problem(
    response: bytes, *, rules: AnswerRules | None = None, known: tuple[RevocationList, ...] = ()
) -> OCSPProblem:
    with pytest.raises(OCSPUnusable) as refusal:
        judged(response, rules=rules, known=known)
    return refusal.value.problem


# What it says.


def test_a_good_answer_clears_and_keeps_what_it_said() -> None:
    response = answer()

    found = judged(response)

    assert found.response == response
    assert found.sha256 == hashlib.sha256(response).hexdigest()
    assert (found.this_update, found.next_update, found.produced_at) == (AT - MINUTE, AT + DAY, AT)
    assert not found.without_nonce


@pytest.mark.parametrize("reason", [None, 0, 1, 5, 10])
def test_an_answer_that_revokes_refuses(reason: int | None) -> None:
    with pytest.raises(CertificateRevoked):
        judged(answer(single(revoked(reason))))


@pytest.mark.parametrize(
    "making",
    [
        lambda: answer(single(revoked(1)), extensions=()),
        lambda: answer(single(revoked(1)), extensions=(nonce(b"x" * 32),)),
        lambda: answer(single(revoked(1), at=AT - 90 * DAY, until=AT - 80 * DAY)),
    ],
    ids=["no nonce", "another nonce", "old"],
)
def test_a_revocation_is_final_however_it_came(making: Making) -> None:
    with pytest.raises(CertificateRevoked):
        judged(making())


def test_an_answer_that_suspends_refuses_as_such() -> None:
    with pytest.raises(CertificateOnHold):
        judged(answer(single(revoked(6))))


def test_an_old_answer_that_suspends_says_nothing() -> None:
    old = single(revoked(6), at=AT - 9 * DAY, until=AT - 8 * DAY)

    assert problem(answer(old)) is OCSPProblem.STALE


@pytest.mark.parametrize("reason", [7, 8, 11])
def test_a_reason_that_is_none_is_refused(reason: int) -> None:
    assert problem(answer(single(revoked(reason)))) is OCSPProblem.UNREADABLE


def test_unknown_is_not_good() -> None:
    with pytest.raises(RevocationUnknown):
        judged(answer(single(UNKNOWN)))


def test_what_is_said_of_others_does_not_matter() -> None:
    others = [single(revoked(1), serial_number=number) for number in (5, 6)]

    assert judged(answer(others[0], single(), others[1]))


@pytest.mark.parametrize(
    "other",
    [
        lambda: single(serial_number=5, digest="sha384"),
        lambda: single(serial_number=5, digest="md5"),
        lambda: single(revoked(7), serial_number=5),
        lambda: single(issuer=sibling()),
        lambda: single(serial_number=5, at=AT + 9 * DAY),
    ],
    ids=["SHA-384", "MD5", "an odd reason", "another issuer's", "of tomorrow"],
)
def test_an_unrelated_response_beside_ours_does_not_matter(other: Making) -> None:
    assert judged(answer(other(), single()))
    assert judged(answer(single(), other()))


def test_a_response_that_may_be_ours_is_not_unrelated() -> None:
    ours = single(revoked(1), digest="sha384")

    assert problem(answer(single(), ours)) is OCSPProblem.UNREADABLE


# Whom it is about, and whether it is of now: abuse case 27.


@pytest.mark.parametrize(
    ("making", "expected"),
    [
        (lambda: answer(single(serial_number=5)), OCSPProblem.WRONG_CERTIFICATE),
        (lambda: answer(single(issuer=sibling())), OCSPProblem.WRONG_CERTIFICATE),
        (lambda: answer(single(), single()), OCSPProblem.TWO_ANSWERS),
        (lambda: answer(single(), single(revoked(1))), OCSPProblem.TWO_ANSWERS),
        (lambda: answer(single(digest="md5")), OCSPProblem.UNREADABLE),
        (lambda: answer(single(digest="sha384")), OCSPProblem.UNREADABLE),
        (lambda: answer(extensions=()), OCSPProblem.NONCE_MISSING),
        (lambda: answer(extensions=(nonce(b"x" * 32),)), OCSPProblem.NONCE_WRONG),
        (lambda: answer(extensions=(nonce(answers.NONCE[:16]),)), OCSPProblem.NONCE_WRONG),
        (lambda: answer(extensions=(nonce(b""),)), OCSPProblem.UNREADABLE),
        (lambda: answer(extensions=(nonce(), nonce())), OCSPProblem.UNREADABLE),
        (lambda: answer(single(at=AT + SKEW + SECOND)), OCSPProblem.FUTURE),
        (lambda: answer(produced=AT + SKEW + SECOND), OCSPProblem.FUTURE),
        (lambda: answer(single(at=AT - DAY, until=AT - SKEW - SECOND)), OCSPProblem.STALE),
        (
            lambda: answer(single(at=AT - DAY - SKEW - SECOND, until=None)),
            OCSPProblem.STALE,
        ),
        (lambda: answer(single(at=AT, until=AT - MINUTE)), OCSPProblem.UNREADABLE),
        (
            lambda: answer(extensions=(nonce(), extension(ANY, b"\5\0", critical="yes"))),
            OCSPProblem.UNKNOWN_CRITICAL,
        ),
        (
            lambda: answer(single(extensions=(extension(ANY, b"\5\0", critical="yes"),))),
            OCSPProblem.UNKNOWN_CRITICAL,
        ),
        (
            lambda: answer(
                single(),
                single(serial_number=5, extensions=(extension(ANY, b"\5\0", critical="yes"),)),
            ),
            OCSPProblem.UNKNOWN_CRITICAL,
        ),
        (
            lambda: answer(
                single(), single(serial_number=5, extensions=(extension(ANY, b"\5\0"),) * 2)
            ),
            OCSPProblem.UNREADABLE,
        ),
        (lambda: answer(extensions=(nonce(b"x" * 129),)), OCSPProblem.UNREADABLE),
        (lambda: declining(1), OCSPProblem.NOT_SUCCESSFUL),
        (lambda: declining(2), OCSPProblem.NOT_SUCCESSFUL),
        (lambda: declining(3), OCSPProblem.NOT_SUCCESSFUL),
        (lambda: declining(5), OCSPProblem.NOT_SUCCESSFUL),
        (lambda: declining(6), OCSPProblem.NOT_SUCCESSFUL),
        (lambda: declining(4), OCSPProblem.UNREADABLE),
        (lambda: declining(0), OCSPProblem.UNREADABLE),
        (lambda: successful(b"\5\0", kind="1.2.3"), OCSPProblem.UNREADABLE),
        (lambda: b"<html>503</html>", OCSPProblem.UNREADABLE),
        (lambda: b"", OCSPProblem.UNREADABLE),
        (lambda: answer() + b"\0", OCSPProblem.UNREADABLE),
        (lambda: bytes(64 * 1024 + 1), OCSPProblem.TOO_LARGE),
        (lambda: answer(digest="sha1"), OCSPProblem.WRONG_SIGNATURE),
    ],
)
def test_what_cannot_be_relied_upon_has_its_name(making: Making, expected: OCSPProblem) -> None:
    assert problem(making()) is expected


@pytest.mark.parametrize(
    "making",
    [
        lambda: answer(single(at=AT + SKEW), produced=AT + SKEW),
        lambda: answer(single(at=AT - DAY, until=AT - SKEW)),
        lambda: answer(single(at=AT - DAY - SKEW, until=None)),
        lambda: answer(single(digest="sha256")),
        lambda: answer(responder=by_name(ca().certificate)),
        lambda: answer(extensions=(nonce(), extension(ANY, b"\5\0"))),
        lambda: answer(single(), single(serial_number=5, extensions=(extension(ANY, b"\5\0"),))),
        lambda: answer(extensions=(extension(answers.NONCE_OID, answers.NONCE),)),
        lambda: answer(digest="pss"),
    ],
    ids=[
        *("ahead", "behind", "no next update", "SHA-256", "by name", "an unknown extension"),
        *("an unknown extension beside ours", "a nonce that is not wrapped", "PSS"),
    ],
)
def test_what_keeps_to_the_rules_is_relied_upon(making: Making) -> None:
    assert judged(making())


def test_an_answer_without_nonce_counts_where_the_operator_lets_it() -> None:
    found = judged(answer(extensions=()), rules=WITHOUT_NONCE)

    assert found.without_nonce


def test_another_nonce_never_counts() -> None:
    response = answer(extensions=(nonce(b"x" * 32),))

    assert problem(response, rules=WITHOUT_NONCE) is OCSPProblem.NONCE_WRONG


@pytest.mark.parametrize("at", [HOUR, HOUR + SECOND, DAY])
def test_an_answer_without_nonce_counts_for_less_than_an_hour_whatever_it_says(
    at: timedelta,
) -> None:
    response = answer(single(at=AT - at, until=AT + 99 * DAY), extensions=(), produced=AT - at)

    assert problem(response, rules=WITHOUT_NONCE) is OCSPProblem.STALE


def test_a_young_answer_without_nonce_counts_though_its_status_is_older() -> None:
    young = AT - HOUR + SECOND
    response = answer(single(at=AT - DAY / 2), extensions=(), produced=young)

    assert judged(response, rules=WITHOUT_NONCE).without_nonce


def test_an_answer_with_our_nonce_has_no_such_age() -> None:
    made = AT - DAY / 2

    assert judged(answer(single(at=made), produced=made), rules=WITHOUT_NONCE)


# Who says it.


def test_the_responder_that_the_issuer_appointed_is_relied_upon() -> None:
    assert judged(answered_by(appointed()))


def test_an_appointed_responder_may_be_named_by_its_key() -> None:
    certificate = appointed()
    response = answer(
        key=answers.responder_key(),
        responder=answers.by_key(certificate),
        certificates=(certificate.public_bytes(Encoding.DER),),
    )

    assert judged(response)


def test_a_responder_without_key_usage_is_relied_upon() -> None:
    assert judged(answered_by(appointed(usage=None)))


def test_a_responder_without_key_usage_needs_its_purpose() -> None:
    found = problem(answered_by(appointed(usage=None, purposes=())))

    assert found is OCSPProblem.RESPONDER_UNFIT


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("other", ["key", "time", "purpose", "issuer"])
def test_one_of_two_certificates_of_one_name_suffices(order: int, other: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    unfit = {
        "key": lambda: appointed(key=key, serial_number=78),
        "time": lambda: appointed(until=AT - SECOND, serial_number=78),
        "purpose": lambda: appointed(purposes=(), serial_number=78),
        "issuer": lambda: appointed(by=sibling(), serial_number=78),
    }[other]()
    carrying = (der(appointed()), der(unfit))[::order]

    assert judged(answered_by(appointed(), carrying=carrying))


@pytest.mark.parametrize("order", [1, -1])
def test_a_revoked_responder_is_not_believed_by_another_certificate_of_its_key(order: int) -> None:
    listed = read_list(cards.crl(Revocation(serial_number=77, at=AT - DAY)), issuer=cards.issuer())
    carrying = (der(appointed()), der(appointed(serial_number=78)))[::order]

    found = problem(answered_by(appointed(), carrying=carrying), known=(listed,))

    assert found is OCSPProblem.RESPONDER_REVOKED


def test_a_revoked_namesake_with_another_key_does_not_matter() -> None:
    listed = read_list(cards.crl(Revocation(serial_number=78, at=AT - DAY)), issuer=cards.issuer())
    former = appointed(key=rsa.generate_private_key(65537, 2048), serial_number=78)

    assert judged(
        answered_by(appointed(), carrying=(der(former), der(appointed()))), known=(listed,)
    )


def other_ca() -> x509.Certificate:
    return appointed(by=cards.authority().issuer(kind=CardKind.COMPANY, generation=Generation.G2))


def weak() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # noqa: S505  # Too short on purpose.


@pytest.mark.parametrize(
    ("making", "expected"),
    [
        (lambda: answered_by(other_ca()), OCSPProblem.RESPONDER_UNKNOWN),
        (lambda: answered_by(appointed(by=sibling())), OCSPProblem.RESPONDER_UNKNOWN),
        (lambda: answered_by(appointed(purposes=())), OCSPProblem.RESPONDER_UNFIT),
        (
            lambda: answered_by(appointed(purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,))),
            OCSPProblem.RESPONDER_UNFIT,
        ),
        (lambda: answered_by(appointed(usage="key_encipherment")), OCSPProblem.RESPONDER_UNFIT),
        (lambda: answered_by(appointed(until=AT - SECOND)), OCSPProblem.RESPONDER_UNFIT),
        (lambda: answered_by(appointed(since=AT + SECOND)), OCSPProblem.RESPONDER_UNFIT),
        (
            lambda: answered_by(appointed(more=((x509.BasicConstraints(True, None), True),))),
            OCSPProblem.RESPONDER_UNFIT,
        ),
        (
            lambda: answered_by(
                appointed(
                    more=((x509.UnrecognizedExtension(x509.ObjectIdentifier(ANY), b"\5\0"), True),)
                )
            ),
            OCSPProblem.RESPONDER_UNFIT,
        ),
        (lambda: answered_by(appointed(), key=ca().key), OCSPProblem.WRONG_SIGNATURE),
        (lambda: answered_by(appointed(), carrying=()), OCSPProblem.RESPONDER_UNKNOWN),
        (lambda: answered_by(appointed(), carrying=(b"\x30\0",)), OCSPProblem.UNREADABLE),
        (
            lambda: answered_by(appointed(), carrying=(ca().der,) * 9),
            OCSPProblem.UNREADABLE,
        ),
        (
            lambda: answer(key=sibling().key, responder=by_name(ca().certificate)),
            OCSPProblem.WRONG_SIGNATURE,
        ),
        (
            lambda: answer(key=cards.citizen().signature_key),
            OCSPProblem.WRONG_SIGNATURE,
        ),
    ],
)
def test_an_unauthorized_responder_is_not_believed(making: Making, expected: OCSPProblem) -> None:
    assert problem(making()) is expected


def test_a_card_of_the_issuer_is_no_responder() -> None:
    card = cards.citizen()
    certificate = x509.load_der_x509_certificate(card.signature_certificate)

    response = answered_by(certificate, key=card.signature_key)

    assert problem(response) is OCSPProblem.RESPONDER_UNFIT


def test_a_responder_with_a_weak_key_is_not_believed() -> None:
    key = weak()

    assert problem(answered_by(appointed(key=key), key=key)) is OCSPProblem.RESPONDER_UNFIT


def test_a_revoked_responder_is_not_believed() -> None:
    listed = read_list(cards.crl(Revocation(serial_number=77, at=AT - DAY)), issuer=cards.issuer())

    assert problem(answered_by(appointed()), known=(listed,)) is OCSPProblem.RESPONDER_REVOKED


def test_a_pinned_responder_is_relied_upon_whoever_issued_its_certificate() -> None:
    certificate = other_ca()
    pin = pinned(certificate)
    another = ResponderPin(issuer_key_id=pin.issuer_key_id, sha256="0" * 64)
    rules = AnswerRules(pinned=frozenset({pin, another}))

    found = judged(answered_by(certificate), rules=rules)

    assert found.rules.pinned == {pin}


def test_a_pin_counts_for_its_own_issuer_alone() -> None:
    certificate = other_ca()
    of_the_older = pinned(certificate, issuer=cards.issuer(Generation.G2))

    rules = AnswerRules(pinned=frozenset({of_the_older}))

    assert problem(answered_by(certificate), rules=rules) is OCSPProblem.RESPONDER_UNKNOWN


def test_a_pinned_responder_is_not_believed_beyond_its_time() -> None:
    certificate = appointed(until=AT - SECOND)
    rules = AnswerRules(pinned=frozenset({pinned(certificate)}))

    assert problem(answered_by(certificate), rules=rules) is OCSPProblem.RESPONDER_UNFIT


def pinned(certificate: x509.Certificate, *, issuer: Issuer | None = None) -> ResponderPin:
    """Return the pin of a responder, by default for the valid card's issuer."""
    return ResponderPin(
        issuer_key_id=(issuer or cards.issuer()).key_id,
        sha256=hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest(),
    )


def of_key(key_id: str) -> tuple[x509.ExtensionType, bool]:
    """Return the extension that names an issuer's key."""
    return x509.AuthorityKeyIdentifier(bytes.fromhex(key_id), None, None), False


def listing(key_id: str, *, serial_number: int = 77) -> RevocationList:
    """Return a list of the CA with this key that revokes a responder."""
    listed = cards.crl(Revocation(serial_number=serial_number, at=AT - DAY))
    return replace(read_list(listed, issuer=cards.issuer()), issuer_key_id=key_id)


@pytest.mark.parametrize("about", About)
def test_a_pinned_responder_that_its_own_ca_has_revoked_is_not_believed(about: About) -> None:
    certificate = appointed(by=sibling(), more=(of_key("ab" * 20),))
    rules = AnswerRules(pinned=frozenset({pinned(certificate)}))
    known = replace(listing("ab" * 20), about=about)

    found = problem(answered_by(certificate), rules=rules, known=(known,))

    assert found is OCSPProblem.RESPONDER_REVOKED


def test_lists_of_other_cas_say_nothing_of_a_pinned_responder() -> None:
    certificate = appointed(by=sibling(), more=(of_key("ab" * 20),))
    rules = AnswerRules(pinned=frozenset({pinned(certificate)}))
    known = (listing("ab" * 20, serial_number=78), listing(cards.issuer().key_id))

    assert judged(answered_by(certificate), rules=rules, known=known)


def test_a_pinned_responder_without_its_issuers_key_is_refused_by_any_list() -> None:
    certificate = appointed(by=sibling())
    rules = AnswerRules(pinned=frozenset({pinned(certificate)}))

    found = problem(answered_by(certificate), rules=rules, known=(listing("ab" * 20),))

    assert found is OCSPProblem.RESPONDER_REVOKED


def test_an_appointed_responder_is_not_refused_by_a_list_of_another_ca() -> None:
    assert judged(answered_by(appointed()), known=(listing("ab" * 20),))


# Bytes.


def test_an_answer_is_refused_wherever_it_is_cut() -> None:
    whole = answer()

    for size in range(len(whole)):
        assert problem(whole[:size]) is OCSPProblem.UNREADABLE


def test_a_changed_answer_is_refused() -> None:
    changed = answer(single(UNKNOWN)).replace(UNKNOWN, GOOD)

    assert problem(changed) is OCSPProblem.WRONG_SIGNATURE


def test_a_signature_that_ends_within_an_octet_is_refused() -> None:
    data, algorithm, (_, signature) = elements(elements(answers.basic_of(answer()))[0][1])
    even = signature[:-1] + bytes([signature[-1] & 0xFE])
    signed = (tagged(*data), tagged(*algorithm), tagged(0x03, b"\1" + even[1:]))

    assert problem(successful(tagged(0x30, b"".join(signed)))) is OCSPProblem.UNREADABLE


def test_the_parameters_of_the_signatures_algorithm_count() -> None:
    salt = bytes.fromhex("a203020120")  # A salt of 32 octets, which is said to have 30.
    made = answer(digest="pss")
    assert salt in made

    changed = made.replace(salt, bytes.fromhex("a20302011e"))

    assert problem(changed) is OCSPProblem.WRONG_SIGNATURE


def test_a_written_default_is_refused() -> None:
    data = elements(elements(answers.basic_of(answer()))[0][1])[0]
    longer = tagged(0x30, tagged(0xA0, b"\2\1\0") + data[1])

    assert problem(successful(answers.signed(longer))) is OCSPProblem.UNREADABLE


# Second opinions.


def test_a_question_is_read_by_another_parser() -> None:
    for digest in CertIDHash:
        asked = replace(question(), digest=digest)

        read = ocsp.load_der_ocsp_request(asked.written())

        assert read.serial_number == asked.serial_number
        assert read.hash_algorithm.name == digest
        assert read.issuer_name_hash + read.issuer_key_hash in answers.cert_id(
            digest=digest
        ).replace(bytes([4, len(read.issuer_key_hash)]), b"")
        [sent] = read.extensions
        assert isinstance(sent.value, x509.OCSPNonce)
        assert sent.value.nonce == answers.NONCE


def test_answers_are_read_alike_by_another_parser() -> None:
    read = ocsp.load_der_ocsp_response(answered_by(appointed()))

    assert read.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert read.serial_number == question().serial_number
    assert read.this_update_utc == AT - MINUTE


# That library writes when an answer was made by the clock, whatever time it is.
LONG_AGO, LATE = datetime(2001, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_answers_of_another_library_are_relied_upon(algorithm: str) -> None:
    made = library_answer(algorithm, status=ocsp.OCSPCertStatus.GOOD)

    found = judge_answer(
        made,
        question=question(),
        at=ocsp.load_der_ocsp_response(made).produced_at_utc,
        rules=AnswerRules(),
    )

    assert (found.this_update, found.next_update) == (LONG_AGO, LATE)


def test_revocations_encoded_by_another_library_count() -> None:
    made = library_answer("sha1", status=ocsp.OCSPCertStatus.REVOKED)

    with pytest.raises(CertificateRevoked):
        judge_answer(
            made,
            question=question(),
            at=ocsp.load_der_ocsp_response(made).produced_at_utc,
            rules=AnswerRules(),
        )


def library_answer(algorithm: str, *, status: ocsp.OCSPCertStatus) -> bytes:
    is_revoked = status is ocsp.OCSPCertStatus.REVOKED
    digests = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}  # noqa: S303  # Responders use it still.
    responder = appointed(since=LONG_AGO, until=LATE)
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            x509.load_der_x509_certificate(cards.citizen().signature_certificate),
            ca().certificate,
            digests[algorithm],
            status,
            LONG_AGO,
            LATE,
            AT - DAY if is_revoked else None,
            x509.ReasonFlags.key_compromise if is_revoked else None,
        )
        .certificates([responder])
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder)
        .add_extension(x509.OCSPNonce(answers.NONCE), False)
        .sign(answers.responder_key(), hashes.SHA256())
    )
    return built.public_bytes(Encoding.DER)
