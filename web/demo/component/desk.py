"""The page where a person sees readers and cards, inserts cards and ejects them."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from web.demo.component.chip import TRIES
from web.demo.component.deck import MAX_READERS, UNKNOWN_CARD, Deck, UnknownItem
from web.demo.component.door import is_from_own_page
from web.demo.component.habits import TEXTS
from web.demo.component.traffic import Entry
from web.demo.templates import page

Action = Callable[[Mapping[str, str]], None]


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A card as the page shows it."""

    id: str
    title: str
    note: str
    holder: str
    number: str
    pin: str
    tries_left: int | None
    may_be_unlocked: bool
    reader: str


@dataclass(frozen=True, kw_only=True)
class ReaderRow:
    """A reader as the page shows it."""

    name: str
    holds: str
    is_empty: bool


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The page of readers and cards, its buttons, and the request log."""

    deck: Deck
    port: int
    log: deque[Entry]

    def routes(self) -> list[Route]:
        actions: Mapping[str, Action] = {
            "/cards/insert": self._insert,
            "/cards/unlock": lambda form: self.deck.unlock(form["card"]),
            "/readers/eject": lambda form: self.deck.eject(form["reader"]),
            "/readers/plug": lambda form: self.deck.plug(),
            "/readers/unplug": lambda form: self.deck.unplug(form["reader"]),
            "/sites/remove": lambda form: self.deck.distrust(form["site"]),
            "/sites/reset": lambda form: self.deck.reset_sites(),
            "/habits/toggle": lambda form: self.deck.toggle(form["habit"]),
            "/restart": lambda form: self.deck.restart(),
        }
        return [
            Route("/", self._show),
            Route("/log", self._show_log),
            *(Route(path, _button(action), methods=["POST"]) for path, action in actions.items()),
        ]

    async def _show(self, request: Request) -> Response:
        values = {
            "port": self.port,
            "cards": [self._card_row(card.id) for card in self.deck.cards],
            "unknown": UNKNOWN_CARD,
            "unknown_reader": self._reader_of(UNKNOWN_CARD),
            "readers": self._reader_rows(),
            "sites": self.deck.sites,
            "tries": TRIES,
            "habits": [(habit, text, habit in self.deck.habits) for habit, text in TEXTS.items()],
            "must_restart": self.deck.seen_readers != self.deck.readers,
            "may_plug": len(self.deck.readers) < MAX_READERS,
        }
        return page("desk.html", values)

    async def _show_log(self, request: Request) -> Response:
        return page("log.html", {"entries": list(self.log)})

    def _insert(self, form: Mapping[str, str]) -> None:
        self.deck.insert(form["card"], reader=form["reader"])

    def _card_row(self, card_id: str) -> CardRow:
        card = self.deck.card(card_id)
        return CardRow(
            id=card.id,
            title=card.title,
            note=card.note,
            holder=card.card.holder,
            number=card.card.card_number,
            pin=card.pin,
            tries_left=self.deck.tries_left(card.id),
            may_be_unlocked=self.deck.chip(card.id).may_be_unlocked,
            reader=self._reader_of(card.id),
        )

    def _reader_of(self, card_id: str) -> str:
        return next((each.name for each in self.deck.readers if each.card_id == card_id), "")

    def _reader_rows(self) -> list[ReaderRow]:
        rows = []
        for reader in self.deck.readers:
            card = self.deck.card_in(reader)
            name = "無法辨識的卡片" if card is None else f"{card.card.holder}｜{card.title}"
            rows.append(ReaderRow(name=reader.name, holds=name, is_empty=reader.is_empty))
        return rows


def _button(action: Action) -> Callable[[Request], Awaitable[Response]]:
    return partial(_press, action)


async def _press(action: Action, request: Request) -> Response:
    if not is_from_own_page(request):
        raise HTTPException(403)
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    try:
        action(form)
    except (KeyError, UnknownItem) as error:
        raise HTTPException(404) from error
    return RedirectResponse("/", status_code=303)
