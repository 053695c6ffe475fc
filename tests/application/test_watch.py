"""Tests of `applicationStatus`: the current state first, then each change once and in order."""

import asyncio
from datetime import timedelta

import pytest

from models.access.authentication import viewer_of
from models.application.application import Application
from models.database.transaction import tx
from models.journal.event import Journal, NewEvent
from models.journal.kinds import EventKind
from models.journal.reader import QUEUE, JournalReader
from models.session.session import Session
from resolvers.application.watch import ApplicationChange, watch_application
from schema.relay.subscription import watching as watching_of
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import approved, submitted
from tests.support.streams.cursors import applicants_cursor
from tests.support.streams.subscriptions import application_status


async def test_the_decision_comes_without_asking(portal: TestPortal) -> None:
    alice = await submitted(portal)

    async with asyncio.timeout(10), application_status(portal, alice) as stream:
        now = await anext(stream)
        await portal.review()
        decided = await anext(stream)
        await portal.mail()
        mailed = await anext(stream)

    assert now.payload["application"]["status"] == "UNDER_REVIEW"
    assert decided.payload["application"]["status"] == "APPROVED"
    assert [frame.cursor for frame in (now, decided, mailed)] == [
        frame.payload["cursor"] for frame in (now, decided, mailed)
    ]
    # Numbered among the events that the applicant sees: hidden ones leave no gap.
    assert mailed.cursor.split(".")[1] == "5"


async def test_a_reconnecting_client_gets_each_missed_change_once(portal: TestPortal) -> None:
    alice = await submitted(portal)
    async with asyncio.timeout(10), application_status(portal, alice) as stream:
        last = (await anext(stream)).cursor
    await portal.review()
    await portal.mail()

    async with asyncio.timeout(10), application_status(portal, alice, after=last) as stream:
        by_argument = [(await anext(stream)).cursor for _ in range(2)]
    async with asyncio.timeout(10), application_status(portal, alice, last_event_id=last) as stream:
        by_header = [(await anext(stream)).cursor for _ in range(2)]

    seq = int(last.split(".")[1])
    assert by_argument == by_header
    assert [cursor.split(".")[1] for cursor in by_argument] == [str(seq + 1), str(seq + 2)]


async def test_a_bad_cursor_asks_for_a_resync_and_the_stream_continues(
    portal: TestPortal,
) -> None:
    alice = await submitted(portal)
    epoch = (await Journal.get(id=1)).epoch
    codes = []

    for bad in ("nonsense", "0123456789abcdef.1.00000000", f"{epoch}.999.00000000", f"{epoch}.1"):
        async with asyncio.timeout(10), application_status(portal, alice, after=bad) as stream:
            codes.append((await anext(stream)).payload["code"])
    portal.clock.forward(timedelta(days=8))
    old = await applicants_cursor(alice.application["id"], 1)
    async with asyncio.timeout(10), application_status(portal, alice, after=old) as stream:
        codes.append((await anext(stream)).payload["code"])
        await portal.review()
        decided = await anext(stream)

    assert codes == ["RESYNC_REQUIRED"] * 5
    assert decided.payload["application"]["status"] == "APPROVED"


async def test_dan_watches_nothing_that_is_not_his(portal: TestPortal) -> None:
    alice, dan = await submitted(portal), Person.at(portal)
    await dan.apply()
    dan.application = alice.application

    async with asyncio.timeout(10), application_status(portal, dan) as stream:
        first, last = [frame async for frame in stream]

    assert first.payload["code"] == "APPLICATION_NOT_FOUND"
    assert last.event == "complete"


async def test_an_ended_session_sees_nothing_more(portal: TestPortal) -> None:
    alice = await submitted(portal)

    async with asyncio.timeout(10), application_status(portal, alice) as stream:
        await anext(stream)
        await Session.all().update(ended_at=portal.clock())
        await portal.review()
        frame = await anext(stream)

    assert frame.payload["code"] == "APPLICATION_NOT_FOUND"


async def test_a_stream_of_an_application_ends_with_its_activation(portal: TestPortal) -> None:
    alice = await approved(portal)

    async with asyncio.timeout(10), application_status(portal, alice) as stream:
        await anext(stream)
        await alice.activate(portal.post.link("/activate"))
        first, last = [frame async for frame in stream]

    assert first.payload["code"] == "APPLICATION_NOT_FOUND"
    assert last.event == "complete"


async def test_a_follower_that_falls_behind_catches_up_from_the_log(portal: TestPortal) -> None:
    alice = await submitted(portal)
    viewer = await viewer_of(alice.session_token, at=portal.clock())
    subject = (await _application(alice)).subject
    changes = watch_application(
        viewer=viewer,
        application_id=(await _application(alice)).id,
        after=None,
        context=watching_of(portal.services),
        live=portal.services.live,
    )
    first = await anext(changes)
    pending = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)

    for _ in range(3 * QUEUE):
        async with tx() as change:
            change.record(
                NewEvent(subject=subject, kind=EventKind.CONTINUED, actor="t:1", at=portal.clock())
            )
    seen = [await pending] + [await anext(changes) for _ in range(3 * QUEUE - 1)]

    assert isinstance(first, ApplicationChange)
    numbers = [change.cursor.seq for change in seen]
    assert numbers == list(range(first.cursor.seq + 1, first.cursor.seq + 1 + 3 * QUEUE))


async def test_a_closed_stream_leaves_no_follower(portal: TestPortal) -> None:
    alice = await submitted(portal)
    journal = portal.services.journal

    async with asyncio.timeout(10), application_status(portal, alice) as stream:
        await anext(stream)
        during = len(journal._followers)
    for _ in range(500):
        await asyncio.sleep(0.01 if journal._followers else 0)

    assert (during, len(journal._followers)) == (1, 0)


async def test_the_journal_reader_survives_a_database_that_goes_away(
    portal: TestPortal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await submitted(portal)
    journal = portal.services.journal
    real, broken = JournalReader._read_on, 0

    async def unreachable(self: JournalReader, head: int) -> None:
        nonlocal broken
        broken += 1
        monkeypatch.setattr(JournalReader, "_read_on", real)
        raise ConnectionError

    async with asyncio.timeout(10), application_status(portal, alice) as stream:
        await anext(stream)
        monkeypatch.setattr(JournalReader, "_read_on", unreachable)
        await portal.review()
        decided = await anext(stream)

    assert broken == 1
    assert decided.payload["application"]["status"] == "APPROVED"
    assert journal is portal.services.journal


async def _application(person: Person) -> Application:

    return await Application.get(case_number=person.application["caseNumber"])
