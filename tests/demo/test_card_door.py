"""Tests of the card component's state and port: restarts, and loopback only."""

import asyncio
import socket
from pathlib import Path

import httpx
import pytest

from tests.support.run.patience import PATIENCE
from tests.support.servers.component import Component, clock, issued_deck, open_component, open_deck
from web.demo.component.deck import Deck, UnknownItem
from web.demo.component.door import loopback_sockets, serve
from web.demo.testcard import SIGN
from web.processes.ports import PortTaken


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    """Open a component with a valid card in its one reader."""
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


def test_a_second_start_finds_cards_tries_and_sites_as_they_were(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.getbasetemp()
    first = open_deck(tmp_path, base=base)
    first.plug()
    first.insert("chen", reader="Demo Reader 1")
    first.trust("portal.example")
    with pytest.raises(Exception, match="LOGIN_FAILED"):
        first.chip("chen").sign(b"x", digest="sha256", key_id=SIGN, pin="wrong123")

    second = open_deck(tmp_path, base=base)
    reopened = Deck.open(base / "issued-cards", clock=clock)

    assert second.readers == first.readers
    assert second.tries_left("chen") == 2
    assert second.trusts("portal.example")
    issued = [card.card.signature_certificate for card in issued_deck(base).cards]
    assert [card.card.signature_certificate for card in reopened.cards] == issued


def test_there_are_four_readers_at_most(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    deck = open_deck(tmp_path, base=tmp_path_factory.getbasetemp())

    for _ in range(9):
        deck.plug()

    assert len(deck.readers) == 4
    with pytest.raises(UnknownItem):
        deck.eject("Demo Reader 4")


def test_a_port_that_is_taken_is_refused_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortTaken, match=f"Port {port} on this computer is in use"):
            loopback_sockets(port=port)


async def test_the_component_serves_the_loopback_and_stops_on_request(component: Component) -> None:
    sockets = loopback_sockets(port=0)
    addresses = {each.getsockname()[0] for each in sockets}
    port = sockets[0].getsockname()[1]
    stop = asyncio.Event()

    serving = asyncio.create_task(serve(component.app, sockets=sockets, stop=stop))
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}", timeout=PATIENCE) as client:
        answer = await client.get("/pkcs11info")
    stop.set()
    await serving

    assert addresses <= {"127.0.0.1", "::1"}
    assert answer.json()["ret_code"] == 0
    for again in loopback_sockets(port=port):
        again.close()
