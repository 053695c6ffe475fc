"""Tests of `accountChanged`: changes of cards reach a holder's page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from models.account.account import Account
from models.journal.event import Journal
from models.session.roles import AccountStatus
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import another_company, holder, two_holders
from tests.support.scenarios.cards import colleague, last_dispute_token, report_change
from tests.support.streams.sse import Frame
from tests.support.streams.subscriptions import subscription
from web.http.graphql.stream import Streams
from web.processes.serve import ending_streams

WATCH = """subscription($after: Cursor) { accountChanged(after: $after) {
  __typename ... on UserError { code } ... on ResyncRequired { cursor }
  ... on AccountChanged { cursor kind account { controlNumber frozenSince
    certificates { edges { node { holderName status isCurrent } } } } } } }"""


def account_changes(
    portal: TestPortal,
    person: Person | None,
    *,
    after: str | None = None,
    streams: Streams | None = None,
) -> AbstractAsyncContextManager[AsyncIterator[Frame]]:
    return subscription(portal, person, WATCH, {"after": after}, streams=streams)


def names(frame: Frame) -> dict[str, str]:
    """Return the status of each card in a frame, by its holder's name."""
    edges = frame.payload["account"]["certificates"]["edges"]
    return {edge["node"]["holderName"]: edge["node"]["status"] for edge in edges}


async def test_cards_come_and_go_without_asking(portal: TestPortal) -> None:
    alice = await holder(portal)

    async with asyncio.timeout(20), account_changes(portal, alice) as stream:
        now = await anext(stream)
        await alice.add(colleague(2, "測試乙"))
        added = await anext(stream)
        await alice.remove(next(c["id"] for c in await alice.cards() if not c["isCurrent"]))
        removed = await anext(stream)

    assert (now.payload["kind"], names(now)) == (None, {"測試甲": "LIVE"})
    assert added.payload["kind"] == "CARD_ADDED"
    assert names(added) == {"測試甲": "LIVE", "測試乙": "LIVE"}
    assert (removed.payload["kind"], names(removed)) == ("CARD_REMOVED", {"測試甲": "LIVE"})
    frames = (now, added, removed)
    assert [frame.cursor for frame in frames] == [frame.payload["cursor"] for frame in frames]


async def test_a_reconnecting_client_gets_each_missed_change_once(portal: TestPortal) -> None:
    alice = await holder(portal)
    async with asyncio.timeout(20), account_changes(portal, alice) as stream:
        last = (await anext(stream)).cursor
    await alice.add(colleague(2, "測試乙"))
    await report_change(portal, await last_dispute_token(portal))

    kinds = []
    async with asyncio.timeout(20), account_changes(portal, alice, after=last) as stream:
        while "CHANGE_REPORTED" not in kinds:
            frame = await anext(stream)
            kinds.append(frame.payload["kind"])

    assert kinds == ["CARD_ADDED", *["MAIL_SENT"] * 3, "CHANGE_REPORTED"]
    assert names(frame)["測試乙"] == "LIVE"
    assert frame.payload["account"]["frozenSince"] is not None


async def test_a_bad_cursor_asks_for_a_resync_and_the_stream_continues(portal: TestPortal) -> None:
    alice = await holder(portal)
    epoch = (await Journal.get(id=1)).epoch

    async with (
        asyncio.timeout(20),
        account_changes(portal, alice, after=f"{epoch}.999.00000000") as stream,
    ):
        first = await anext(stream)
        await alice.add(colleague(2, "測試乙"))
        then = await anext(stream)

    assert first.payload["code"] == "RESYNC_REQUIRED"
    assert then.payload["kind"] == "CARD_ADDED"


async def test_nobody_sees_another_companys_changes(portal: TestPortal) -> None:
    alice = await holder(portal)
    dan = await another_company(portal)

    async with asyncio.timeout(20), account_changes(portal, dan) as stream:
        now = await anext(stream)
        await alice.add(colleague(2, "測試乙"))
        await dan.add(colleague(3, "測試丙"))
        then = await anext(stream)

    assert now.payload["account"]["controlNumber"] == "B0000007"
    assert names(then) == {"測試丁": "LIVE", "測試丙": "LIVE"}


async def test_without_a_session_there_is_no_stream(portal: TestPortal) -> None:
    await holder(portal)

    async with asyncio.timeout(20), account_changes(portal, None) as stream:
        first, last = [frame async for frame in stream]

    assert (first.payload["code"], last.event) == ("SIGN_IN_NEEDED", "complete")


async def test_a_stream_whose_account_is_gone_says_so(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await holder(portal)

    async def gone(*_: object, **__: object) -> None:
        """No account is ever deleted; a restored database may lack one."""

    monkeypatch.setattr(portal.services.live.accounts, "of", gone)
    async with asyncio.timeout(20), account_changes(portal, alice) as stream:
        frame = await anext(stream)

    assert frame.payload["code"] == "SIGN_IN_NEEDED"


async def test_the_right_is_asked_at_every_event(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)

    async with asyncio.timeout(20), account_changes(portal, bob) as stream:
        await anext(stream)
        await alice.remove(await bob.current_card_id())
        frame = await anext(stream)

    assert frame.payload["code"] == "SIGN_IN_NEEDED"


async def test_a_removed_cards_streams_are_cut_at_once(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bobs_card = await bob.current_card_id()
    streams = Streams()
    ending = asyncio.create_task(ending_streams(portal.services.journal, streams))

    async with asyncio.timeout(20), account_changes(portal, bob, streams=streams) as stream:
        await anext(stream)
        await alice.remove(bobs_card)
        rest = [frame async for frame in stream]
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)

    assert [f.payload.get("code") for f in rest if f.event == "next"] in ([], ["SIGN_IN_NEEDED"])


async def test_a_suspended_accounts_stream_ends_at_a_heartbeat(portal: TestPortal) -> None:
    alice = await holder(portal)
    streams = Streams(heartbeat_seconds=0.05)

    async with asyncio.timeout(20), account_changes(portal, alice, streams=streams) as stream:
        await anext(stream)
        portal.clock.forward(timedelta(seconds=1))
        await Account.all().update(status=AccountStatus.SUSPENDED)
        rest = [frame async for frame in stream]

    assert [frame.event for frame in rest] == []
