"""The marks of a staging system: a line on every page, and a header on every response.

They are set here and not by the clients' scripts, so that no page, build or failure is without.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "gpszone-staging"
STYLE = "/staging.css"

_BODY = re.compile(rb"<body[^>]*>")
_LINE = (
    f'<link rel="stylesheet" href="{STYLE}">'
    '<p class="staging" role="note">'
    "<strong>測試環境</strong> 這裡接受測試用憑證，資料與帳號都不是真的。"
    '<span lang="en"><strong>Staging</strong> Test cards are accepted here; no data and no account '
    "is real.</span></p>"
).encode()
# Without it a page still has the line, as plain text above everything else.
_CSS = """\
.staging {
  position: sticky;
  inset-block-start: 0;
  z-index: 2147483647;
  margin: 0;
  padding: 0.35rem 1rem;
  border-block-end: 3px solid #000;
  background: #ffd60a;
  color: #000;
  font: 500 0.95rem/1.4 system-ui, "Noto Sans TC", sans-serif;
  text-align: center;
}
.staging span { margin-inline-start: 1.5em; white-space: normal; }
@media print { .staging { position: static; } }
"""


async def style(_: Request) -> Response:
    """Return the style sheet of the line; a page's policy allows none inside the page."""
    return Response(_CSS, media_type="text/css", headers={"cache-control": "no-cache"})


class StagingMarks:
    """ASGI middleware that marks every page and every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(_whole(scope), receive, _Marking(send))


def _whole(scope: Scope) -> Scope:
    """Leave out the header by which a part of a page would be answered, without its line."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}


class _Marking:
    """Sends one response: a page is collected, marked and sent, all else passes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._page: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers[HEADER] = "yes"
            if headers.get("content-type", "").startswith("text/html"):
                self._page = message
                return
        if self._page is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._send_page(self._page)

    async def _send_page(self, start: Message) -> None:
        page = _BODY.sub(lambda body: body[0] + _LINE, self._body, count=1)
        headers = MutableHeaders(scope=start)
        # The tag is of the file, which is the same with and without the line.
        del headers["etag"]
        if self._body:
            headers["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})
