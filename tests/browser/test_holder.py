"""Tests of signing in, and of a holder's pages: account, sessions, signing out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import Person, on_file
from tests.support.browser.review import reviews_held
from tests.support.browser.sessions import end_sessions

WANG = "測試・王小明"


@pytest.fixture
def alice(seat: Seat) -> Iterator[Person]:
    """Alice, whose browser's console must stay empty."""
    alice = seat()
    yield alice
    assert alice.traffic.complaints == []


def test_a_holder_signs_in_sees_her_account_and_signs_out(
    alice: Person, inspection: Inspection
) -> None:
    alice.open_account(on_file())
    alice.page.goto("/sign-in")
    alice.sees("以自然人憑證登入")
    inspection.look(alice.page, "sign-in")

    alice.sign_in()

    alice.sees("我的帳號")
    alice.is_signed_in(WANG)
    alice.reads("A0000006")
    inspection.look(alice.page, "home")
    alice.press("登出")
    alice.reads("離開座位前，請取出自然人憑證。")
    expect(alice.page.locator(".head-who")).to_have_count(0)
    alice.page.go_back()
    alice.reads("請先登入")
    inspection.look(alice.page, "home-signed-out")


def test_a_card_without_an_account_is_shown_where_to_go(
    alice: Person, desk: Desk, inspection: Inspection
) -> None:
    alice.sign_in()
    alice.is_told("此卡片尚未綁定帳號")
    inspection.look(alice.page, "sign-in-not-bound")
    apply = alice.page.get_by_role("alert").get_by_role("link", name="申請帳號")
    expect(apply).to_have_attribute("href", "/apply")

    with reviews_held(alice.demo):
        alice.submit(on_file())
        alice.sign_in()
        alice.is_told("帳號尚未開通")
        status = alice.page.get_by_role("alert").get_by_role("link", name="查看帳號狀態")
        expect(status).to_have_attribute("href", "/status")

    desk.insert("revoked")
    alice.sign_in("gone1234")
    alice.is_told("憑證已廢止")


def test_another_session_of_the_holder_is_ended_and_says_so(
    alice: Person, seat: Seat, inspection: Inspection
) -> None:
    alice.open_account(on_file())
    elsewhere = seat()
    elsewhere.sign_in()
    elsewhere.sees("我的帳號")
    alice.sign_in(address="/sign-in?to=/sessions")
    alice.sees("登入紀錄")
    expect(alice.page.get_by_role("article")).to_have_count(2)
    expect(alice.page.get_by_role("article").filter(has_text="此電腦")).to_have_count(1)
    inspection.look(alice.page, "sessions")

    alice.page.get_by_role("button", name="結束此登入").click()
    alice.is_told("已結束此登入。")
    expect(alice.page.get_by_role("article")).to_have_count(1)

    elsewhere.page.get_by_role("link", name="登入紀錄").first.click()
    elsewhere.reads("您的登入已結束")
    inspection.look(elsewhere.page, "session-ended")
    elsewhere.page.get_by_role("link", name="以自然人憑證登入").click()
    elsewhere.sees("以自然人憑證登入")
    elsewhere.reads("您的登入已結束")


def test_a_session_that_ends_while_it_is_used_comes_back_to_the_same_page(alice: Person) -> None:
    alice.open_account(on_file())
    alice.sign_in(address="/sign-in?to=/sessions")
    alice.reads("登出此電腦")

    end_sessions(alice.demo)
    alice.press("登出此電腦")

    alice.reads("您已登出")
    alice.page.goto("/sessions")
    alice.reads("請先登入")
    alice.page.get_by_role("link", name="以自然人憑證登入").click()
    alice.sign_here()
    alice.sees("登入紀錄")


def test_the_help_page_finds_what_is_wrong_step_by_step(
    alice: Person, desk: Desk, inspection: Inspection
) -> None:
    alice.page.goto("/help")
    alice.sees("讀卡檢測與操作協助")
    inspection.look(alice.page, "help")

    desk.distrust("localhost")
    alice.check_card("開始檢測")
    expect(alice.finds("信任本網站")).to_contain_text("有問題")
    inspection.look(alice.page, "help-untrusted")
    with alice.page.expect_popup() as opened:
        alice.press("將本網站加入信任")
    opened.value.get_by_role("button", name="加入信任清單").click()
    alice.reads("已加入信任，請再試一次。")

    desk.eject()
    alice.check_card("重新檢測")
    expect(alice.finds("卡片")).to_contain_text("有問題")
    expect(alice.finds("讀卡機")).to_contain_text("正常")
    expect(alice.finds("元件版本")).to_contain_text("正常")

    desk.insert("wang")
    alice.check_card("重新檢測")
    expect(alice.finds("卡片")).to_contain_text("TP00000000000101")
    alice.test_signature("wang1234")
    expect(alice.finds("PIN 碼與簽章")).to_contain_text(WANG)
    inspection.look(alice.page, "help-good")
