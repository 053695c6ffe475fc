"""Checks and the log of the requests to the card component; the log has no PIN."""

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
_LOG_LENGTH = 100
_SHOWN_BODY = 2000
_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRETS = frozenset({"pin", "userpin", "currentpin", "newpin"})
_UNLOGGED = ("/log", "/pages/", "/favicon.ico")


@dataclass(frozen=True)
class Entry:
    """A request as the log shows it."""

    at: datetime
    method: str
    path: str
    origin: str
    fetch: str
    body: str


class TooLarge(Exception):
    """A body exceeded the limit."""


class Traffic:
    """ASGI middleware that checks the host name, limits the body and logs the request."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], datetime], log: deque[Entry]) -> None:
        self._app = app
        self._clock = clock
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused: Response | None = None
        body = b""
        if not _is_own_name(headers.get("host", "")):
            # DNS rebinding: a page whose own host name resolves to 127.0.0.1 gets nothing.
            refused = PlainTextResponse("unknown host", status_code=421)
        else:
            try:
                body = await _read(receive)
            except TooLarge:
                refused = JSONResponse(refusal("", Refused(RetCode.TOO_LARGE)), status_code=413)
        self._record(scope, headers, body)
        await (refused or self._app)(scope, _replay(body, receive), send)

    def _record(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> None:
        if scope["path"].startswith(_UNLOGGED):
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
    return deque(maxlen=_LOG_LENGTH)


def masked(body: bytes) -> str:
    """Return a body as the log may show it: a package or a form without its PINs.

    A body that is neither is not shown, since any part of it could be a PIN.
    """
    if not body:
        return ""
    fields = _hide(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    package = fields.pop("tbsPackage", None)
    if package is None:
        return "&".join(f"{name}={value}" for name, value in fields.items())
    try:
        values = json.loads(str(package), object_hook=_hide)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return f"tbsPackage=…（{len(body)} bytes，不是 JSON 物件）"
    return "tbsPackage=" + json.dumps(values, ensure_ascii=False)


def _hide(values: Mapping[str, object]) -> dict[str, object]:
    return {name: "••••••" if name.lower() in _SECRETS else values[name] for name in values}


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
