"""Tests of `updates`: several subjects over one stream, each for itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any

import pytest

from models.core.rules import MAX_SUBJECTS
from schema.relay.merged import merged
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import another_company, holder
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.cards import colleague
from tests.support.streams.sse import Frame
from tests.support.streams.subscriptions import subscription
from web.http.graphql.stream import Streams

UPDATES = """subscription($subjects: [UpdateSubjectInput!]!, $sessionId: ID) {
  updates(subjects: $subjects, sessionId: $sessionId) {
    __typename ... on UserError { code path } ... on Update { subject
      applicationStatus { __typename ... on UserError { code } ... on ResyncRequired { cursor }
        ... on ApplicationStatusChanged { cursor application { status } } }
      accountChanged { __typename ... on UserError { code } ... on ResyncRequired { cursor }
        ... on AccountChanged { cursor kind } } } } }"""
WHO = "{ viewer { sessionId account { id } } }"

Subject = Mapping[str, str | None]


def updates(
    portal: TestPortal,
    person: Person | None,
    *subjects: Subject,
    session_id: str | None = None,
    streams: Streams | None = None,
) -> AbstractAsyncContextManager[AsyncIterator[Frame]]:
    variables = {"subjects": list(subjects), "sessionId": session_id}
    return subscription(portal, person, UPDATES, variables, streams=streams)


async def session_of(person: Person) -> str:
    return str((await person.ask(WHO))["viewer"]["sessionId"])


async def account_of(person: Person) -> str:
    return str((await person.ask(WHO))["viewer"]["account"]["id"])


async def with_change_of_data(portal: TestPortal) -> tuple[Person, str, str]:
    """Return a holder who has asked for a change of data, her account's ID and the case's."""
    alice = await holder(portal)
    answer = await alice.do("requestDataChange", "application { id }", **form(COMPANY))
    return alice, await account_of(alice), str(answer["application"]["id"])


def told(frame: Frame) -> tuple[str, dict[str, Any]]:
    """Return what a frame is about, and what it says of it."""
    update = frame.payload
    said = update["applicationStatus"] or update["accountChanged"]
    return str(update["subject"]), said


async def test_two_subjects_come_over_one_stream(portal: TestPortal) -> None:
    alice, account, case = await with_change_of_data(portal)
    streams = Streams()

    async with (
        asyncio.timeout(20),
        updates(portal, alice, {"id": account}, {"id": case}, streams=streams) as stream,
    ):
        first = dict([told(await anext(stream)), told(await anext(stream))])
        await alice.add(colleague(2, "測試乙"))
        of_account = await anext(stream)
        open_streams = streams.open
        await alice.do("withdrawApplication", "application { status }", id=case)
        of_case = await anext(stream)

    assert first.keys() == {account, case}
    assert (told(of_account)[0], told(of_account)[1]["kind"]) == (account, "CARD_ADDED")
    assert open_streams == 1
    assert (told(of_case)[0], told(of_case)[1]["application"]["status"]) == (case, "WITHDRAWN")
    # An id would be one subject's cursor, and Last-Event-ID that of all.
    assert {of_account.cursor, of_case.cursor} == {""}


async def test_each_subject_goes_on_after_its_own_cursor(portal: TestPortal) -> None:
    alice, account, case = await with_change_of_data(portal)
    async with asyncio.timeout(20), updates(portal, alice, {"id": account}) as stream:
        last = told(await anext(stream))[1]["cursor"]
    await alice.add(colleague(2, "測試乙"))

    subjects = ({"id": account, "after": last}, {"id": case})
    async with asyncio.timeout(20), updates(portal, alice, *subjects) as stream:
        found = dict([told(await anext(stream)), told(await anext(stream))])

    assert found[account]["kind"] == "CARD_ADDED"
    assert found[case]["__typename"] == "ApplicationStatusChanged"


async def test_a_subject_without_right_ends_alone(portal: TestPortal) -> None:
    dan, alice = await another_company(portal), await submitted(portal)
    hers, his = alice.application["id"], await account_of(dan)

    async with asyncio.timeout(20), updates(portal, alice, {"id": his}, {"id": hers}) as stream:
        first = dict([told(await anext(stream)), told(await anext(stream))])
        await portal.review()
        then = told(await anext(stream))

    assert first[his] == {"__typename": "Refused", "code": "SIGN_IN_NEEDED"}
    assert (then[0], then[1]["application"]["status"]) == (hers, "APPROVED")


async def test_another_accounts_holder_sees_nothing_of_it(portal: TestPortal) -> None:
    alice, dan = await holder(portal), await another_company(portal)

    async with asyncio.timeout(20), updates(portal, dan, {"id": await account_of(alice)}) as stream:
        first, last = [frame async for frame in stream]

    assert told(first)[1]["code"] == "SIGN_IN_NEEDED"
    assert last.event == "complete"


async def test_a_page_of_another_session_is_told_nothing(portal: TestPortal) -> None:
    alice, dan = await holder(portal), await another_company(portal)
    account, mine, other = await account_of(dan), await session_of(dan), await session_of(alice)

    answers = []
    for person, session in ((dan, mine), (dan, other), (None, mine)):
        async with (
            asyncio.timeout(20),
            updates(portal, person, {"id": account}, session_id=session) as stream,
        ):
            answers.append((await anext(stream)).payload)

    assert answers[0]["accountChanged"]["__typename"] == "AccountChanged"
    refused = {"__typename": "Refused", "code": "SESSION_MISSING", "path": ["sessionId"]}
    assert answers[1:] == [refused, refused]


async def test_one_stream_follows_so_many_subjects_and_no_more(portal: TestPortal) -> None:
    alice = await submitted(portal)
    subjects = [{"id": alice.application["id"]}] * (MAX_SUBJECTS + 1)

    async with asyncio.timeout(20), updates(portal, alice, *subjects[1:]) as stream:
        allowed = [told(await anext(stream))[1]["__typename"] for _ in subjects[1:]]
    async with asyncio.timeout(20), updates(portal, alice, *subjects) as stream:
        refused = [frame async for frame in stream]

    assert allowed == ["ApplicationStatusChanged"] * MAX_SUBJECTS
    assert [frame.payload.get("code") for frame in refused[:-1]] == ["TOO_MANY_SUBJECTS"]


async def counting(upto: int, closed: list[int]) -> AsyncGenerator[int, None]:
    try:
        for number in range(upto):
            await asyncio.sleep(0)
            yield number
    finally:
        closed.append(upto)


async def failing() -> AsyncGenerator[int, None]:
    yield -1
    raise LookupError


async def all_of(sources: Sequence[AsyncGenerator[int, None]]) -> list[int]:
    return [number async for number in merged(sources)]


async def test_merged_sources_keep_their_order_and_end_with_the_last() -> None:
    closed: list[int] = []

    numbers = await all_of([counting(2, closed), counting(5, closed)])

    assert sorted(numbers) == [0, 0, 1, 1, 2, 3, 4]
    assert numbers[-3:] == [2, 3, 4]
    assert closed == [2, 5]


async def test_a_source_that_fails_ends_the_others() -> None:
    closed: list[int] = []

    with pytest.raises(LookupError):
        await all_of([failing(), counting(1_000, closed)])

    assert closed == [1_000]


async def test_a_reader_that_leaves_closes_every_source() -> None:
    closed: list[int] = []

    async with aclosing(merged([counting(1_000, closed), counting(2_000, closed)])) as numbers:
        await anext(numbers)

    assert sorted(closed) == [1_000, 2_000]
