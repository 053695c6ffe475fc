"""The card component's protocol over HTTP, as HiPKILocalSignServer serves it on :61161."""

import asyncio
import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from web.demo import responder
from web.demo.component import bitmap
from web.demo.component.codes import Refused, RetCode
from web.demo.component.deck import Deck
from web.demo.component.desk import Desk
from web.demo.component.door import is_from_own_page, own_origin
from web.demo.component.habits import SLOW_SECONDS, Habit
from web.demo.component.protocol import Answer, list_readers, make_signature, refusal, slot_field
from web.demo.component.traffic import Traffic, new_log
from web.demo.templates import PAGES, page

# Only the popup page knows the origin of the window that opened it, and sends it in this header;
# requests of other pages are judged by their Origin.
CALLER = "x-opener-origin"

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_READ_FUNCS = frozenset({"CheckEnvir", "GetUserCert"})
_SPINNER = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def component_app(*, deck: Deck, port: int, clock: Callable[[], datetime]) -> Starlette:
    """Return the component with its cards; ``port`` is shown on its pages."""
    log = new_log()
    component = _Component(deck=deck, clock=clock)
    desk = Desk(deck=deck, port=port, log=log)
    return Starlette(
        routes=[
            Route("/popupForm", _popup),
            Route("/ChtPopupForm", _popup),
            Route("/pkcs11info", component.read, methods=["GET", "POST"]),
            Route("/sign", component.sign, methods=["POST"]),
            Route("/p11Image.bmp", component.image),
            Route("/addDomain", component.ask_domain, methods=["GET"]),
            Route("/addDomain", component.add_domain, methods=["POST"]),
            Route("/selfTest.htm", _self_test),
            Route("/waiting.gif", _waiting),
            Route("/crl/{name}", component.revocation_list),
            Route("/ocsp", component.ocsp, methods=["POST"]),
            *desk.routes(),
            Mount("/pages", StaticFiles(directory=PAGES / "static")),
        ],
        middleware=[Middleware(Traffic, clock=clock, log=log)],
    )


@dataclass(frozen=True, kw_only=True)
class _Component:
    """The operations, on the current state of the deck."""

    deck: Deck
    clock: Callable[[], datetime]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, request: Request) -> Response:
        """List readers and cards (CheckEnvir, GetUserCert)."""
        try:
            self._admit(request)
            package = await _package(request) if request.method == "POST" else {}
            if package and package.get("func") not in (None, *_READ_FUNCS):
                raise Refused(RetCode.UNSUPPORTED)
            slot = slot_field(package) or slot_field(request.query_params)
            certificates = request.query_params.get("withcert") == "true"
            return _json(list_readers(self.deck, slot=slot, certificates=certificates))
        except Refused as refused:
            return self._refused("pkcs11info", refused)

    async def sign(self, request: Request) -> Response:
        """Sign with the card in the reader (MakeSignature)."""
        try:
            self._admit(request)
            package = await _package(request)
            if package.get("func") != "MakeSignature":
                raise Refused(RetCode.UNSUPPORTED)
            if Habit.SLOW_CARD in self.deck.habits:
                await asyncio.sleep(SLOW_SECONDS)
            # A card does one thing at a time, and a chip may be slow.
            async with self.turn:
                answer = await asyncio.to_thread(
                    make_signature, self.deck, package, at=self.clock()
                )
            return _json(answer)
        except Refused as refused:
            return self._refused("sign", refused)

    def _refused(self, func: str, refused: Refused) -> Response:
        habits = self.deck.habits
        if Habit.CLOSES_SILENTLY in habits:
            # The popup closes without a word.
            return Response(status_code=204, headers={"Cache-Control": "no-store"})
        return _json(refusal(func, refused, habits=habits))

    async def image(self, request: Request) -> Response:
        """Return the list of readers as pixels, readable by any site."""
        listed = list_readers(self.deck, slot=None, certificates=False)
        return Response(
            bitmap.encode(json.dumps(listed).encode()),
            media_type="image/bmp",
            headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"},
        )

    async def ask_domain(self, request: Request) -> Response:
        domain = _domain(request.query_params.get("domain", ""))
        return page("add-domain.html", {"domain": domain}, status=200 if domain else 400)

    async def add_domain(self, request: Request) -> Response:
        # Only the page of `ask_domain` may add a site.
        if not is_from_own_page(request):
            raise HTTPException(403)
        domain = _domain((await form(request)).get("domain", ""))
        if not domain:
            return JSONResponse({"ret_code": int(RetCode.BAD_PARAMETER)})
        self.deck.trust(domain)
        return JSONResponse({"ret_code": int(RetCode.OK)})

    async def revocation_list(self, request: Request) -> Response:
        # Long ones take a while.
        lists = await asyncio.to_thread(self.deck.revocation_lists, self.clock())
        if request.path_params["name"] not in lists:
            raise HTTPException(404)
        return Response(lists[request.path_params["name"]], media_type="application/pkix-crl")

    async def ocsp(self, request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > responder.LARGEST_REQUEST:
                raise HTTPException(413)
        if request.headers.get("content-type") != responder.REQUEST:
            raise HTTPException(415)
        response = responder.answer(self.deck.authority, self.deck.cards, body, at=self.clock())
        return Response(response, media_type=responder.RESPONSE)

    def _admit(self, request: Request) -> None:
        caller = _caller(request)
        if caller is not None and not self.deck.trusts(caller):
            raise Refused(RetCode.UNTRUSTED_SITE)


async def form(request: Request) -> Mapping[str, str]:
    """Parse a form as the real component does: `+` is a space, `%2B` is a plus."""
    fields: dict[str, str] = {}
    for part in (await request.body()).split(b"&"):
        name, _, value = part.replace(b"+", b" ").partition(b"=")
        fields[_decoded(name)] = _decoded(value)
    return fields


def _decoded(part: bytes) -> str:
    return unquote_to_bytes(part).decode("utf-8", "replace")


async def _package(request: Request) -> Mapping[str, object]:
    text = (await form(request)).get("tbsPackage", "")
    try:
        package = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(RetCode.NOT_JSON) from error
    if not isinstance(package, dict):
        raise Refused(RetCode.NOT_JSON)
    return package


def _caller(request: Request) -> str | None:
    """Return the host that makes the request; None for the component's own pages."""
    if not is_from_own_page(request):
        origin = request.headers.get("origin")
        # Local programs and the address bar send no Origin, and can read everything anyway.
        from_page = request.headers.get("sec-fetch-site", "none") != "none"
        return None if origin is None and not from_page else _host(origin or "")
    opener = request.headers.get(CALLER)
    return None if opener in (None, own_origin(request)) else _host(str(opener))


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def _domain(text: str) -> str:
    name = text.strip().lower()
    return name if _HOST.fullmatch(name) else ""


def _json(content: Answer) -> Response:
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


async def _popup(request: Request) -> Response:
    return page("popup.html", {})


async def _self_test(request: Request) -> Response:
    return page("self-test.html", {})


async def _waiting(request: Request) -> Response:
    return Response(_SPINNER, media_type="image/gif")
