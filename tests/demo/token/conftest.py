"""Fixtures: a card in SoftHSM, issued once, and its component."""

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support.servers.component import NOW, OWN, Component, clock
from tests.support.token.softhsm import WANG, deck_in_softhsm
from web.demo.component.app import component_app
from web.demo.component.deck import Deck
from web.demo.token.cards import cards_in
from web.demo.token.module import Module


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("softhsm")
    deck_in_softhsm(folder, at=NOW, plans=[WANG])
    return folder


@pytest.fixture
def folder(issued: Path, tmp_path: Path) -> Path:
    """Copy the folder of the deck whose one card is in SoftHSM."""
    return Path(shutil.copytree(issued, tmp_path / "card"))


@pytest.fixture
def deck(folder: Path) -> Deck:
    return deck_in_softhsm(folder, at=NOW, plans=[WANG])


def opened(deck: Deck) -> Component:
    app = component_app(deck=deck, port=61161, clock=clock)
    return Component(
        deck, app, httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OWN)
    )


@pytest.fixture
def component(deck: Deck) -> Component:
    """Open a component with the card of SoftHSM in its one reader."""
    return opened(deck)


@pytest.fixture
def behind(deck: Deck, tmp_path: Path) -> Callable[[Module], Component]:
    """Return what opens a component for the cards of a module, below the same authority."""

    def open_component(module: Module) -> Component:
        cards = cards_in(module, plans=[WANG])
        return opened(Deck(directory=tmp_path, authority=deck.authority, cards=cards))

    return open_component
