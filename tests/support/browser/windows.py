"""Several windows of one browser: whether somebody looks at them, and the streams they hold."""

from typing import Literal

from playwright.sync_api import Page

from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo, until

_SHOW = """(state) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def show(page: Page, state: Literal["hidden", "visible"]) -> None:
    """Have a page believe that somebody looks at it, or that nobody does."""
    page.evaluate(_SHOW, state)


def has_streams(demo: Demo, count: int) -> None:
    """Wait until the service has so many connections; those that carry no stream end soon."""
    carry_out(until(lambda: demo.connections == count))
