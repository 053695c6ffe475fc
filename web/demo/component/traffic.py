"""Cap, guard and remember what comes to the demo's card component, without any PIN."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.demo.component.codes import Refused, RetCode
from web.demo.component.protocol import refusal

MAX_BODY = 1 << 20
_KEPT = 100
_SHOWN_BODY = 2000
_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRETS = frozenset({"pin", "userpin", "currentpin", "newpin"})
_UNREMEMBERED = ("/log", "/pages/", "/favicon.ico")


@dataclass(frozen=True)
class Entry:
    """Hold what is shown of one request."""

    at: datetime
    method: str
    path: str
    origin: str
    fetch: str
    body: str


class TooLarge(Exception):
    """Say that a body passed the cap."""


class Traffic:
    """Stand before the component: check the host name, cap the body, keep the last requests."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], datetime], log: deque[Entry]) -> None:
        self._app = app
        self._clock = clock
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused: Response | None = None
        body = b""
        if not _is_own_name(headers.get("host", "")):
            # A page that points its own host name at 127.0.0.1 gets nothing.
            refused = PlainTextResponse("unknown host", status_code=421)
        else:
            try:
                body = await _read(receive)
            except TooLarge:
                refused = JSONResponse(refusal("", Refused(RetCode.TOO_LARGE)), status_code=413)
        self._remember(scope, headers, body)
        await (refused or self._app)(scope, _replay(body, receive), send)

    def _remember(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> None:
        if scope["path"].startswith(_UNREMEMBERED):
            return
        query = scope["query_string"].decode("latin-1")
        fetch = [headers.get(f"sec-fetch-{name}", "") for name in ("site", "mode", "dest")]
        self._log.appendleft(
            Entry(
                at=self._clock(),
                method=scope["method"],
                path=scope["path"] + (f"?{query}" if query else ""),
                origin=headers.get("origin", ""),
                fetch=" · ".join(part for part in fetch if part),
                body=masked(body)[:_SHOWN_BODY],
            )
        )


def new_log() -> deque[Entry]:
    """Return a log that forgets all but the last requests."""
    return deque(maxlen=_KEPT)


def masked(body: bytes) -> str:
    """Return what may be shown of a body: a package without its PINs, or a form without one.

    What cannot be read as either is not shown at all, since nobody knows where its PIN is.
    """
    if not body:
        return ""
    fields = _hide(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    package = fields.pop("tbsPackage", None)
    if package is None:
        return "&".join(f"{name}={value}" for name, value in fields.items())
    try:
        said = json.loads(str(package), object_hook=_hide)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return f"tbsPackage=…（{len(body)} bytes，不是 JSON 物件）"
    return "tbsPackage=" + json.dumps(said, ensure_ascii=False)


def _hide(said: Mapping[str, object]) -> dict[str, object]:
    return {name: "••••••" if name.lower() in _SECRETS else said[name] for name in said}


def _is_own_name(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in _OWN_NAMES
    except ValueError:
        return False


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
