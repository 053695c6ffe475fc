"""Tests that the steps end where the verdict does, for messages that are good or broken."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from models.core.errors import UserError
from models.pki.cms.message import read
from models.pki.explain.certificate import NO_ANCHORS, Against, explain_certificate
from models.pki.explain.message import explain_message
from models.pki.explain.step import Outcome, Step
from models.pki.verdict import examine
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, DAY, citizen, company, signed, stranger
from tests.support.pki import drafts, messages
from tests.support.pki.curves import CURVES, curved, on_a_curve
from tests.support.pki.encoders.breaks import BREAKS, broken
from tests.support.pki.wrapped import indefinite, long, rewrapped, segmented
from web.demo.authority import CardKind, Generation

AGAINST = Against(trust=cards.trust(), at=AT)


def _verdict(message: bytes, against: Against = AGAINST) -> str:
    """Return the verdict's refusal, with the attached content as the challenge."""
    assert against.trust is not None
    try:
        digest = hashlib.sha256(read(message).content or b"").digest()
        examine(message, content_sha256=digest, trust=against.trust, at=against.at)
    except UserError as refusal:
        return refusal.code
    return "accepted"


def _end(steps: tuple[Step, ...]) -> str:
    """Return the refusal of the steps, of which only the last one may refuse."""
    assert all(step.clause and step.found for step in steps)
    assert not any(step.outcome is Outcome.REFUSED for step in steps[:-1])
    last = steps[-1]
    return last.found.partition(":")[0] if last.outcome is Outcome.REFUSED else "accepted"


def _strangers() -> bytes:
    own = stranger().issue(
        kind=CardKind.CITIZEN,
        generation=Generation.G3,
        holder="測試甲",
        subject_serial="0000000000000001",
        card_number="TP00000000000001",
        id_last4="0001",
        not_before=AT - DAY,
        not_after=AT + DAY,
    )
    return signed(own)


def _reissued(change: drafts.Change) -> bytes:
    return signed(drafts.reissued(citizen(), change))


OTHERS: dict[str, Callable[[], bytes]] = {
    "good": lambda: signed(citizen()),
    "a stranger's card": _strangers,
    "a company's card": lambda: signed(company()),
    "an expired card": lambda: signed(citizen(not_after=AT - DAY)),
    "a card of tomorrow": lambda: signed(citizen(not_before=AT + DAY)),
    "the other certificate": lambda: signed(cards.with_encryption_certificate(citizen())),
    "no policy": lambda: _reissued(drafts.without("2.5.29.32")),
    "no key usage": lambda: _reissued(drafts.without("2.5.29.15")),
    "a critical extension": lambda: _reissued(drafts.adding("1.2.3", b"\x05\x00", critical="yes")),
    "a short card number": lambda: signed(replace(citizen(), card_number="TP1")),
    "a card number in small letters": lambda: signed(
        replace(citizen(), card_number="tp00000000000001")
    ),
    "a card on a curve below RSA": lambda: on_a_curve(ec.SECP256R1()),
    "no attributes": lambda: messages.bare(citizen()),
    "in BER": lambda: rewrapped(
        signed(citizen()),
        {"SignedData": indefinite, "signers": long, "content": segmented([CHALLENGE])},
    ),
    "too large": lambda: signed(citizen(), b"x" * 25_000),
    "no message": lambda: b"\x30\x03\x02\x01\x01",
    "nothing": lambda: b"",
}
REFUSED = {name for name in OTHERS if name not in ("good", "in BER")} - {
    "a card number in small letters"
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_steps_end_where_the_verdict_does(name: str) -> None:
    message = OTHERS[name]()

    end = _end(explain_message(message, against=AGAINST))

    assert end == _verdict(message)
    assert (end == "accepted") is (name not in REFUSED)


@pytest.mark.parametrize("way", BREAKS)
def test_a_broken_message_is_refused_by_the_same_rule(way: str) -> None:
    message = broken(signed(citizen()), way)
    steps = explain_message(message, against=AGAINST)

    # Which content is the challenge cannot be known from a captured answer.
    assert _end(steps) == _verdict(message) != "accepted"


@pytest.mark.parametrize("curve", CURVES)
def test_a_card_on_a_curve_is_judged_by_its_chain(curve: type) -> None:
    own = curved(curve)
    message = own.signed()

    below_rsa = _end(explain_message(message, against=AGAINST))
    below_its_own = explain_message(message, against=Against(trust=own.store(), at=AT))

    assert below_rsa == _verdict(message) == "ISSUER_UNKNOWN"
    assert _end(below_its_own) == "accepted"


def test_what_was_accepted_beyond_the_strict_form_is_a_step_with_its_clause() -> None:
    steps = explain_message(OTHERS["in BER"](), against=AGAINST)

    accepted = {step.found: step.clause for step in steps if "beyond the strict" in step.rule}
    assert accepted == {
        "INDEFINITE_LENGTH": "X.690 §8.1.3.6; RFC 5652 §2",
        "LONG_LENGTH": "X.690 §8.1.3.5",
        "SEGMENTED_CONTENT": "X.690 §8.7.3; RFC 5652 §5.2, §5.4",
    }


def test_an_algorithm_that_is_refused_is_named() -> None:
    [*_, last] = explain_message(
        broken(signed(citizen()), "an old signature algorithm"), against=AGAINST
    )

    assert last.found.startswith("ALGORITHM_REFUSED: the signer names ")
    assert "1.2.840.113549.1.1.5" in last.found


def test_without_anchors_the_chain_is_not_judged_and_the_rest_is() -> None:
    steps = explain_message(signed(citizen()), against=Against(trust=None, at=AT))

    assert _end(steps) == "accepted"
    assert [step.found for step in steps if step.outcome is Outcome.NOT_JUDGED].count(
        NO_ANCHORS
    ) == 3
    assert _end(
        explain_message(
            broken(signed(citizen()), "a signature of zeros"), against=Against(trust=None, at=AT)
        )
    ) == ("SIGNATURE_WRONG")


def test_a_holders_values_are_not_printed() -> None:
    steps = explain_message(signed(citizen()), against=AGAINST)

    printed = " ".join(step.found for step in steps)
    for value in ("測試甲", "0000000000000001", "0001", "TP00000000000001"):
        assert value not in printed
    assert "a name of 3 characters, a number of 16 digits, last four" in printed


def test_a_certificate_alone_is_judged_at_a_time() -> None:
    certificate = citizen().signature_certificate

    now = _end(explain_certificate(certificate, against=AGAINST))
    late = Against(trust=cards.trust(), at=AT + timedelta(days=2000))

    assert now == "accepted"
    assert _end(explain_certificate(certificate, against=late)) == "CERTIFICATE_EXPIRED"


def test_a_cas_certificate_is_no_cards_and_its_standing_is_told() -> None:
    [*_, trusted] = explain_certificate(citizen().issuer_certificate, against=AGAINST)
    own = curved(CURVES[0])
    [*_, unknown] = explain_certificate(own.issuer.der, against=AGAINST)
    [*_, unjudged] = explain_certificate(own.issuer.der, against=Against(trust=None, at=AT))

    assert {step.outcome for step in (trusted, unknown, unjudged)} == {Outcome.NOT_JUDGED}
    assert trusted.found.startswith("trusted as ")
    assert unknown.found.startswith("not among the trusted CAs")
    assert unjudged.found == NO_ANCHORS
