"""Tests of pages that do not load: without a line, after a release, in too old a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Seat
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import Person
from tests.support.servers.process import Demo

PAGE = "此頁面未載入"
SCRIPT = re.compile(r"/assets/.*\.js$")
APPLY = re.compile(r"/assets/Apply-.*\.js$")
# The network is told to be back in the moment in which the page says that it is missing.
BACK_AS_SOON_AS_SEEN = """heading => new MutationObserver((_, observer) => {
    if (document.querySelector("h1")?.textContent !== heading) return;
    observer.disconnect();
    dispatchEvent(new Event("online"));
}).observe(document.body, { childList: true, subtree: true, characterData: true })"""
FALLBACK = "頁面未載入完成。"
# The page stays silent for as long as its script may take (view/base.css).
FALLBACK_MS = 12_000


def menu(alice: Person, name: str) -> None:
    alice.page.get_by_role("navigation", name="主要選單").get_by_role("link", name=name).click()


def test_a_click_without_a_line_says_so_and_goes_on_by_itself_when_it_is_back(
    alice: Person, inspection: Inspection
) -> None:
    alice.page.goto("/")
    alice.sees("以自然人憑證申請帳號")
    # What is said in the other language is fetched while there is a line.
    alice.press("English")
    alice.press("中文")
    alice.page.context.set_offline(True)

    menu(alice, "申請帳號")

    alice.sees(PAGE)
    expect(alice.page.get_by_role("heading", level=1)).to_be_focused()
    expect(alice.page).to_have_url(re.compile("/apply$"))
    alice.press("再試一次")
    alice.sees(PAGE)
    inspection.look(alice.page, "page-not-loaded")
    # The other pages are still there, and this one is tried again by a press on its own link.
    menu(alice, "首頁")
    alice.sees("以自然人憑證申請帳號")
    menu(alice, "申請帳號")
    alice.sees(PAGE)

    alice.page.context.set_offline(False)

    alice.sees("個人資料蒐集告知事項")


def test_a_line_that_is_back_at_once_is_heard_and_may_lose_a_packet_more(alice: Person) -> None:
    alice.page.goto("/")
    alice.sees("以自然人憑證申請帳號")
    # Without a line the page's own address is not reached either, so this is no release.
    alice.page.route("**/apply", lambda route: route.abort())
    lost = _failing(alice.page, APPLY, times=2)
    alice.page.evaluate(BACK_AS_SOON_AS_SEEN, PAGE)

    menu(alice, "申請帳號")

    alice.sees("個人資料蒐集告知事項")
    assert lost()


def test_a_packet_that_is_lost_costs_one_press(alice: Person) -> None:
    alice.page.goto("/")
    lost = _failing(alice.page, APPLY, times=3)

    menu(alice, "申請帳號")
    alice.sees(PAGE)
    alice.page.unroute(APPLY)
    alice.press("再試一次")

    alice.sees("個人資料蒐集告知事項")
    assert lost()


def test_after_a_release_the_page_loads_again_once(alice: Person) -> None:
    alice.page.goto("/")
    alice.sees("以自然人憑證申請帳號")
    documents: list[str] = []
    alice.page.on(
        "request", lambda it: documents.append(it.url) if it.is_navigation_request() else None
    )
    alice.page.route(APPLY, lambda route: route.fulfill(status=404))

    menu(alice, "申請帳號")

    # The new page's file is gone as well here: it is told, and not tried for ever.
    alice.sees(PAGE)
    expect(alice.page).to_have_url(re.compile("/apply$"))
    alice.page.wait_for_timeout(1_000)
    assert [url.rpartition("/")[2] for url in documents] == ["apply"]


@pytest.mark.parametrize(
    "fault", ["the script is gone", "the browser is too old", "scripts are switched off"]
)
def test_where_the_script_does_not_run_the_page_itself_says_how_to_go_on(
    demo: Demo, new_context: Callable[..., BrowserContext], fault: str
) -> None:
    page = new_context(java_script_enabled=fault != "scripts are switched off").new_page()
    if fault == "the script is gone":
        page.route(SCRIPT, lambda route: route.fulfill(status=404))
    elif fault == "the browser is too old":
        page.route(SCRIPT, _unreadable)

    page.goto("/apply")

    expect(page.get_by_text(FALLBACK)).to_be_visible(timeout=FALLBACK_MS)
    assert page.get_by_text("This page did not load.").is_visible()


def test_what_the_script_has_replaced_is_not_there(alice: Person) -> None:
    alice.page.goto("/")
    alice.sees("以自然人憑證申請帳號")

    expect(alice.page.locator("#not-started")).to_have_count(0)


def test_who_reads_english_fetches_no_chinese_words(seat: Seat) -> None:
    alice = seat()
    alice.page.goto("/help")
    alice.press("English")
    alice.sees("Card check and help")

    alice.page.reload()
    alice.sees("Card check and help")

    fetched = alice.page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name)"
        ".filter((name) => name.endsWith('.js'))"
    )
    chinese = [url for url in fetched if "測試簽章" in _text(alice.page, url)]
    assert len(fetched) > 2
    assert chinese == []


def _text(page: Page, url: str) -> str:
    return page.request.get(url).text()


def _failing(page: Page, files: re.Pattern[str], *, times: int) -> Callable[[], bool]:
    """Lose these files so many times; the function returned tells whether one was lost."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        if len(lost) <= times:
            route.abort()
        else:
            route.continue_()

    page.route(files, lose)
    return lambda: bool(lost)


def _unreadable(route: Route) -> None:
    """Answer with a script in a language of the future."""
    route.fulfill(body="const x = ?? 1 #;", content_type="text/javascript")
