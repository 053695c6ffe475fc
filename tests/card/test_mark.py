"""Tests of marking cards revoked or expired, and of announcing that they will expire."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from cryptography.x509 import ReasonFlags

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.pki.crl import status
from models.revocation.stored_list import StoredList
from models.session.roles import AccountStatus
from models.session.session import Session, SessionEnd
from resolvers.card import mark
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.run.readiness import taken_put_off
from tests.support.scenarios.accounts import holder, two_holders
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.cards import fill_account, recipients
from web.demo.authority import Card, Revocation
from web.processes.jobs import jobs


def revoked(portal: TestPortal, card: Card, reason: ReasonFlags | None = None) -> Revocation:
    """Store a list that has a card on it."""
    return Revocation(serial_number=cards.serial_number(card), at=portal.clock(), reason=reason)


async def status_of(name: str) -> str:
    return str((await Certificate.get(holder_name=name)).status.value)


async def test_a_new_list_ends_a_revoked_card_and_tells_the_others(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    await portal.mark()
    before = await status_of("測試乙")
    await lists_on_hand(portal.clock(), revoked(portal, bob.card))

    await portal.mark()

    mails = await portal.mails()
    event = await Event.get(kind="CARD_REVOKED")
    assert (before, await status_of("測試乙")) == ("LIVE", "REVOKED")
    assert await bob.viewer() is None
    assert await alice.viewer() is not None
    assert await Session.filter(ended_because=SessionEnd.CARD_REVOKED).count() == 1
    # Bob remains a member, and may renew.
    assert recipients(mails) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
    }
    assert event.actor == "service:mark"
    listed = {card["holderName"]: card["status"] for card in await alice.cards()}
    assert listed == {"測試甲": "LIVE", "測試乙": "REVOKED"}


async def test_nothing_is_looked_up_until_a_list_is_newer_or_the_day_is(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await holder(portal)
    asked: list[str] = []
    check = status.check

    def counted(serial_number: int, *args: Any, **given: Any) -> object:
        asked.append(f"{serial_number:x}")
        return check(serial_number, *args, **given)

    monkeypatch.setattr(status, "check", counted)
    counts = []

    for forward in (timedelta(0), timedelta(minutes=1), timedelta(hours=15)):
        portal.clock.forward(forward)
        await portal.mark()
        counts.append(len(asked))
    portal.clock.forward(timedelta(hours=1))
    await portal.mark()
    counts.append(len(asked))
    await lists_on_hand(portal.clock())
    await portal.mark()
    counts.append(len(asked))

    # At 12:00 (`cards.AT`), 12:01, 03:01 the next day in Taiwan, 04:01, and with a new list.
    assert counts == [1, 1, 2, 2, 3]


async def test_a_card_on_hold_is_out_and_comes_back(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)
    hold = revoked(portal, bob.card, ReasonFlags.certificate_hold)
    await lists_on_hand(portal.clock(), hold)

    await portal.mark()

    refused = await bob.sign_in()
    assert await status_of("測試乙") == "LIVE"
    assert await Session.filter(ended_because=SessionEnd.CARD_ON_HOLD).count() == 1
    assert await Event.filter(kind="CARD_ON_HOLD").count() == 1
    assert refused["code"] == "CERTIFICATE_ON_HOLD"
    portal.clock.forward(timedelta(hours=2))
    await lists_on_hand(portal.clock())
    await portal.mark()
    assert (await bob.sign_in())["__typename"] == "SignInSuccess"


async def test_cards_that_no_list_covers_are_not_marked(portal: TestPortal) -> None:
    await holder(portal)
    await StoredList.all().delete()
    await portal.mark()
    unknown = await status_of("測試甲")
    await lists_on_hand(portal.clock())
    portal.clock.forward(timedelta(days=3))

    await portal.mark()

    assert (unknown, await status_of("測試甲")) == ("LIVE", "LIVE")


async def test_a_card_whose_time_is_over_is_out(portal: TestPortal) -> None:
    soon = cards.citizen(
        subject_serial=f"{2:016}", holder="測試乙", not_after=cards.AT + timedelta(minutes=20)
    )
    alice = await holder(portal)
    await alice.add(soon, email="bob@company.example")
    bob = Person.at(portal, soon)
    await bob.sign_in()
    await portal.mails()
    portal.clock.forward(timedelta(minutes=20, seconds=-1))
    await portal.mark()
    in_time = await status_of("測試乙")
    portal.clock.forward(timedelta(seconds=2))

    await portal.mark()

    assert (in_time, await status_of("測試乙")) == ("LIVE", "EXPIRED")
    assert await bob.viewer() is None
    assert await Session.filter(ended_because=SessionEnd.CARD_EXPIRED).count() == 1
    assert recipients(await portal.mails()) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
    }


async def test_a_card_of_an_application_is_left_to_its_review(portal: TestPortal) -> None:
    alice = await submitted(portal)
    await lists_on_hand(portal.clock(), revoked(portal, alice.card))

    await portal.mark()

    assert await status_of("測試甲") == "LIVE"


async def test_two_workers_mark_once(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)
    await lists_on_hand(portal.clock(), revoked(portal, bob.card))
    services = portal.services

    await asyncio.gather(
        *(
            mark.mark_revoked(
                mark.Run(),
                policy=services.policy,
                notices=services.account_notices,
                now=portal.clock(),
            )
            for _ in range(4)
        )
    )

    assert await Event.filter(kind="CARD_REVOKED").count() == 1
    assert len(await portal.mails()) == 3


async def test_many_cards_are_looked_up_batch_by_batch(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mark, "BATCH", 3)
    await holder(portal)
    await fill_account(portal, 10)
    await lists_on_hand(
        portal.clock(),
        *(Revocation(serial_number=number, at=portal.clock()) for number in (4, 9)),
    )

    await portal.mark()

    ended = await Certificate.filter(status=CertificateStatus.REVOKED)
    assert {card.serial_number for card in ended} == {"4", "9"}


async def test_one_cards_trouble_keeps_no_other_from_being_marked(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    _, bob = await two_holders(portal)
    await lists_on_hand(portal.clock(), revoked(portal, bob.card))
    await Certificate.filter(holder_name="測試甲").update(serial_number="not a number")

    await portal.mark()

    assert await status_of("測試乙") == "REVOKED"
    assert "job revoked failed 1 times" in caplog.text
    assert portal.run.done is None
    assert taken_put_off(portal) == {"revoked": 1}


async def test_the_worker_has_these_duties(portal: TestPortal) -> None:
    named = {job.name: job for job in jobs(portal.services)}

    for name in ("expired", "revoked"):
        assert named[name].pause <= timedelta(seconds=30)
        assert await named[name].run_once() is False
    assert await named["announce"].run_once() is False


# Announcements


async def test_an_end_is_announced_60_30_and_7_days_ahead_once_each(portal: TestPortal) -> None:
    ends = cards.AT + timedelta(days=100)
    await holder(portal, Person.at(portal, cards.citizen(not_after=ends)))
    announced = []

    for left in (61, 60, 59, 31, 30, 29, 8, 7, 6, 1):
        portal.clock.at = ends - timedelta(days=left)
        announced.append(await portal.announce())

    mails = await portal.mails()
    assert announced == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert recipients(mails) == {"ems@company.example", "holder@company.example"}
    assert len(mails) == 6
    assert await Event.filter(kind="CARD_ENDS_SOON").count() == 3


async def test_a_card_that_is_added_late_is_announced_once(portal: TestPortal) -> None:
    ends = cards.AT + timedelta(days=5)
    alice = await holder(portal)
    await alice.add(
        cards.citizen(subject_serial=f"{2:016}", holder="測試乙", not_after=ends),
        email="HOLDER@company.example",
    )

    counts = [await portal.announce() for _ in range(2)]

    assert counts == [1, 0]
    assert [c["expiresInDays"] for c in await alice.cards() if not c["isCurrent"]] == [5]


async def test_only_cards_that_count_are_announced(portal: TestPortal) -> None:
    ends = cards.AT + timedelta(days=5)
    alice = await holder(portal)
    await alice.add(cards.citizen(subject_serial=f"{2:016}", holder="測試乙", not_after=ends))
    await Certificate.filter(holder_name="測試乙").update(status=CertificateStatus.REVOKED)
    revoked = await portal.announce()
    await Certificate.filter(holder_name="測試乙").update(status=CertificateStatus.LIVE)
    await Account.all().update(status=AccountStatus.SUSPENDED)

    assert (revoked, await portal.announce()) == (0, 0)


async def test_two_workers_announce_once(portal: TestPortal) -> None:
    ends = cards.AT + timedelta(days=5)
    alice = await holder(portal)
    await alice.add(cards.citizen(subject_serial=f"{2:016}", holder="測試乙", not_after=ends))
    await portal.mails()

    await asyncio.gather(*(portal.announce() for _ in range(4)))

    assert await Event.filter(kind="CARD_ENDS_SOON").count() == 1
    assert len(await portal.mails()) == 2
