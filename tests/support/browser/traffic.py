"""The requests, console messages and streams of a browser, and whether somebody looks at it."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo, until
from web.demo.catalogue import CATALOGUE

PINS = tuple(plan.pin for plan in CATALOGUE)
# Nothing goes over a network for these.
INSIDE = frozenset({"data", "blob", "about", "chrome-error"})
_SHOW = """(state) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@dataclass
class Traffic:
    """The requests and console errors of one browser, popups included.

    ``partners`` are the other systems that the person goes over to.
    """

    site: str
    component: str
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    partners: set[str] = field(default_factory=set)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", self._see)
        context.on("console", self._hear)
        context.on("weberror", self._note)

    def check(self) -> None:
        """Check that no other host was asked, and that no PIN and no query went to the portal."""
        strangers = {_origin(request.url) for request in self.requests} - {
            self.site,
            self.component,
            *self.partners,
            "",
        }
        to_portal = [request for request in self.requests if _origin(request.url) == self.site]
        texts = [_said(request) for request in to_portal]
        assert strangers == set()
        assert [pin for pin in PINS if any(pin in said for said in texts)] == []
        # GraphiQL alone sends what is typed into it.
        asked = [request for request in to_portal if urlsplit(request.url).path == "/graphql"]
        of_pages = [one for one in asked if "/graphiql" not in one.headers.get("referer", "")]
        bodies = [request.post_data or "" for request in of_pages]
        assert [body for body in bodies if '"documentId":"sha256:' not in body] == []

    def _see(self, request: Request) -> None:
        self.requests.append(request)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _note(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return "" if parts.scheme in INSIDE else f"{parts.scheme}://{parts.netloc}"


def _said(request: Request) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
    body = request.post_data_buffer or b""
    return f"{request.url}\n{headers}\n{body.decode('utf-8', 'replace')}"


def show(page: Page, state: Literal["hidden", "visible"]) -> None:
    """Have a page believe that somebody looks at it, or that nobody does."""
    page.evaluate(_SHOW, state)


def has_streams(demo: Demo, count: int) -> None:
    """Wait until the service has so many connections; those that carry no stream end soon."""
    carry_out(until(lambda: demo.connections == count))
