"""Watching an application live: the present first, then every change once, in order, for ever."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from models.access.authentication import viewer_of
from models.application.application import Application
from models.database.transaction import tx
from models.journal.event import Journal, NewEvent
from models.journal.reader import QUEUE, JournalReader
from models.session.session import Session
from resolvers.application.watch import ApplicationChange, watch_application
from schema.relay.subscription import watching as watching_of
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import submitted
from tests.support.servers.edge import serving
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

WATCH = """subscription($id: ID!, $after: Cursor) { applicationStatus(id: $id, after: $after) {
  __typename ... on UserError { code } ... on ResyncRequired { cursor }
  ... on ApplicationStatusChanged { cursor application { status } } } }"""


@dataclass
class Frame:
    """Be one server-sent event."""

    event: str
    id: str | None
    said: dict[str, Any]


@asynccontextmanager
async def watching(
    portal: TestPortal,
    person: Person,
    *,
    after: str | None = None,
    last: str | None = None,
    streams: Streams | None = None,
) -> AsyncIterator[AsyncIterator[Frame]]:
    """Open a stream at a real server and give its frames."""
    streams = streams or Streams()
    app = make_app(Portal(services=portal.services, streams=streams))
    [cookie] = person.browser.cookies.jar
    headers = {
        "accept": "text/event-stream",
        "cookie": f"{cookie.name}={cookie.value}",
        "sec-fetch-site": "same-origin",
    } | ({"last-event-id": last} if last else {})
    asked = {"query": WATCH, "variables": {"id": person.application["id"], "after": after}}
    async with (
        serving(app, streams=[streams]) as server,
        httpx.AsyncClient() as client,
        client.stream("POST", server.url, json=asked, headers=headers) as answer,
    ):
        yield frames(answer)


async def frames(
    answer: httpx.Response, *, field: str = "applicationStatus"
) -> AsyncIterator[Frame]:
    """Read frames off a stream; heartbeats are passed over."""
    lines: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            lines[name] = value
        elif not line and "event" in lines:
            said = json.loads(lines.get("data") or "{}")
            result = (said.get("data") or {}).get(field) or said
            yield Frame(lines["event"], lines.get("id"), result)
            lines = {}


async def test_the_decision_comes_without_asking(portal: TestPortal) -> None:
    alice = await submitted(portal)

    async with asyncio.timeout(10), watching(portal, alice) as stream:
        now = await anext(stream)
        await portal.review()
        decided = await anext(stream)
        await portal.mail()
        mailed = await anext(stream)

    assert now.said["application"]["status"] == "UNDER_REVIEW"
    assert decided.said["application"]["status"] == "APPROVED"
    assert [frame.id for frame in (now, decided, mailed)] == [
        frame.said["cursor"] for frame in (now, decided, mailed)
    ]
    assert str(mailed.id).endswith(".5")


async def test_who_was_away_gets_what_happened_meanwhile_once(portal: TestPortal) -> None:
    alice = await submitted(portal)
    async with asyncio.timeout(10), watching(portal, alice) as stream:
        last = (await anext(stream)).id
    await portal.review()
    await portal.mail()

    async with asyncio.timeout(10), watching(portal, alice, after=last) as stream:
        by_argument = [(await anext(stream)).id for _ in range(2)]
    async with asyncio.timeout(10), watching(portal, alice, last=last) as stream:
        by_header = [(await anext(stream)).id for _ in range(2)]

    epoch, _, seq = str(last).rpartition(".")
    assert by_argument == by_header == [f"{epoch}.{int(seq) + 1}", f"{epoch}.{int(seq) + 2}"]


async def test_a_cursor_that_is_no_good_is_said_so_and_the_stream_goes_on(
    portal: TestPortal,
) -> None:
    alice = await submitted(portal)
    epoch = (await Journal.get(id=1)).epoch
    codes = []

    for bad in ("nonsense", "0123456789abcdef.1", f"{epoch}.999"):
        async with asyncio.timeout(10), watching(portal, alice, after=bad) as stream:
            codes.append((await anext(stream)).said["code"])
    portal.clock.forward(timedelta(days=8))
    async with asyncio.timeout(10), watching(portal, alice, after=f"{epoch}.1") as stream:
        codes.append((await anext(stream)).said["code"])
        await portal.review()
        decided = await anext(stream)

    assert codes == ["RESYNC_REQUIRED"] * 4
    assert decided.said["application"]["status"] == "APPROVED"


async def test_dan_watches_nothing_that_is_not_his(portal: TestPortal) -> None:
    alice, dan = await submitted(portal), Person.at(portal)
    await dan.apply()
    dan.application = alice.application

    async with asyncio.timeout(10), watching(portal, dan) as stream:
        first, last = [frame async for frame in stream]

    assert first.said["code"] == "APPLICATION_NOT_FOUND"
    assert last.event == "complete"


async def test_who_lost_the_session_sees_nothing_more(portal: TestPortal) -> None:
    alice = await submitted(portal)

    async with asyncio.timeout(10), watching(portal, alice) as stream:
        await anext(stream)
        await Session.all().update(ended_at=portal.clock())
        await portal.review()
        told = await anext(stream)

    assert told.said["code"] == "APPLICATION_NOT_FOUND"


async def test_a_follower_that_falls_behind_catches_up_from_the_log(portal: TestPortal) -> None:
    alice = await submitted(portal)
    viewer = await viewer_of(_token(alice), at=portal.clock())
    subject = (await _application(alice)).subject
    changes = watch_application(
        viewer=viewer,
        application_id=(await _application(alice)).id,
        after=None,
        by=watching_of(portal.services),
    )
    first = await anext(changes)
    pending = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)

    for number in range(3 * QUEUE):
        async with tx() as change:
            change.record(
                NewEvent(subject=subject, kind=f"N{number}", actor="t:1", at=portal.clock())
            )
    seen = [await pending] + [await anext(changes) for _ in range(3 * QUEUE - 1)]

    assert isinstance(first, ApplicationChange)
    numbers = [change.cursor.seq for change in seen]
    assert numbers == list(range(first.cursor.seq + 1, first.cursor.seq + 1 + 3 * QUEUE))


async def test_who_leaves_is_not_followed_any_more(portal: TestPortal) -> None:
    alice = await submitted(portal)
    tail = portal.services.tail

    async with asyncio.timeout(10), watching(portal, alice) as stream:
        await anext(stream)
        during = len(tail._followers)
    for _ in range(500):
        await asyncio.sleep(0.01 if tail._followers else 0)

    assert (during, len(tail._followers)) == (1, 0)


async def test_the_tail_survives_a_database_that_goes_away(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await submitted(portal)
    tail = portal.services.tail
    real, broken = JournalReader._read_on, 0

    async def unreachable(self: JournalReader) -> None:
        nonlocal broken
        broken += 1
        JournalReader._read_on = real  # type: ignore[method-assign]
        raise ConnectionError

    async with asyncio.timeout(10), watching(portal, alice) as stream:
        await anext(stream)
        JournalReader._read_on = unreachable  # type: ignore[method-assign]
        await portal.review()
        decided = await anext(stream)

    assert broken == 1
    assert decided.said["application"]["status"] == "APPROVED"
    assert tail is portal.services.tail


def _token(person: Person) -> str:
    [cookie] = person.browser.cookies.jar
    return str(cookie.value)


async def _application(person: Person) -> Application:

    return await Application.get(case_number=person.application["caseNumber"])
