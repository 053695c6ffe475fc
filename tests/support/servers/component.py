"""A card component in memory, and a page that talks to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx
from starlette.applications import Starlette

from web.demo.component.app import component_app
from web.demo.component.deck import Deck
from web.demo.testcard import Card

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OWN = "http://localhost:61161"
PORTAL = "http://localhost:8000"


def clock() -> datetime:
    """Return the same time always."""
    return NOW


@dataclass(frozen=True)
class Component:
    """The deck, and a browser that can reach the component's server."""

    deck: Deck
    app: Starlette
    browser: httpx.AsyncClient

    async def operate(
        self, request: Mapping[str, object], *, opener: str = PORTAL
    ) -> dict[str, object]:
        """Send a package as the popup does for the page that opened it."""
        path = "/sign" if request.get("func") == "MakeSignature" else "/pkcs11info"
        return await self.post(f"tbsPackage={json.dumps(request)}", path=path, opener=opener)

    async def post(
        self, body: str, *, path: str = "/sign", opener: str = PORTAL
    ) -> dict[str, object]:
        """Post a raw body from the popup, and return the answer."""
        headers = {"Origin": OWN, "Sec-Fetch-Site": "same-origin", "X-Opener-Origin": opener}
        answer = await self.browser.post(path, content=body.encode(), headers=headers)
        said: dict[str, object] = answer.json()
        return said

    async def sign(self, fields: Mapping[str, object] | None = None) -> dict[str, object]:
        """Ask for a PKCS#7 signature with the first card's PIN; ``fields`` override others."""
        request = {
            "func": "MakeSignature",
            "tbs": "hello",
            "tbsEncoding": "NONE",
            "hashAlgorithm": "SHA256",
            "signatureType": "PKCS7",
            "pin": "wang1234",
        }
        return await self.operate({**request, **(fields or {})})

    async def press(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        """Press a button of the component's own page."""
        headers = {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}
        return await self.browser.post(path, data=dict(form), headers=headers)


def open_component(directory: Path, *, base: Path) -> Component:
    """Open the component with its state in a folder; ``base`` holds the cards of all tests."""
    deck = open_deck(directory, base=base)
    app = component_app(deck=deck, port=61161, clock=clock)
    return Component(
        deck, app, httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OWN)
    )


def open_deck(directory: Path, *, base: Path) -> Deck:
    """Open a deck of the shared cards with its own readers, tries and sites."""
    issued = issued_deck(base)
    return Deck(directory=directory, authority=issued.authority, cards=issued.cards)


def card_of(deck: Deck, card_id: str) -> Card:
    """Return a card of the deck with its keys."""
    card = deck.card(card_id).card
    assert isinstance(card, Card)
    return card


@cache
def issued_deck(base: Path) -> Deck:
    """Return the deck whose cards all tests share, since making keys is slow."""
    return Deck.open(base / "issued-cards", clock=clock)
