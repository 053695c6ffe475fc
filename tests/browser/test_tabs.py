"""Tests of several tabs of one person, over HTTP/1.1."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.person import ASKED_ON, FORM_1, FORM_2, Person, on_file
from tests.support.browser.review import reviews_held
from tests.support.browser.tables import tables
from tests.support.browser.traffic import has_streams, show

TABS = 12
# Notes when the page first shows the decision.
NOTE_DECISION = """
  new MutationObserver(() => {
    const state = document.querySelector('.panel .state')?.textContent;
    if (state === '審核通過') window.decidedAt ??= Date.now();
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""


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

        show(page, "hidden")
        page.clock.fast_forward(61_000)
        has_streams(alice.demo, 0)
    expect(alice.state).to_have_text("審核中")

    show(page, "visible")
    expect(alice.state).to_have_text("審核通過")


def test_what_one_tab_has_sent_the_other_does_not_send_again(
    alice: Person, beside: Callable[[str], Person]
) -> None:
    alice.apply(on_file())
    other = beside("/bind")
    other.sees(FORM_2)
    other.read_card()
    other.is_told("已取得憑證資訊。")
    other.type_contact()

    # The session's other tab has had something newer to sign since.
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.type_contact()
    alice.press("確認送出")
    alice.is_told("簽章內容已使用過", "請重新按「取得憑證資訊」")
    alice.read_card()
    alice.send()
    other.press("確認送出")

    other.reads("此申請已送出，無須再綁定憑證。")
    expect(alice.state).to_have_text("審核通過")
    assert len(list(alice.demo.mailbox.glob("*.eml"))) == 1


def test_signing_out_or_in_is_seen_in_all_tabs_at_once(
    alice: Person, beside: Callable[[str], Person]
) -> None:
    alice.open_account(on_file())
    alice.sign_in()
    alice.sees("我的帳號")
    # The second of them follows nothing.
    others = [beside("/cards"), beside("/home")]
    others[0].sees("自然人憑證管理")
    others[1].sees("我的帳號")

    alice.press("登出")
    alice.reads("您已登出")
    for other in others:
        other.reads("您的登入已結束")
        expect(other.page.get_by_text("測試・王小明")).to_have_count(0)

    alice.sign_in()
    for other in others:
        other.is_signed_in("測試・王小明")


def test_a_card_is_bound_to_the_company_that_its_window_shows(
    alice: Person, beside: Callable[[str], Person]
) -> None:
    company, another = on_file(), on_file("B2345678")
    alice.apply(company)
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.type_contact()
    other = beside("/apply")

    # In the other window the draft is changed: what this one shows is not true any more.
    other.page.get_by_role("link", name="修改基本資料").click()
    other.sees(FORM_1)
    expect(other.field("管制編號")).not_to_be_editable()
    other.type_company({"company_name": "測試・改名公司"})
    other.press("下一步")
    other.press("確認無誤，前往綁定憑證")
    other.sees(FORM_2)
    alice.press("確認送出")
    alice.is_told("申請案已變更")
    expect(alice.page.locator("dl").first).to_contain_text("測試・改名公司")

    # There another company's application is begun; this window goes on with its own.
    other.page.goto("/apply")
    other.reads("您有一件尚未完成的申請（管制編號 A0000006）")
    other.page.get_by_role("link", name="為另一個管制編號申請").click()
    other.press("我已閱讀，開始填寫")
    for page in ASKED_ON:
        other.answer(page, another)
    other.press("確認無誤，前往綁定憑證")
    other.sees(FORM_2)
    expect(other.page.locator("dl").first).to_contain_text("B2345678")
    # The other window has had something newer to sign since.
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.press("確認送出")
    alice.is_told("簽章內容已使用過")
    alice.read_card()
    alice.send()

    bound = alice.page.locator(".summary")
    expect(bound).to_contain_text("A0000006")
    expect(bound).to_contain_text("測試・改名公司")
    with tables(alice.demo) as database:
        rows = database.execute("SELECT control_number, status FROM application").fetchall()
        cards = database.execute("SELECT control_number FROM certificate").fetchall()
    assert ("B2345678", "DRAFT") in rows
    assert cards == [("A0000006",)]
