"""Tests of what a signed message shows: as the verdict judges it, and what is assumed besides."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models.pki.explain import certificate as of_certificate
from models.pki.explain import message as of_message
from models.pki.explain.capture import replies_of
from models.pki.explain.step import Rule
from models.pki.path.trust import TrustStore
from models.rehearsal.assumptions.catalogue import ASSUMPTIONS
from models.rehearsal.assumptions.declaration import Area, Standing
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.card import OF_RULES, SeenCard, judge_card
from models.rehearsal.finding import Finding, Findings, Tally
from tests.support import cards
from tests.support.cards import AT, CHALLENGE
from tests.support.pki.captured import card
from tests.support.pki.captured.files import FOLDER, WITH_NUMBER, WITHOUT_NUMBER
from web.demo.authority import CardKind, Generation
from web.demo.component import signing

OF_CARD = (Area.MESSAGE, Area.CERTIFICATE)


def judged(
    signature: bytes,
    *,
    content: bytes = CHALLENGE,
    trust: TrustStore | None = None,
    issued_at: datetime = AT,
    at: datetime = AT,
) -> tuple[dict[Assumption, Finding], SeenCard | None]:
    findings, seen = judge_card(
        signature,
        challenge_sha256=hashlib.sha256(content).digest(),
        trust=trust or cards.trust(),
        issued_at=issued_at,
        at=at,
    )
    return findings.by_assumption, seen


def differing(found: dict[Assumption, Finding]) -> dict[Assumption, str]:
    return {name: one.found for name, one in found.items() if one.standing is Standing.DIFFERS}


def test_every_assumption_has_words_in_both_languages_and_a_source() -> None:
    assert set(ASSUMPTIONS) == set(Assumption)
    for declared in ASSUMPTIONS.values():
        assert declared.zh.endswith("。")
        assert declared.en.endswith(".")
        assert declared.clause
    assert len({declared.en for declared in ASSUMPTIONS.values()}) == len(ASSUMPTIONS)


def test_every_stage_of_the_verdict_is_about_an_assumption() -> None:
    stages = {
        rule
        for module in (of_message, of_certificate)
        for name, rule in vars(module).items()
        if isinstance(rule, Rule) and not name.startswith("_")
    }

    assert stages == set(OF_RULES)
    assert len(stages) > 20


def test_a_card_as_assumed_holds_in_everything_that_a_message_shows() -> None:
    found, seen = judged(cards.signed(cards.citizen()))

    shown = {name for name, declared in ASSUMPTIONS.items() if declared.area in OF_CARD}
    # What the settings say of the hosts is not the message's.
    shown -= {Assumption.LIST_HOSTS}
    assert set(found) == shown
    assert differing(found) == {}
    assert seen is not None
    assert seen.issuer.generation == "G3"
    assert seen.serial_number == cards.serial_number(cards.citizen())
    assert len(seen.crl_urls) == 2
    assert seen.ocsp_urls


def test_the_values_of_several_stages_are_all_told() -> None:
    found, _ = judged(cards.signed(cards.citizen()))

    assert found[Assumption.CHAIN].found.startswith("TEST ONLY MOICA-G3, ")
    assert found[Assumption.CHAIN].found.endswith("; by RSA 2048")
    assert found[Assumption.IN_FORCE].found == "1800 days left"
    assert found[Assumption.HOLDER].found == (
        "a name of 3 characters, a number of 16 digits, last four"
    )


def test_nothing_that_is_found_is_the_holders() -> None:
    found, _ = judged(cards.signed(cards.citizen()))

    said = " ".join(one.found for one in found.values())
    for own in ("測試甲", "0000000000000001", "TP0000", "0001", "2026", ".crl"):
        assert own not in said


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("TP00000000000001 ", (Standing.HELD, "17 characters")),
        ("tp00000000000001", (Standing.HELD, "16 characters")),
        ("123", (Standing.HELD, "3 characters")),
    ],
)
def test_a_card_number_of_another_form_differs(number: str, expected: tuple[Standing, str]) -> None:
    written = replace(cards.citizen(), card_number=number)

    found, seen = judged(cards.signed(written))

    form = found[Assumption.CARD_NUMBER_FORM]
    assert (found[Assumption.CARD_NUMBER].standing, form.found) == expected
    assert form.standing is Standing.DIFFERS
    assert seen is not None


def test_a_message_without_card_number_still_proves_whose_card_it_is() -> None:
    message = signing.sign(
        cards.citizen(), CHALLENGE, with_card_number=False, nonce="4f1d", signing_time=AT
    )

    found, seen = judged(message)

    assert differing(found) == {Assumption.CARD_NUMBER: "none"}
    assert Assumption.CARD_NUMBER_FORM not in found
    assert seen is not None


def test_the_type_of_the_card_numbers_text_is_told() -> None:
    found, _ = judged(cards.signed(cards.citizen()))

    assert found[Assumption.CARD_NUMBER].found == "PrintableString of 16"


def test_another_content_is_no_challenge_and_nothing_behind_it_is_judged() -> None:
    found, seen = judged(cards.signed(cards.citizen()), content=b"another")

    assert differing(found) == {Assumption.CONTENT_IS_CHALLENGE: "CONTENT_NOT_CHALLENGE"}
    assert Assumption.SIGNATURE not in found
    assert seen is None


def test_an_attribute_that_is_not_there_differs() -> None:
    message = signing.sign(cards.citizen(), CHALLENGE)

    found, _ = judged(message)

    assert set(differing(found)) == {Assumption.NONCE_COPIED, Assumption.SIGNING_TIME}
    assert Assumption.COMPUTER_CLOCK not in found


@pytest.mark.parametrize(
    ("signed", "standing"),
    [
        (timedelta(seconds=-10), Standing.HELD),
        (timedelta(seconds=200), Standing.HELD),
        (timedelta(seconds=-61), Standing.DIFFERS),
        (timedelta(seconds=301), Standing.DIFFERS),
    ],
)
def test_the_computers_clock_is_compared_with_when_it_was_signed(
    signed: timedelta, standing: Standing
) -> None:
    message = signing.sign(cards.citizen(), CHALLENGE, nonce="4f1d", signing_time=AT + signed)

    found, _ = judged(message, issued_at=AT, at=AT + timedelta(seconds=240))

    assert found[Assumption.COMPUTER_CLOCK].standing is standing


def test_a_digest_that_the_verdict_accepts_and_nobody_assumed_differs() -> None:
    message = signing.sign(
        cards.citizen(), CHALLENGE, nonce="4f1d", signing_time=AT, digest="sha512"
    )

    found, seen = judged(message)

    assert differing(found) == {Assumption.ALGORITHMS: "RSA_PKCS1 with sha512"}
    assert seen is not None


def test_a_card_of_a_stranger_is_not_seen_as_one() -> None:
    issued = cards.stranger().issue(
        kind=CardKind.CITIZEN,
        generation=Generation.G3,
        holder="測試甲",
        subject_serial="0000000000000001",
        card_number="TP00000000000001",
        id_last4="0001",
        not_before=AT - 30 * cards.DAY,
        not_after=AT + 30 * cards.DAY,
    )

    found, seen = judged(cards.signed(issued))

    assert differing(found) == {Assumption.CHAIN: "ISSUER_UNKNOWN"}
    assert seen is None


def test_an_expired_card_is_still_recognised() -> None:
    later = AT + 1801 * cards.DAY
    found, seen = judged(
        cards.signed(cards.citizen()), trust=cards.trust(later), issued_at=AT, at=later
    )

    assert differing(found)[Assumption.IN_FORCE].startswith("CERTIFICATE_EXPIRED")
    assert seen is not None


@pytest.mark.parametrize("garbage", [b"", b"\x30\x80", b"<html>", bytes(30_000)])
def test_garbage_is_no_message(garbage: bytes) -> None:
    found, seen = judged(garbage)

    assert set(differing(found)) == {Assumption.MESSAGE_FORM}
    assert seen is None


def test_what_was_not_judged_is_not_seen() -> None:
    findings = Findings()
    findings.held(Assumption.CHAIN, "here")
    findings.differs(Assumption.KEY, "RSA 4096")

    found = findings.all()

    assert [one.assumption for one in found] == list(ASSUMPTIONS)
    assert Tally.of(found) == Tally(
        held=1, differs=1, not_seen=len(ASSUMPTIONS) - 2, differing=(Assumption.KEY,)
    )


# The captures of a company's card of another CA, replayed.


def _replayed(name: str) -> tuple[dict[Assumption, Finding], SeenCard | None]:
    *_, signing_reply = replies_of(json.loads((FOLDER / name).read_bytes()))
    message = base64.b64decode(str(signing_reply["signature"]), validate=True)
    return judged(
        message, content=card.TBS.encode(), trust=card.trust(), issued_at=card.AT, at=card.AT
    )


# It is for signing in at Windows too, and was not asked for a nonce.
OF_CAPTURES = {Assumption.KEY_USAGE, Assumption.NONCE_COPIED}


def test_the_capture_with_a_card_number_is_accepted_and_differs_where_it_is_known_to() -> None:
    found, seen = _replayed(WITH_NUMBER)

    assert set(differing(found)) == OF_CAPTURES
    assert found[Assumption.CARD_NUMBER_FORM].standing is Standing.HELD
    assert seen is not None
    assert seen.issuer.generation == "G4"


def test_the_capture_without_a_card_number_differs_in_that_besides() -> None:
    found, seen = _replayed(WITHOUT_NUMBER)

    assert set(differing(found)) == OF_CAPTURES | {Assumption.CARD_NUMBER}
    assert seen is not None
