"""Tests of two tabs of one person."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser.person import FORM_2, Person, on_file
from tests.support.browser.review import reviews_held


@pytest.fixture
def beside(alice: Person) -> Callable[[str], Person]:
    """Open another tab of Alice's browser."""

    def open_tab(address: str) -> Person:
        tab = Person(alice.demo, alice.page.context.new_page(), alice.traffic)
        tab.page.goto(address)
        return tab

    return open_tab


def test_both_tabs_see_the_decision_as_it_falls(
    alice: Person, beside: Callable[[str], Person]
) -> None:
    with reviews_held(alice.demo):
        alice.submit(on_file())
        other = beside("/status")
        expect(other.state).to_have_text("審核中")

    expect(alice.state).to_have_text("審核通過")
    expect(other.state).to_have_text("審核通過")


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

    other.reads("這件申請已經送出，不需要再綁定憑證。")
    expect(alice.state).to_have_text("審核通過")
    assert len(list(alice.demo.mailbox.glob("*.eml"))) == 1


def test_signing_out_in_one_tab_signs_out_the_other(
    alice: Person, beside: Callable[[str], Person]
) -> None:
    alice.open_account(on_file())
    alice.sign_in()
    alice.sees("我的帳號")
    other = beside("/cards")
    other.sees("自然人憑證管理")

    alice.press("登出")
    alice.reads("您已登出")

    other.reads("您的登入已結束")
    expect(other.page.get_by_text("測試・王小明")).to_have_count(0)
