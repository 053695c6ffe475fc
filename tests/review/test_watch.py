"""Tests of `reviewQueueChanged`: each relevant change once, with the state of the queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from models.account.account import Account
from models.session.roles import AccountStatus
from models.session.session import Session
from tests.support.people.people import Person
from tests.support.people.staff import berta, bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.review import awaiting_reviewer, without_registered_mailbox
from tests.support.streams.cursors import cursor_now
from tests.support.streams.sse import Frame
from tests.support.streams.subscriptions import subscription

WATCH = """subscription($after: Cursor, $sessionId: ID) {
  reviewQueueChanged(after: $after, sessionId: $sessionId) {
  __typename ... on UserError { code } ... on ResyncRequired { cursor }
  ... on ReviewQueueChanged { cursor kind head { waiting sameDayAtRisk }
    case { claimedBy application { status caseNumber } onFile { rows } } } } }"""


def queue_changes(
    portal: TestPortal,
    person: Person,
    *,
    after: str | None = None,
    session_id: str | None = None,
) -> AbstractAsyncContextManager[AsyncIterator[Frame]]:
    return subscription(portal, person, WATCH, {"after": after, "sessionId": session_id})


async def test_each_change_of_a_case_is_pushed_with_the_queues_state(
    portal: TestPortal,
) -> None:
    reviewer, other = await bruno(portal), await berta(portal)

    async with asyncio.timeout(20), queue_changes(portal, reviewer) as stream:
        first = await anext(stream)
        await awaiting_reviewer(portal)
        coming = [await anext(stream) for _ in range(2)]
        [case] = await other.cases()
        await other.claim(case)
        claimed = await anext(stream)
        await other.release(case)
        released = await anext(stream)
        await other.reject(case)
        rejected = await anext(stream)

    assert (first.payload["kind"], first.payload["case"], first.payload["head"]["waiting"]) == (
        None,
        None,
        0,
    )
    assert [frame.payload["kind"] for frame in coming] == ["SUBMITTED", "LEFT_TO_PERSON"]
    assert (claimed.payload["kind"], claimed.payload["case"]["claimedBy"]) == ("CLAIMED", "審核乙")
    assert claimed.payload["head"] == {"waiting": 1, "sameDayAtRisk": False}
    assert claimed.payload["case"]["onFile"] == {"rows": 1}
    assert (released.payload["kind"], released.payload["case"]["claimedBy"]) == ("RELEASED", None)
    assert rejected.payload["case"]["application"]["status"] == "REJECTED"
    assert rejected.payload["head"]["waiting"] == 0
    assert rejected.cursor == rejected.payload["cursor"]


async def test_what_does_not_matter_to_the_queue_is_not_pushed(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    cursor = await cursor_now()
    await reviewer.approve(case)
    await portal.mail()  # MAIL_SENT
    await alice.withdraw()

    async with asyncio.timeout(20), queue_changes(portal, reviewer, after=cursor) as stream:
        pushed = [(await anext(stream)).payload["kind"] for _ in range(2)]

    assert pushed == ["APPROVED", "WITHDRAWN"]


async def test_a_reconnecting_client_misses_nothing_and_an_old_cursor_asks_for_a_resync(
    portal: TestPortal,
) -> None:
    reviewer = await bruno(portal)
    async with asyncio.timeout(20), queue_changes(portal, reviewer) as stream:
        last = (await anext(stream)).cursor
    await awaiting_reviewer(portal)

    async with asyncio.timeout(20), queue_changes(portal, reviewer, after=last) as stream:
        missed = [(await anext(stream)).payload["kind"] for _ in range(2)]
    async with (
        asyncio.timeout(20),
        queue_changes(portal, reviewer, after="0123456789abcdef.1.00000000") as stream,
    ):
        resync = await anext(stream)

    assert missed == ["SUBMITTED", "LEFT_TO_PERSON"]
    assert resync.payload["code"] == "RESYNC_REQUIRED"


async def test_the_queue_changes_when_a_mailbox_is_verified(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    cursor = await cursor_now()
    await reviewer.propose_mailbox(case)
    await other.confirm_mailbox(case)

    async with asyncio.timeout(20), queue_changes(portal, other, after=cursor) as stream:
        pushed = [(await anext(stream)).payload["kind"] for _ in range(2)]

    assert pushed == ["MAILBOX_PROPOSED", "MAILBOX_CONFIRMED"]


async def test_dan_and_holders_watch_no_queue(portal: TestPortal) -> None:
    alice, dan = await holder(portal), Person.at(portal)
    codes = []

    for who in (dan, alice):
        async with asyncio.timeout(20), queue_changes(portal, who) as stream:
            frames = [frame async for frame in stream]
            codes.append((frames[0].payload["code"], frames[-1].event))

    assert codes == [("SIGN_IN_NEEDED", "complete"), ("NOT_ALLOWED", "complete")]


async def test_a_window_of_another_session_hears_nothing_of_this_one(portal: TestPortal) -> None:
    reviewer, other = await bruno(portal), await berta(portal)
    answers = [await who.ask("{ viewer { sessionId } }") for who in (reviewer, other)]
    [own, others] = [answer["viewer"]["sessionId"] for answer in answers]

    async with asyncio.timeout(20), queue_changes(portal, reviewer, session_id=own) as stream:
        first = (await anext(stream)).payload
    async with asyncio.timeout(20), queue_changes(portal, reviewer, session_id=others) as stream:
        refused = [frame async for frame in stream]

    assert first["__typename"] == "ReviewQueueChanged"
    assert [frame.event for frame in refused] == ["next", "complete"]
    assert refused[0].payload["code"] == "SESSION_MISSING"


async def test_the_role_is_checked_at_each_event(portal: TestPortal) -> None:
    reviewer = await bruno(portal)

    async with asyncio.timeout(20), queue_changes(portal, reviewer) as stream:
        await anext(stream)
        await Account.filter(control_number="STAFF001").update(role=None)
        await awaiting_reviewer(portal)
        frames = [frame async for frame in stream]

    assert [frame.payload.get("code") for frame in frames][:1] == ["NOT_ALLOWED"]
    assert [frame.event for frame in frames] == ["next", "complete"]


async def test_a_suspended_or_signed_out_reviewer_sees_nothing_more(portal: TestPortal) -> None:
    codes = []

    for number, person in enumerate([await bruno(portal), await berta(portal)]):
        async with asyncio.timeout(20), queue_changes(portal, person) as stream:
            await anext(stream)
            if number:
                await Session.all().update(ended_at=portal.clock())
            else:
                suspended = Account.filter(control_number="STAFF001")
                await suspended.update(status=AccountStatus.SUSPENDED)
            portal.clock.forward(timedelta(minutes=1))
            await awaiting_reviewer(portal, number=number)
            codes.append((await anext(stream)).payload["code"])

    assert codes == ["SIGN_IN_NEEDED"] * 2
