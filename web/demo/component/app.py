"""Speak the card component's protocol over HTTP, as HiPKILocalSignServer does on :61161."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from web.demo.component.protocol import Answer, list_readers, make_signature, refusal, slot_field
from web.demo.component.traffic import Traffic, new_log
from web.demo.templates import PAGES, page

# How this component learns its caller: the popup page, which alone knows the origin of the
# window that opened it, repeats it here; what other pages send is judged by their Origin.
CALLER = "x-opener-origin"

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_READ_FUNCS = frozenset({"CheckEnvir", "GetUserCert"})
_SPINNER = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def component_app(*, deck: Deck, port: int, clock: Callable[[], datetime]) -> Starlette:
    """Return the component with its cards; ``port`` is the one that its pages name."""
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
    """Answer each operation with what the deck holds at that moment."""

    deck: Deck
    clock: Callable[[], datetime]

    async def read(self, request: Request) -> Response:
        """List readers and cards (CheckEnvir, GetUserCert)."""
        try:
            self._admit(request)
            package = await _package(request) if request.method == "POST" else {}
            if package and package.get("func") not in (None, *_READ_FUNCS):
                raise Refused(RetCode.UNSUPPORTED)
            slot = slot_field(package) or slot_field(request.query_params)
            wanted = request.query_params.get("withcert") == "true"
            return _answer(list_readers(self.deck, slot=slot, certificates=wanted))
        except Refused as refused:
            return _answer(refusal("pkcs11info", refused))

    async def sign(self, request: Request) -> Response:
        """Sign with the card in the reader (MakeSignature)."""
        try:
            self._admit(request)
            package = await _package(request)
            if package.get("func") != "MakeSignature":
                raise Refused(RetCode.UNSUPPORTED)
            return _answer(make_signature(self.deck, package, at=self.clock()))
        except Refused as refused:
            return _answer(refusal("sign", refused))

    async def image(self, request: Request) -> Response:
        """Send the list of readers as pixels, to any site."""
        listed = list_readers(self.deck, slot=None, certificates=False)
        return Response(
            bitmap.encode(json.dumps(listed).encode()),
            media_type="image/bmp",
            headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"},
        )

    async def ask_domain(self, request: Request) -> Response:
        """Ask the person at the computer whether a site may use the component."""
        domain = _domain(request.query_params.get("domain", ""))
        return page("add-domain.html", {"domain": domain}, status=200 if domain else 400)

    async def add_domain(self, request: Request) -> Response:
        """Put a site on the white list, which only the page above may do."""
        if not is_from_own_page(request):
            raise HTTPException(403)
        domain = _domain((await form(request)).get("domain", ""))
        if not domain:
            return JSONResponse({"ret_code": int(RetCode.BAD_PARAMETER)})
        self.deck.trust(domain)
        return JSONResponse({"ret_code": int(RetCode.OK)})

    async def revocation_list(self, request: Request) -> Response:
        """Publish one of the issuers' lists."""
        lists = self.deck.revocation_lists(self.clock())
        if request.path_params["name"] not in lists:
            raise HTTPException(404)
        return Response(lists[request.path_params["name"]], media_type="application/pkix-crl")

    async def ocsp(self, request: Request) -> Response:
        """Answer as the issuers' responder."""
        asked = b""
        async for part in request.stream():
            asked += part
            if len(asked) > responder.LARGEST_REQUEST:
                raise HTTPException(413)
        if request.headers.get("content-type") != responder.REQUEST:
            raise HTTPException(415)
        said = responder.answer(self.deck.authority, self.deck.cards, asked, at=self.clock())
        return Response(said, media_type=responder.RESPONSE)

    def _admit(self, request: Request) -> None:
        caller = _caller(request)
        if caller is not None and not self.deck.trusts(caller):
            raise Refused(RetCode.UNTRUSTED_SITE)


async def form(request: Request) -> Mapping[str, str]:
    """Read a form body as the real component's parser does: `+` is a blank, `%2B` is a plus."""
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
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(RetCode.NOT_JSON) from error
    if not isinstance(said, dict):
        raise Refused(RetCode.NOT_JSON)
    return said


def _caller(request: Request) -> str | None:
    """Return the host on whose behalf the request comes; None for the component's own pages."""
    if not is_from_own_page(request):
        origin = request.headers.get("origin")
        # Local programs and the address bar send no Origin, and read what they like anyway.
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


def _answer(said: Answer) -> Response:
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


async def _popup(request: Request) -> Response:
    return page("popup.html", {})


async def _self_test(request: Request) -> Response:
    return page("self-test.html", {})


async def _waiting(request: Request) -> Response:
    return Response(_SPINNER, media_type="image/gif")
