"""Tests of the count of refused cards, by day and reason."""

import asyncio
from datetime import date, timedelta

import pytest

from models.core.rules import REFUSED_CARDS_KEPT
from models.database.transaction import opened
from models.journal.event import Event
from models.pki.path.end_entity import CertificateExpired
from models.pki.path.pins import WrongCardKind
from models.signature import refused_cards
from models.signature.refusals import CARD_REFUSALS
from models.signature.refused_cards import REASONS, RefusedCards
from tests.support import cards
from tests.support.people.people import Person, encoded
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import submitted

# The tests' clock stands at noon of this day in Taiwan.
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
EXPIRED = CertificateExpired.code


async def _counted() -> dict[tuple[date, str], int]:
    rows = await RefusedCards.all()
    return {(row.day, row.reason): row.count for row in rows}


async def _read(portal: TestPortal, person: Person) -> None:
    await person.do(
        "checkCertificate", "checked", certificate=encoded(person.card.signature_certificate)
    )


async def test_a_card_is_counted_when_it_is_read_and_when_it_signs(portal: TestPortal) -> None:
    person = Person.at(portal, cards.citizen(not_after=cards.AT - cards.DAY))

    await _read(portal, person)
    await person.apply()
    refused = await person.bind()

    assert refused["code"] == EXPIRED
    assert await _counted() == {(TODAY, EXPIRED): 2}


async def test_a_card_that_is_accepted_is_not_counted(portal: TestPortal) -> None:
    await submitted(portal)

    assert await _counted() == {}


async def test_the_day_is_taiwans(portal: TestPortal) -> None:
    person = Person.at(portal, cards.company())
    await _read(portal, person)
    portal.clock.forward(timedelta(hours=12, minutes=1))

    await _read(portal, person)

    assert await _counted() == {
        (TODAY, WrongCardKind.code): 1,
        (TODAY + DAY, WrongCardKind.code): 1,
    }


async def test_the_count_stays_although_the_act_was_refused_and_the_journal_is_not_touched(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    before = await Event.all().count()
    stranger = Person.at(portal, cards.citizen(not_after=cards.AT - cards.DAY))
    await alice.browser.get("/healthz")

    await stranger.sign_in()

    assert await _counted() == {(TODAY, EXPIRED): 1}
    assert await Event.all().count() == before


async def test_nodes_that_count_at_once_lose_nothing(database_url: str) -> None:
    async with opened(database_url):
        await asyncio.gather(
            *(RefusedCards.add(CertificateExpired, at=cards.AT) for _ in range(20))
        )

        [(_, count)] = (await _counted()).items()

    assert count == 20


async def test_a_day_has_no_more_rows_than_there_are_reasons(database_url: str) -> None:
    async with opened(database_url):
        for _ in range(2):
            for refusal in CARD_REFUSALS:
                await RefusedCards.add(refusal, at=cards.AT)

        counted = await _counted()

    assert len(counted) == len(CARD_REFUSALS) == len(set(REASONS))
    assert set(counted.values()) == {2}


def test_no_column_could_say_whose_card_it_was() -> None:
    assert set(RefusedCards._meta.fields_map) == {"id", "day", "reason", "count"}
    longest = max(map(len, REASONS))
    assert longest <= 40


async def test_where_it_cannot_be_counted_the_card_is_refused_all_the_same(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(refused_cards.RefusedCards, "add", away)
    person = Person.at(portal, cards.citizen(not_after=cards.AT - cards.DAY))

    answer = await person.do(
        "checkCertificate", "checked", certificate=encoded(person.card.signature_certificate)
    )

    assert answer["code"] == EXPIRED
    assert "a refused card was not counted: ConnectionError" in caplog.text


async def test_old_counts_are_erased_and_others_are_not(portal: TestPortal) -> None:
    await RefusedCards.add(CertificateExpired, at=portal.clock())
    portal.clock.forward(REFUSED_CARDS_KEPT)
    await RefusedCards.add(CertificateExpired, at=portal.clock())
    await portal.work("erase")
    kept = len(await _counted())

    portal.clock.forward(DAY)
    await portal.work("erase")

    assert kept == 2
    assert [day for day, _ in await _counted()] == [TODAY + REFUSED_CARDS_KEPT]
