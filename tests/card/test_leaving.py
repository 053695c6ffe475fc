"""Tests of a person who leaves the company (離職): her card is valid, and opens nothing here."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from models.access.authentication import viewer_of
from models.card.certificate import Certificate
from models.revocation.checker import NoAnswer
from models.revocation.settings import RevocationSettings
from models.session.session import Session, SessionEnd
from tests.support.people.people import Person
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import two_holders
from tests.support.scenarios.cards import colleague, reissued
from tests.support.servers.responders import RESPONDERS
from tests.support.streams.subscriptions import subscription
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.processes.serve import ending_streams

ACCOUNT_CHANGED = """subscription { accountChanged {
  __typename ... on UserError { code } ... on AccountChanged { kind } } }"""


async def test_abuse_48_a_colleague_removes_her_card_and_she_is_out_at_once(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    at_home = Person.at(portal, bob.card)
    await at_home.sign_in()
    tokens = [bob.session_token, at_home.session_token]

    await alice.remove(await bob.current_card_id())

    assert [await viewer_of(token, at=portal.clock()) for token in tokens] == [None, None]
    assert [await who.viewer() for who in (bob, at_home)] == [None, None]
    ended = await Session.filter(ended_because=SessionEnd.CARD_REMOVED)
    assert [session.ended_at for session in ended] == [portal.clock()] * 2
    # The card itself is as valid as before.
    assert (await bob.sign_in())["code"] == "CARD_NOT_BOUND"
    assert (await bob.renew())["code"] == "CARD_NOT_BOUND"
    assert (await Person.at(portal, reissued(2, "測試乙")).renew())["code"] == "CARD_NOT_BOUND"
    assert (await bob.resume())["code"] == "NO_APPLICATION_OF_THIS_CARD"


async def test_abuse_48_a_stream_of_hers_ends_with_her_card(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    card = await bob.current_card_id()
    streams = Streams()
    ending = asyncio.create_task(ending_streams(portal.services.journal, streams))

    async with (
        asyncio.timeout(20),
        subscription(portal, bob, ACCOUNT_CHANGED, {}, streams=streams) as stream,
    ):
        await anext(stream)
        await alice.remove(card)
        rest = [frame async for frame in stream]
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)

    # Her own removal is what she may still be told; nothing that comes after it.
    told = [frame.payload.get("kind") for frame in rest]
    assert told in ([], ["CARD_REMOVED"])


async def test_abuse_48_an_officer_suspends_the_account_and_everybody_is_out_at_once(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    officer = await ada(portal)
    tokens = [alice.session_token, bob.session_token]
    account = await officer.account("A0000006")

    await officer.manage("suspend", account["id"])

    assert [await viewer_of(token, at=portal.clock()) for token in tokens] == [None, None]
    assert (await bob.sign_in())["code"] == "ACCOUNT_NOT_ACTIVE"


def _while_waiting(portal: TestPortal, acts: list[Callable[[], Awaitable[object]]]) -> None:
    """Carry out the acts while the service waits for a responder, which has no answer."""

    async def ask(url: str, request: bytes) -> bytes:
        while acts:
            await acts.pop()()
        raise NoAnswer("it does not answer")

    asked = RevocationSettings(responders={"G3": RESPONDERS["G3"][:1]})
    settings = replace(portal.settings, revocation=asked)
    portal.services = replace(portal.services, settings=settings, ask=ask)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))


@pytest.mark.parametrize("act", ["add", "replace"])
async def test_abuse_48_what_she_had_begun_is_refused_when_her_card_is_removed_meanwhile(
    portal: TestPortal, act: str
) -> None:
    meanwhile: list[Callable[[], Awaitable[object]]] = []
    _while_waiting(portal, meanwhile)
    alice, bob = await two_holders(portal)
    bobs, alices = await bob.current_card_id(), await alice.current_card_id()
    accomplice = colleague(3, "測試丙")
    meanwhile.append(lambda: alice.remove(bobs))

    result = await (bob.add(accomplice) if act == "add" else bob.replace(alices, accomplice))

    assert meanwhile == []
    assert result["code"] == "SIGN_IN_NEEDED"
    assert await Certificate.filter(holder_name="測試丙").count() == 0
    assert [card["holderName"] for card in await alice.cards()] == ["測試甲"]
