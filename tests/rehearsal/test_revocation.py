"""Tests of what fetched lists and a responder's answer show."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from models.pki.ocsp.status import AnswerRules, NonceRule
from models.rehearsal.assumptions.declaration import Standing
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.card import SeenCard, judge_card
from models.rehearsal.certificate import see_list_hosts
from models.rehearsal.finding import Finding, Findings
from models.rehearsal.lists import fetch_nothing, known_addresses, see_lists
from models.rehearsal.responder import see_answer, see_responder_host
from models.revocation.checker import NoAnswer
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, DAY
from tests.support.pki import answers
from web.demo.authority import Generation

HOST = "ocsp-moica.moi.gov.tw.invalid"
COMPLETE = f"http://{HOST}/crl/MOICA-G3-complete.crl"
A, B = "http://a.example/complete.crl", "http://b.example/part.crl"


@pytest.fixture
def card() -> SeenCard:
    _, seen = judge_card(
        cards.signed(cards.citizen()),
        challenge_sha256=hashlib.sha256(CHALLENGE).digest(),
        trust=cards.trust(),
        issued_at=AT,
        at=AT,
    )
    assert seen is not None
    return seen


def listed(card: SeenCard, fetched: Mapping[str, bytes | str]) -> dict[Assumption, Finding]:
    findings = Findings()
    see_lists(findings, card, fetched, same_hosts=(), at=AT)
    return findings.by_assumption


def standings(found: Mapping[Assumption, Finding]) -> dict[Assumption, Standing]:
    return {name: one.standing for name, one in found.items()}


def test_a_host_that_nobody_configured_is_not_connected_to(card: SeenCard) -> None:
    nowhere = known_addresses(card, configured=frozenset({A}), same_hosts=())
    declared = known_addresses(
        card, configured=frozenset({A}), same_hosts=(frozenset({HOST, "a.example"}),)
    )
    configured = known_addresses(card, configured=frozenset({COMPLETE}), same_hosts=())

    assert nowhere == []
    assert declared == configured == sorted(card.crl_urls)


def test_a_card_that_names_many_addresses_is_not_followed_to_all(card: SeenCard) -> None:
    urls = frozenset(f"http://a.example/{part}.crl" for part in range(20))

    known = known_addresses(replace(card, crl_urls=urls), configured=frozenset({A}), same_hosts=())

    assert len(known) == 4


@pytest.mark.parametrize(
    ("configured", "same", "standing"),
    [
        ({COMPLETE}, (), Standing.HELD),
        ({A}, (), Standing.DIFFERS),
        ({A}, (frozenset({HOST, "a.example"}),), Standing.HELD),
        (set(), (), Standing.NOT_SEEN),
    ],
)
def test_the_hosts_of_a_card_are_compared_with_the_settings(
    card: SeenCard,
    configured: set[str],
    same: tuple[frozenset[str], ...],
    standing: Standing,
) -> None:
    findings = Findings()

    see_list_hosts(findings, card.crl_urls, configured=frozenset(configured), same_hosts=same)

    assert findings.by_assumption[Assumption.LIST_HOSTS].standing is standing


def test_the_lists_of_a_card_hold_in_all(card: SeenCard) -> None:
    partition, complete = sorted(card.crl_urls, key=lambda url: url.endswith("complete.crl"))
    part = int(partition.rpartition("-")[2].removesuffix(".crl"))

    found = listed(card, {complete: cards.crl(), partition: cards.crl(partition=part)})

    assert set(standings(found).values()) == {Standing.HELD}
    assert set(found) == {
        Assumption.LIST_FETCHED,
        Assumption.LIST_FORM,
        Assumption.LIST_NUMBER,
        Assumption.LIST_IN_TIME,
        Assumption.LIST_COVERS_CARD,
    }
    assert found[Assumption.LIST_NUMBER].found == "2026030203"


@pytest.mark.parametrize(
    ("content", "differs"),
    [
        (cards.crl(number=7), Assumption.LIST_NUMBER),
        (cards.crl(at=AT - 2 * DAY, life=3 * DAY), Assumption.LIST_IN_TIME),
        (cards.crl(at=AT - 2 * DAY, life=DAY), Assumption.LIST_IN_TIME),
        (cards.crl(partition=0), Assumption.LIST_COVERS_CARD),
    ],
)
def test_a_list_that_is_otherwise_differs_in_that(
    card: SeenCard, content: bytes, differs: Assumption
) -> None:
    elsewhere = frozenset({A, B})
    found = listed(
        replace(
            card,
            crl_urls=elsewhere if differs is Assumption.LIST_COVERS_CARD else frozenset({COMPLETE}),
        ),
        dict.fromkeys(elsewhere if differs is Assumption.LIST_COVERS_CARD else {COMPLETE}, content),
    )

    assert [name for name, at in standings(found).items() if at is Standing.DIFFERS] == [differs]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "UNREADABLE"),
        (cards.crl(generation=Generation.G2), "WRONG_SIGNATURE"),
    ],
)
def test_what_is_no_list_of_the_cards_issuer_differs(
    card: SeenCard, content: bytes, said: str
) -> None:
    found = listed(card, {COMPLETE: content})

    assert found[Assumption.LIST_FORM] == Finding(Assumption.LIST_FORM, Standing.DIFFERS, said)
    assert Assumption.LIST_NUMBER not in found


def test_a_list_that_does_not_come_is_told_by_the_kind_of_failure(card: SeenCard) -> None:
    fetched = dict.fromkeys(card.crl_urls, "TimedOut")

    found = listed(card, fetched)

    assert found[Assumption.LIST_FETCHED].standing is Standing.DIFFERS
    assert found[Assumption.LIST_FETCHED].found == "TimedOut, TimedOut"
    assert Assumption.LIST_FORM not in found


def test_addresses_that_were_not_asked_are_counted(card: SeenCard) -> None:
    found = listed(card, {})

    assert found[Assumption.LIST_FETCHED].standing is Standing.DIFFERS
    assert found[Assumption.LIST_FETCHED].found.startswith("2 not asked")


def test_a_card_without_addresses_shows_no_list(card: SeenCard) -> None:
    found = listed(replace(card, crl_urls=frozenset()), {})

    assert standings(found) == {Assumption.LIST_FETCHED: Standing.NOT_SEEN}


async def test_where_no_list_can_be_fetched_none_comes() -> None:
    with pytest.raises(NoAnswer):
        await fetch_nothing(A)


# The responder.


def answered(response: bytes, *, rules: AnswerRules | None = None) -> dict[Assumption, Finding]:
    findings = Findings()
    see_answer(
        findings,
        response,
        question=answers.question(),
        rules=rules or AnswerRules(nonce=NonceRule.OPTIONAL),
        lists=cards.lists(),
        at=AT,
    )
    return findings.by_assumption


def test_an_answer_as_assumed_holds_in_all() -> None:
    found = answered(answers.answer())

    assert set(standings(found).values()) == {Standing.HELD}
    assert set(found) == {
        Assumption.RESPONDER_ANSWER,
        Assumption.RESPONDER_SIGNER,
        Assumption.RESPONDER_NONCE,
        Assumption.RESPONDER_AGE,
    }


def test_an_answer_without_nonce_differs_in_that_and_can_be_used() -> None:
    found = answered(answers.answer(answers.single(), extensions=()))

    assert standings(found)[Assumption.RESPONDER_ANSWER] is Standing.HELD
    assert found[Assumption.RESPONDER_NONCE].standing is Standing.DIFFERS
    assert found[Assumption.RESPONDER_NONCE].found == "none"


def test_the_nonce_of_another_request_differs() -> None:
    other = answers.nonce(bytes(32))
    found = answered(answers.answer(answers.single(), extensions=(other,)))

    assert found[Assumption.RESPONDER_ANSWER].found == "NONCE_WRONG"
    assert found[Assumption.RESPONDER_NONCE].found == "32 octets, of another request"


def test_an_answer_without_an_end_differs() -> None:
    found = answered(answers.answer(answers.single(until=None)))

    assert found[Assumption.RESPONDER_AGE].standing is Standing.DIFFERS
    assert found[Assumption.RESPONDER_AGE].found.endswith("no next update")


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (b"<html>", "UNREADABLE"),
        (answers.declining(3), "NOT_SUCCESSFUL"),
        (answers.answer(answers.single(answers.UNKNOWN)), "REVOCATION_UNKNOWN"),
    ],
)
def test_an_answer_that_cannot_be_used_differs(response: bytes, said: str) -> None:
    found = answered(response)

    assert found[Assumption.RESPONDER_ANSWER] == Finding(
        Assumption.RESPONDER_ANSWER, Standing.DIFFERS, said
    )


@pytest.mark.parametrize(
    ("configured", "standing"),
    [
        ((), Standing.NOT_SEEN),
        (("http://elsewhere.example/ocsp",), Standing.DIFFERS),
    ],
)
def test_the_responder_that_a_card_names_is_compared_with_the_settings(
    card: SeenCard, configured: tuple[str, ...], standing: Standing
) -> None:
    findings = Findings()

    see_responder_host(findings, card, configured=configured, same_hosts=())

    assert findings.by_assumption[Assumption.RESPONDER_HOST].standing is standing


def test_the_responder_that_a_card_names_may_be_the_configured_one(card: SeenCard) -> None:
    findings = Findings()

    see_responder_host(findings, card, configured=card.ocsp_urls, same_hosts=())

    assert findings.by_assumption[Assumption.RESPONDER_HOST].standing is Standing.HELD


def test_an_old_answer_differs_in_its_age() -> None:
    old = answers.answer(answers.single(), produced=AT - timedelta(minutes=5))

    found = answered(old)

    assert found[Assumption.RESPONDER_AGE].standing is Standing.DIFFERS
    assert found[Assumption.RESPONDER_AGE].found.startswith("made 300 s ago")
