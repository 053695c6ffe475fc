"""Tests with mutated messages, certificates, lists and answers: refused by name and fast, or equal.

Those that are signed again after the mutation reach the checks behind the signature.
"""

from datetime import timedelta
from functools import cache

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.pki.crl.status import Clearance, RevocationList, check, read_list
from models.pki.ocsp.status import AnswerRules, NonceRule, judge_answer
from models.pki.path.end_entity import load
from tests.support import cards
from tests.support.cards import AT, citizen, proof, signed
from tests.support.pki import answers
from tests.support.pki.crafted import REASON, ca, crafted, entry, extension, key_of, number
from tests.support.pki.encoding import elements, tagged
from tests.support.pki.messages import by_key
from tests.support.pki.mutations import spoiled
from tests.support.quickly import quickly
from web.demo.authority import Revocation

FUZZ = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@cache
def message() -> bytes:
    return signed(citizen())


@cache
def certificate() -> bytes:
    return citizen().signature_certificate


def key_id() -> bytes:
    own: bytes = asn1.Certificate.load(certificate()).key_identifier
    return own


@cache
def revocations() -> bytes:
    """Return a valid list, with entries of several forms."""
    return cards.crl(*(Revocation(serial_number=n, at=AT) for n in (7, 1 << 40, 1 << 100)))


@cache
def elaborate() -> bytes:
    """Return a valid list whose entries have extensions."""
    entries = [
        entry(8, extension(REASON, b"\x0a\x01\x01")),
        entry(9, time=tagged(0x18, b"20260301000000Z")),
        entry(10, extension("2.5.29.24", tagged(0x18, b"20260301000000Z"))),
    ]
    return crafted(key_of(), number(5), entries=entries)


def part(whole: bytes) -> bytes:
    """Return the signed part of a certificate or list."""
    return tagged(*elements(elements(whole)[0][1])[0])


def signed_anew(inner: bytes) -> bytes:
    """Sign a certificate or list by the issuer of citizens' cards."""
    algorithm = bytes.fromhex("300d06092a864886f70d01010b0500")
    signature = ca().key.sign(inner, padding.PKCS1v15(), hashes.SHA256())
    return tagged(0x30, inner + algorithm + tagged(0x03, b"\0" + signature))


def carrying(other: bytes) -> bytes:
    """Put another certificate into a valid message."""
    return replaced(elements(message()), certificate(), other)


def replaced(inside: list[tuple[int, bytes]], old: bytes, new: bytes) -> bytes:
    """Replace one element by bytes, with the lengths around it corrected."""
    made = b""
    for tag, content in inside:
        whole = tagged(tag, content)
        if whole == old:
            made += new
        elif tag & 0x20 and old in content:
            made += tagged(tag, replaced(elements(content), old, new))
        else:
            made += whole
    return made


def listed(crl: bytes) -> RevocationList:
    return read_list(crl, issuer=cards.issuer())


def test_what_is_not_spoiled_is_accepted() -> None:
    assert carrying(certificate()) == message()
    assert proof(carrying(signed_anew(part(certificate())))).holder_name == "測試甲"
    assert listed(signed_anew(part(elaborate()))) == listed(elaborate())
    assert answers.successful(answers.signed(said(by_issuer()))) == by_issuer()
    assert answered(by_issuer()) == answered(by_appointed()) != answered(unusual())


@FUZZ
@given(st.deferred(lambda: spoiled(message(), by_key(key_id()))))
def test_a_spoiled_message_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: proof(made))

    assert found in (None, proof(message()))


@FUZZ
@given(st.deferred(lambda: spoiled(certificate())))
def test_a_spoiled_certificate_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: proof(carrying(made)))

    assert found in (None, proof(message()))


@FUZZ
@given(st.deferred(lambda: spoiled(certificate())))
def test_a_spoiled_certificate_named_by_key_is_refused_or_says_the_same(made: bytes) -> None:
    whole = replaced(elements(by_key(key_id())), certificate(), made)

    found = quickly(lambda: proof(whole))

    assert found in (None, proof(message()))


@FUZZ
@given(st.deferred(lambda: spoiled(certificate())))
def test_a_spoiled_certificate_is_loaded_or_refused(made: bytes) -> None:
    found = quickly(lambda: load(made))

    assert found is None or found[0].tbs_certificate_bytes in made


