"""Tests of the steps of lists and OCSP answers."""

import base64
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest

from models.pki.explain.answer import explain_answer
from models.pki.explain.certificate import NO_ANCHORS, Against
from models.pki.explain.lists import explain_list
from models.pki.explain.step import Outcome, Step
from models.pki.ocsp.status import AnswerRules, NonceRule
from tests.support import cards
from tests.support.cards import AT, DAY, stranger
from tests.support.pki import answers, crafted
from tests.support.pki.encoding import tagged
from web.demo.authority import Generation, Revocation

AGAINST = Against(trust=cards.trust(), at=AT)
HOUR = timedelta(hours=1)
NOBODY = Against(trust=None, at=AT)
RULES = AnswerRules(nonce=NonceRule.OPTIONAL)


def _refused(steps: tuple[Step, ...]) -> tuple[str, str]:
    """Return rule and reason of the last step, which alone may refuse."""
    assert not any(step.outcome is Outcome.REFUSED for step in steps[:-1])
    assert steps[-1].outcome is Outcome.REFUSED
    return steps[-1].rule, steps[-1].found


def _passed(steps: tuple[Step, ...]) -> dict[str, str]:
    assert {step.outcome for step in steps} == {Outcome.PASSED}
    return {step.rule: step.found for step in steps}


def test_a_list_tells_number_entries_and_dates() -> None:
    revoked = Revocation(serial_number=5, at=AT - DAY)
    found = _passed(explain_list(cards.crl(revoked), against=AGAINST))

    assert found["a number"] == "2026030203"
    assert found["every entry has a serial number"] == "1 entries"
    assert found["neither from the future nor overdue"].startswith("2026-03-02T03:00:00Z to ")


@pytest.mark.parametrize(
    ("made", "rule", "reason"),
    [
        (lambda: b"\x30\x00", "a list of version 2 in DER", "UNREADABLE"),
        (
            lambda: stranger().crl(
                Generation.G3, at=AT, number=1, life=DAY, revoked=(), partition=None
            ),
            "its key signed the list",
            "WRONG_SIGNATURE",
        ),
        (lambda: crafted.crafted(crafted.key_of()), "a number", "NO_NUMBER"),
        (
            lambda: crafted.crafted(
                crafted.key_of(),
                crafted.number(),
                crafted.extension("1.2.3", b"\x05\x00", critical="yes"),
            ),
            "every critical extension is known",
            "UNKNOWN_CRITICAL",
        ),
        (
            lambda: cards.crl(at=AT - 3 * DAY),
            "neither from the future nor overdue",
            "REVOCATION_STALE",
        ),
        (
            lambda: cards.crl(at=AT + DAY),
            "neither from the future nor overdue",
            "REVOCATION_UNKNOWN",
        ),
    ],
)
def test_a_list_is_refused_by_its_rule(made: Callable[[], bytes], rule: str, reason: str) -> None:
    found, why = _refused(explain_list(made(), against=AGAINST))

    assert found == rule
    assert why.startswith(reason)


def _of_cas(
    *, entries: Iterable[bytes] = (), at: datetime = AT - HOUR, until: datetime = AT + DAY
) -> bytes:
    """Sign the root's list of revoked CAs."""
    root = cards.authority().authorities["root-G3"]
    own = root.certificate.subject.public_bytes()
    authorities = cards.trust().authorities
    [key_id] = [key for key, one in authorities.items() if one.outline.subject == own]
    named = crafted.extension("2.5.29.35", tagged(0x30, tagged(0x80, bytes.fromhex(key_id))))
    return crafted.crafted(
        named, crafted.number(), entries=tuple(entries), at=at, until=until, signer=root
    )


def test_a_list_of_cas_is_held_against_the_trusted_ones() -> None:
    fresh = explain_list(_of_cas(), against=AGAINST)
    stale = explain_list(_of_cas(at=AT - 3 * DAY, until=AT - 2 * DAY), against=AGAINST)
    own = [crafted.ca().certificate.serial_number]
    revoking = explain_list(_of_cas(entries=map(crafted.entry, own)), against=AGAINST)

    rule = "in time, and no trusted CA that it covers is on it"
    found = _passed(fresh)
    assert found["a list of version 2 in DER"] == "about AUTHORITIES"
    assert found[rule].startswith(cards.issuer().name)
    assert _refused(stale) == (rule, "REVOCATION_STALE")
    assert _refused(revoking) == (rule, "ISSUER_REVOKED")


def test_a_list_in_pem_says_what_the_door_took_away() -> None:
    body = base64.encodebytes(cards.crl())
    pem = b"-----BEGIN X509 CRL-----\n" + body + b"-----END X509 CRL-----\n"

    [first, *_] = explain_list(pem, against=AGAINST)

    assert first.clause == "RFC 7468 §8"


def test_without_anchors_neither_list_nor_answer_is_judged() -> None:
    [listed] = explain_list(cards.crl(), against=NOBODY)
    [_, answered] = explain_answer(answers.answer(), against=NOBODY, rules=RULES)

    assert listed.found == answered.found == NO_ANCHORS


def test_an_answer_tells_who_signed_and_what() -> None:
    found = _passed(explain_answer(answers.answer(), against=AGAINST, rules=RULES))

    assert found["one answer about a certificate of a trusted CA"] == f"of {cards.issuer().name}"
    assert found["the certificate is good"] == "GOOD"
    assert found["the question's nonce, or none"].startswith("one")


@pytest.mark.parametrize(
    ("made", "rule", "reason"),
    [
        (lambda: b"\x30\x00", "an OCSPResponse with a BasicOCSPResponse", "UNREADABLE"),
        (lambda: bytes(65 * 1024), "at most 64 KB", "66560 octets"),
        (lambda: answers.declining(3), "the responder answers", "NOT_SUCCESSFUL"),
        (
            lambda: answers.answer(answers.single(issuer=stranger().authorities["MOICA-G3"])),
            "one answer about a certificate of a trusted CA",
            "WRONG_CERTIFICATE",
        ),
        (
            lambda: answers.answer(key=answers.responder_key()),
            "the CA, its delegate or a pinned responder signed",
            "WRONG_SIGNATURE",
        ),
        (
            lambda: answers.answer(extensions=(), produced=AT - DAY),
            "neither from the future nor too old",
            "STALE",
        ),
        (
            lambda: answers.answer(answers.single(answers.revoked())),
            "the certificate is good",
            "CERTIFICATE_REVOKED",
        ),
        (
            lambda: answers.answer(answers.single(answers.UNKNOWN)),
            "the certificate is good",
            "REVOCATION_UNKNOWN",
        ),
    ],
)
def test_an_answer_is_refused_by_its_rule(
    made: Callable[[], bytes], rule: str, reason: str
) -> None:
    found, why = _refused(explain_answer(made(), against=AGAINST, rules=RULES))

    assert found == rule
    assert why.startswith(reason)


def test_an_answer_without_nonce_is_refused_where_one_is_required() -> None:
    made = answers.answer(extensions=())

    rule, why = _refused(explain_answer(made, against=AGAINST, rules=AnswerRules()))

    assert (rule, why) == ("the question's nonce, or none", "NONCE_MISSING")


def test_a_parsers_words_on_what_it_cannot_read_are_not_printed() -> None:
    # They may quote what they do not understand; those of our own reader never do.
    _, by_another = _refused(explain_answer(b"\x30\x00", against=AGAINST, rules=RULES))
    _, by_ours = _refused(explain_list(b"\x30\x00", against=AGAINST))

    assert by_another == "UNREADABLE"
    assert by_ours == "UNREADABLE: cut off"
