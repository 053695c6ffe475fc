"""Tests of the Python client's events: none is lost or doubled, and waits are honoured."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from datetime import timedelta

import pytest
from gpszone_partner import (
    AccountEvent,
    AccountEventKind,
    AccountEventsBegun,
    Client,
    Limits,
    Refused,
    ResyncNeeded,
)

from models.journal.kinds import EventKind
from models.partner.partner import Scope
from resolvers.partner.manage import revoke_partner
from tests.support.people.partners import OPERATOR, Clara, served
from tests.support.people.patient import Waits, client
from tests.support.portal import TestPortal
from tests.support.scenarios.partners import account_event
from tests.support.servers.scripted import SSE, Scripted, answer, event
from web.http.graphql.stream import Streams

Items = AsyncGenerator[AccountEvent | AccountEventsBegun, None]


async def take(items: Items, count: int) -> list[tuple[str, str]]:
    """Return numbers and kinds of the next events."""
    found = []
    for _ in range(count):
        item = await anext(items)
        assert isinstance(item, AccountEvent)
        found.append((item.control_number, str(item.kind)))
    return found


def opened(*numbers: str) -> list[tuple[str, str]]:
    return [(number, "ACCOUNT_OPENED") for number in numbers]


async def first_cursor(partner: Client) -> str:
    """Return the cursor before the first event ever."""
    return (await partner.events()).next


async def test_events_are_yielded_as_they_happen(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, clara.token) as partner,
        aclosing(partner.follow()) as items,
    ):
        begun = await anext(items)
        await account_event(portal, "B0000001")
        one = await take(items, 1)
        await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_SUSPENDED)
        two = await take(items, 1)

    assert isinstance(begun, AccountEventsBegun)
    assert one == opened("B0000001")
    assert two == [("B0000001", "ACCOUNT_SUSPENDED")]


async def test_the_cursor_of_an_item_is_where_to_go_on(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, clara.token) as partner,
    ):
        async with aclosing(partner.follow()) as items:
            begun = await anext(items)
        for number in ("B0000001", "B0000002"):
            await account_event(portal, number)
        async with aclosing(partner.follow(begun.cursor)) as items:
            first = await anext(items)
        async with aclosing(partner.follow(first.cursor)) as items:
            second = await take(items, 1)

    assert isinstance(first, AccountEvent)
    assert first.control_number == "B0000001"
    assert second == opened("B0000002")


async def test_only_the_kinds_that_were_chosen_come(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, clara.token) as partner,
    ):
        start = await first_cursor(partner)
        await account_event(portal, "B0000001")
        await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_SUSPENDED)
        chosen = partner.follow(start, kinds=[AccountEventKind.ACCOUNT_SUSPENDED])
        async with aclosing(chosen) as items:
            found = await take(items, 1)

    assert found == [("B0000001", "ACCOUNT_SUSPENDED")]


async def test_no_cut_loses_or_doubles_an_event(portal: TestPortal) -> None:
    """The service is stopped and started between events, and events happen while it is away."""
    clara, waits = await Clara.at(portal), Waits()
    numbers = [f"B{n:07}" for n in range(12)]

    async with asyncio.timeout(120), AsyncExitStack() as stack:
        async with served(portal, Streams()) as server:
            partner = await stack.enter_async_context(client(server.url, clara.token, waits=waits))
            items = await stack.enter_async_context(aclosing(partner.follow()))
            await anext(items)
            await account_event(portal, numbers[0])
            found = await take(items, 1)
        for at in range(1, 12, 3):
            await account_event(portal, numbers[at])
            async with served(portal, Streams(), port=server.port):
                found += await take(items, 1)
                await account_event(portal, numbers[at + 1])
                found += await take(items, 1)
            if at + 2 < 12:
                await account_event(portal, numbers[at + 2])
                async with served(portal, Streams(), port=server.port):
                    found += await take(items, 1)

    assert found == opened(*numbers)
    assert waits.seconds


async def test_a_revoked_token_ends_the_events(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with (
        asyncio.timeout(60),
        served(portal, Streams(heartbeat_seconds=0.1)) as server,
        client(server.url, clara.token) as partner,
        aclosing(partner.follow()) as items,
    ):
        await anext(items)
        await revoke_partner(actor=OPERATOR, partner_id=clara.id, now=portal.clock())
        with pytest.raises(Refused) as caught:
            await anext(items)

    assert caught.value.code in {"TOKEN_NEEDED", "TOKEN_REFUSED"}


async def test_without_the_scope_nothing_is_followed(portal: TestPortal) -> None:
    clara = await Clara.at(portal, Scope.ACCOUNTS_READ)

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, clara.token) as partner,
        aclosing(partner.follow()) as items,
    ):
        with pytest.raises(Refused, match=r"SCOPE_MISSING: .*events:read"):
            await anext(items)


async def test_a_cursor_of_another_journal_needs_a_resync(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, clara.token) as partner,
        aclosing(partner.follow("0000000000000000.1")) as items,
    ):
        with pytest.raises(ResyncNeeded):
            await anext(items)


async def test_too_many_streams_are_waited_for(portal: TestPortal) -> None:
    clara, waits = await Clara.at(portal), Waits()

    async with (
        asyncio.timeout(60),
        served(portal, Streams(per_key=1)) as server,
        client(server.url, clara.token, waits=waits) as partner,
        aclosing(partner.follow()) as second,
    ):
        async with aclosing(partner.follow()) as first:
            await anext(first)
            waiting = asyncio.create_task(anext(second))
            await waits.begun.wait()
        begun = await waiting

    assert isinstance(begun, AccountEventsBegun)
    assert set(waits.seconds) == {10}


def pushed(number: int) -> bytes:
    return event(
        {
            "accountEvents": {
                "__typename": "AccountEvent",
                "cursor": f"a.{number}",
                "kind": "ACCOUNT_OPENED",
                "at": "2026-03-02T04:00:00.000Z",
                "controlNumber": f"B{number:07}",
                "certificateSha256": None,
            }
        }
    )


OPENED = SSE + b"retry: 1000\n: ping\n\n"
FAULT = b'event: next\ndata: {"errors": [{"message": "m", "extensions": {"code": "%b"}}]}\n\n'
COMPLETE = b"event: complete\ndata: \n\n"


async def followed(
    *answers: bytes | None, count: int, limits: Limits | None = None
) -> tuple[list[str], list[object], list[float]]:
    """Follow a scripted server; return numbers, the cursors that were asked for, and the waits."""
    waits = Waits()
    async with (
        asyncio.timeout(30),
        Scripted(answers).running() as server,
        client(server.url, waits=waits, limits=limits) as partner,
        aclosing(partner.follow("a.0")) as items,
    ):
        found = [number for number, _ in await take(items, count)]
        return found, [body["variables"]["after"] for _, body in server.asked], waits.seconds


async def test_an_event_that_was_cut_off_is_asked_for_again() -> None:
    cut = OPENED + pushed(1) + pushed(2)[:-1]

    found, asked, _ = await followed(cut, OPENED + pushed(2), count=2)

    assert found == ["B0000001", "B0000002"]
    assert asked == ["a.0", "a.1"]


async def test_each_failure_doubles_the_wait_and_an_event_ends_that() -> None:
    down = answer(b"", status="502 Bad Gateway")

    _, asked, waits = await followed(
        down, down, down, OPENED + pushed(1), OPENED + pushed(2), count=2
    )

    # Half of 1, 2, 4 seconds, and of 1 again: the jitter is at its least.
    assert waits == [0.5, 1, 2, 0.5]
    assert asked == ["a.0"] * 4 + ["a.1"]


async def test_a_stream_that_is_opened_and_cut_at_once_is_a_failure_each_time() -> None:
    _, _, waits = await followed(
        OPENED, OPENED, OPENED + b": ping\n\n", OPENED + pushed(1), count=1
    )

    # The third had a second heartbeat, so it lived.
    assert waits == [0.5, 1, 0.5]


async def test_the_wait_has_an_end_and_the_service_may_name_a_longer_one() -> None:
    down = answer(b"", status="502 Bad Gateway")
    limited = answer(b"", status="429 Wait", headers="retry-after: 300\r\n")

    _, _, waits = await followed(*[down] * 8, limited, OPENED + pushed(1), count=1)

    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 300]


async def test_a_wait_of_nothing_is_no_licence_to_ask_without_a_pause() -> None:
    limited = answer(b"", status="429 Wait", headers="retry-after: 0\r\n")

    _, _, waits = await followed(limited, limited, OPENED + pushed(1), count=1)

    assert waits == [1, 1]


async def test_a_silent_stream_is_left() -> None:
    limits = Limits(silence=0.2)

    found, asked, waits = await followed(None, OPENED + pushed(1), count=1, limits=limits)

    assert found == ["B0000001"]
    assert asked == ["a.0", "a.0"]
    assert len(waits) == 1


async def test_a_fault_of_the_service_is_come_back_from() -> None:
    broken = OPENED + FAULT.replace(b"%b", b"INTERNAL_SERVER_ERROR") + COMPLETE

    found, _, waits = await followed(broken, OPENED + COMPLETE, OPENED + pushed(1), count=1)

    assert found == ["B0000001"]
    assert waits == [0.5, 1]


async def test_a_refusal_inside_the_stream_ends_it() -> None:
    with pytest.raises(Refused, match="BAD_USER_INPUT"):
        await followed(OPENED + FAULT.replace(b"%b", b"BAD_USER_INPUT"), count=1)


@pytest.mark.parametrize("endless", [b"data: " + b"x" * 1001, b"data: x\n" * 200])
async def test_an_event_without_end_is_not_kept_in_memory(endless: bytes) -> None:
    waits, limits = Waits(), Limits(event_bytes=1000, silence=60)

    async with (
        asyncio.timeout(20),
        # The connection stays open, so that only its size ends it.
        Scripted([OPENED + endless, OPENED + pushed(1)], holds=True).running() as server,
        client(server.url, waits=waits, limits=limits) as partner,
        aclosing(partner.follow("a.0")) as items,
    ):
        found = await take(items, 1)

    assert found == opened("B0000001")
    assert waits.seconds == [0.5]


async def test_what_nobody_asked_for_is_passed_over() -> None:
    new = event({"accountEvents": {"__typename": "AccountPaused", "until": "tomorrow"}})

    found, _, _ = await followed(OPENED + b"event: hello\ndata: x\n\n" + new + pushed(1), count=1)

    assert found == ["B0000001"]


async def test_jitter_only_adds_to_what_the_service_asks_for() -> None:
    waits = Waits()
    patience = replace(waits.patience, random=lambda: 1.0)
    limited = answer(b"", status="429 Wait", headers="retry-after: 10\r\n")
    down = answer(b"", status="502 Bad Gateway")

    async with (
        asyncio.timeout(30),
        Scripted([limited, down, OPENED + pushed(1)]).running() as server,
        Client(server.url, "gpz_x", patience=patience) as partner,
        aclosing(partner.follow("a.0")) as items,
    ):
        await take(items, 1)

    assert waits.seconds == [11, 2]


async def test_a_cursor_of_years_ago_needs_a_resync(portal: TestPortal) -> None:
    clara = await Clara.at(portal, days=365)
    await account_event(portal, "B0000001")
    old = (await clara.read("events { next }"))["next"]
    portal.clock.forward(timedelta(seconds=1))
    await account_event(portal, "B0000002")
    portal.clock.forward(portal.settings.partner_cursor_life + timedelta(days=1))
    await account_event(portal, "B0000003")
    again = await Clara.at(portal, name="again")

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, again.token) as partner,
        aclosing(partner.follow(old)) as items,
    ):
        with pytest.raises(ResyncNeeded):
            await anext(items)
