"""Tests of the one stream that all tabs of a browser share, over HTTP/1.1."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.person import Person, on_file
from tests.support.browser.review import reviews_held
from tests.support.browser.sockets import connections_to
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo, until

TABS = 12
# Notes when the page first shows the decision.
NOTE_DECISION = """
  new MutationObserver(() => {
    const state = document.querySelector('.panel .state')?.textContent;
    if (state === '審核通過') window.decidedAt ??= Date.now();
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""
HIDE = """(state) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture
def beside(alice: Person) -> Callable[[str], Person]:
    """Open another tab of Alice's browser."""

    def open_tab(address: str) -> Person:
        page = alice.page.context.new_page()
        page.add_init_script(NOTE_DECISION)
        page.goto(address)
        return Person(alice.demo, page, alice.traffic)

    return open_tab


def is_live(tab: Person) -> None:
    expect(tab.page.locator("p.live")).to_have_attribute("data-live", "LIVE")


def has_streams(demo: Demo, count: int) -> None:
    """Wait until the service has so many connections; those that carry no stream end soon."""
    carry_out(until(lambda: connections_to(demo.port) == count))


def decided_at(page: Page) -> int:
    return int(page.evaluate("window.decidedAt"))


def test_twelve_tabs_share_one_stream_and_lose_nothing_when_its_leader_goes(
    alice: Person, beside: Callable[[str], Person]
) -> None:
    with reviews_held(alice.demo):
        alice.submit(on_file())
        tabs = [beside("/status") for _ in range(TABS)]
        for tab in tabs:
            expect(tab.state).to_have_text("審核中")
            is_live(tab)
        has_streams(alice.demo, 1)

        # The first to follow leads: it goes to another page, and the next one is closed.
        alice.page.goto("/help")
        tabs[0].page.close()

    for tab in tabs[1:]:
        expect(tab.state).to_have_text("審核通過")
    at = [decided_at(tab.page) for tab in tabs[1:]]
    assert max(at) - min(at) < 1_000
    has_streams(alice.demo, 1)


def test_a_tab_that_nobody_looks_at_for_a_minute_lets_go_and_misses_nothing(alice: Person) -> None:
    page = alice.page
    with reviews_held(alice.demo):
        page.clock.install()
        alice.submit(on_file())
        is_live(alice)
        has_streams(alice.demo, 1)

        page.evaluate(HIDE, "hidden")
        page.clock.fast_forward(61_000)
        has_streams(alice.demo, 0)
    expect(alice.state).to_have_text("審核中")

    page.evaluate(HIDE, "visible")
    expect(alice.state).to_have_text("審核通過")
