"""Tests of what can go wrong with a card: each problem has its own message and next step."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.person import Person, gone, on_file

READ = "取得憑證資訊"
DETECT = "重新偵測卡片"
REFUSED_CARDS = {
    "expired": ("old12345", "憑證已到期"),
    "future": ("soon1234", "憑證尚未生效"),
    "revoked": ("gone1234", "憑證已廢止"),
    "hold": ("hold1234", "憑證已停用"),
    "company": ("firm1234", "這不是自然人憑證"),
}


@pytest.fixture
def alice(alice: Person) -> Person:
    """Alice at form 2/2."""
    alice.apply(on_file())
    return alice


def test_a_wrong_pin_tells_the_tries_left_and_warns_before_the_last(alice: Person) -> None:
    alice.read_card("wrong111")
    alice.is_told("PIN 碼錯誤", "還可以再試 2 次。")
    expect(alice.page.get_by_text("這是最後一次機會")).not_to_be_visible()

    alice.read_card("wrong222")
    alice.is_told("PIN 碼錯誤", "還可以再試 1 次。")
    alice.reads("這是最後一次機會")
    alice.page.reload()
    alice.reads("這是最後一次機會")

    alice.read_card("wang1234")
    alice.is_told("已取得憑證資訊。")
    expect(alice.page.get_by_text("這是最後一次機會")).not_to_be_visible()


def test_the_third_wrong_pin_locks_the_card_and_the_way_out_is_shown(alice: Person) -> None:
    for pin in ("wrong111", "wrong222", "wrong333"):
        alice.read_card(pin)

    alice.is_told("卡片已鎖住", "0800-080-117")
    unlock = alice.page.get_by_role("alert").get_by_role("link", name="前往鎖卡解碼")
    expect(unlock).to_have_attribute("href", "https://moica.nat.gov.tw/unblockcard.html")


def test_a_pin_that_cannot_be_right_costs_no_try(alice: Person) -> None:
    alice.field("憑證卡片密碼").fill("short")
    alice.press(READ)

    alice.reads("PIN 碼為 6 至 8 碼。此次沒有送進卡片，不計入錯誤次數。")
    assert alice.page.evaluate("window.opened") == []


def test_the_card_in_the_reader_is_shown_and_then_read(alice: Person, desk: Desk) -> None:
    desk.eject()
    alice.read_card()
    alice.is_told("沒有讀到卡片")

    desk.insert("unknown")
    alice.detect()
    alice.is_told("無法辨識此卡片")

    desk.unplug()
    alice.detect()
    alice.is_told("找不到讀卡機")

    desk.plug()
    desk.insert("wang")
    alice.detect()
    alice.reads("已選擇：")
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.reads("測試・王小明")


def test_of_two_cards_the_person_chooses_one(alice: Person, desk: Desk) -> None:
    desk.plug()
    desk.insert("lin", reader=1)
    alice.detect()
    alice.is_told("偵測到多張卡片")
    alice.field("憑證卡片密碼").fill("lin12345")
    alice.press(READ)
    alice.reads("偵測到多張卡片，請選擇要使用的讀卡機及卡片。")

    readers = alice.page.get_by_label("選擇讀卡機及卡片")
    readers.select_option(label=readers.get_by_text("TP00000000000102").inner_text())
    alice.read_card("lin12345")

    alice.is_told("已取得憑證資訊。")
    alice.reads("測試・林美玲")


def test_a_card_that_may_not_be_bound_is_explained_and_a_good_one_binds(
    alice: Person, desk: Desk
) -> None:
    alice.type_contact()

    for card, (pin, why) in REFUSED_CARDS.items():
        desk.insert(card)
        alice.read_card(pin)
        alice.is_told(why)
        expect(alice.page.get_by_text("已取得憑證資訊。")).to_have_count(0)
    desk.insert("wang")
    alice.read_card()
    alice.send()

    expect(alice.state).to_have_text("審核通過")


def test_a_blocked_window_has_its_own_message(alice: Person) -> None:
    alice.page.evaluate("window.open = () => null")
    alice.field("憑證卡片密碼").fill("wang1234")

    alice.page.get_by_role("button", name=DETECT).click()

    alice.is_told("瀏覽器封鎖了讀卡視窗")


def test_a_window_that_the_person_closes_has_its_own_message(alice: Person) -> None:
    alice.page.context.route("**/popupForm", lambda route: route.fulfill(body="busy"))
    with alice.page.expect_popup() as opened:
        alice.press(DETECT)

    opened.value.close()

    alice.is_told("讀卡視窗被關閉了")


def test_a_site_that_the_component_does_not_trust_can_be_added(alice: Person, desk: Desk) -> None:
    desk.distrust("localhost")
    alice.read_card()
    alice.is_told("讀卡元件尚未信任本網站")

    with alice.page.expect_popup() as opened:
        alice.press("將本網站加入信任")
    opened.value.get_by_role("button", name="加入信任清單").click()
    alice.reads("已加入信任，請再試一次。")
    alice.read_card()

    alice.is_told("已取得憑證資訊。")


@pytest.fixture
def browser_without_component(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], ports: tuple[int, int]
) -> Iterator[Browser]:
    """Start a browser for which nothing listens at the component's port."""
    with socket.socket() as silent:
        # Bound and not listening: nobody else can be given the port meanwhile.
        silent.bind(("127.0.0.1", 0))
        rule = f"MAP localhost:{ports[1]} 127.0.0.1:{silent.getsockname()[1]}"
        given = browser_type_launch_args
        args = [*given["args"], f"--host-resolver-rules={rule}"]
        browser = browser_type.launch(**{**given, "args": args})
        yield browser
        browser.close()


def test_a_component_that_does_not_run_is_reported_after_ten_seconds(
    browser_without_component: Browser, browser_context_args: dict[str, Any], seat: Seat
) -> None:
    context = browser_without_component.new_context(**browser_context_args)
    alice = seat(context)
    alice.page.clock.install()
    alice.apply(on_file())

    with alice.page.expect_popup() as opened:
        alice.press(DETECT)
    alice.page.clock.fast_forward("00:04")
    alice.reads("仍在等待讀卡元件…")
    alice.page.clock.fast_forward("00:07")

    alice.is_told("讀卡元件沒有回應", "localhost:61161")
    gone(opened.value)
    expect(alice.page.get_by_role("button", name=DETECT)).not_to_have_attribute(
        "aria-disabled", "true"
    )