@FUZZ
@given(st.deferred(lambda: spoiled(part(certificate()))))
def test_a_certificate_that_its_issuer_spoiled_raises_nothing_but_names(inner: bytes) -> None:
    made = signed_anew(inner)

    found = quickly(lambda: proof(carrying(made)))

    assert found is None or found.certificate == made


@FUZZ
@given(st.deferred(lambda: spoiled(revocations(), elaborate())))
def test_a_spoiled_list_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: listed(made))

    assert found in (None, listed(revocations()), listed(elaborate()))


@FUZZ
@given(st.deferred(lambda: spoiled(part(revocations()), part(elaborate()))))
def test_a_list_that_its_issuer_spoiled_raises_nothing_but_names(inner: bytes) -> None:
    found = quickly(lambda: listed(signed_anew(inner)))

    if found is not None:
        quickly(lambda: clearance_of(found))


def clearance_of(known: RevocationList) -> Clearance:
    return check(
        7,
        [known],
        issuer_key_id=known.issuer_key_id,
        crl_urls=frozenset(),
        at=AT,
        grace=timedelta(0),
    )


@FUZZ
@given(st.binary(max_size=400))
def test_bytes_that_are_nothing_are_refused(made: bytes) -> None:
    assert quickly(lambda: proof(made)) is None
    assert quickly(lambda: load(made)) is None
    assert quickly(lambda: listed(made)) is None
    assert quickly(lambda: answered(made)) is None


# Answers of responders.


@cache
def by_issuer() -> bytes:
    """Return a valid answer of the issuer itself, about three certificates."""
    others = [answers.single(answers.revoked(1), serial_number=n) for n in (7, 1 << 100)]
    return answers.answer(others[0], answers.single(), others[1])


@cache
def appointed() -> x509.Certificate:
    return answers.appointed()


@cache
def by_appointed() -> bytes:
    """Return a valid answer of a responder that the issuer has appointed."""
    return answers.answered_by(appointed())


@cache
def unusual() -> bytes:
    """Return a valid answer without optional parts, or with additional ones."""
    single = answers.single(
        digest="sha256", until=None, extensions=(extension("2.5.29.99", b"\5\0"),)
    )
    return answers.answer(single, responder=answers.by_name(ca().certificate), extensions=())


LENIENT = AnswerRules(nonce=NonceRule.OPTIONAL)


def answered(response: bytes) -> tuple[object, ...]:
    """Judge an answer; return its status."""
    found = judge_answer(response, question=answers.question(), at=AT, rules=LENIENT)
    return found.this_update, found.next_update, found.produced_at, found.without_nonce


def said(response: bytes) -> bytes:
    """Return the signed part of an answer."""
    return tagged(*elements(elements(answers.basic_of(response))[0][1])[0])


@FUZZ
@given(st.deferred(lambda: spoiled(by_issuer(), by_appointed(), unusual())))
def test_a_spoiled_answer_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: answered(made))

    assert found in (None, *map(answered, (by_issuer(), by_appointed(), unusual())))


@FUZZ
@given(st.deferred(lambda: spoiled(said(by_issuer()), said(unusual()))))
def test_an_answer_that_its_responder_spoiled_raises_nothing_but_names(inner: bytes) -> None:
    made = answers.successful(answers.signed(inner))

    found = quickly(lambda: answered(made))

    assert found is None or len(found) == 4


@FUZZ
@given(st.deferred(lambda: spoiled(appointed().public_bytes(Encoding.DER))))
def test_a_responders_spoiled_certificate_is_refused(carried: bytes) -> None:
    found = quickly(lambda: answered(answers.answered_by(appointed(), carrying=(carried,))))

    assert found in (None, answered(by_appointed()))


@FUZZ
@given(st.deferred(lambda: spoiled(part(appointed().public_bytes(Encoding.DER)))))
def test_a_responders_certificate_that_the_issuer_spoiled_raises_nothing_but_names(
    inner: bytes,
) -> None:
    made = answers.answered_by(appointed(), carrying=(signed_anew(inner),))

    found = quickly(lambda: answered(made))

    assert found is None or len(found) == 4
