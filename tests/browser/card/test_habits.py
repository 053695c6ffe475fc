"""Tests of what a person is told by components that behave as real ones do at times."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser.desk import Desk
from tests.support.browser.person import Person, on_file


@pytest.fixture
def alice(alice: Person) -> Person:
    """Alice at form 2/2."""
    alice.apply(on_file())
    return alice


def test_the_last_try_is_told_by_a_number_of_64_bits(alice: Person, desk: Desk) -> None:
    desk.toggle("wide-numbers")
    alice.read_card("wrong111")
    alice.is_told("PIN 碼錯誤", "還可以再試 2 次。")

    alice.read_card("wrong222")
    alice.is_told("PIN 碼錯誤", "還可以再試 1 次。")
    alice.reads("這是最後一次機會")

    # What says nothing of the tries does not take the warning away.
    desk.toggle("no-reason")
    alice.read_card("wrong333")
    alice.is_told("卡片未接受登入，PIN 碼可能已鎖住", "0800-080-117")
    alice.reads("這是最後一次機會")


def test_a_window_that_closes_by_itself_is_no_loop(alice: Person, desk: Desk) -> None:
    desk.toggle("closes-silently")
    alice.read_card("wrong111")

    alice.is_told("讀卡視窗被關閉了", "請勿一再輸入")
    expect(alice.page.get_by_role("link", name="開啟元件自我檢測頁面")).to_be_visible()


def test_a_reader_that_was_plugged_in_later_needs_a_restart(alice: Person, desk: Desk) -> None:
    desk.unplug()
    desk.toggle("readers-at-start")
    desk.plug()
    desk.insert("wang")
    alice.detect()
    alice.is_told("找不到讀卡機", "結束並重新開啟元件")

    desk.restart()
    alice.detect()
    alice.read_card()
    alice.is_told("已取得憑證資訊。")


def test_a_card_is_bound_through_a_newer_component(alice: Person, desk: Desk) -> None:
    desk.toggle("newer-list")
    alice.detect()
    alice.reads("已選擇：")
    alice.type_contact()
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.reads("測試・王小明")

    alice.send()

    expect(alice.state).to_have_text("審核通過")


def test_the_check_of_the_card_can_be_saved_without_a_word_about_the_person(
    alice: Person, desk: Desk, tmp_path: Path
) -> None:
    alice.page.goto("/help")
    alice.check_card("開始檢測")
    alice.reads("讀到卡片")
    alice.test_signature("wang1234")
    alice.reads("簽章成功")
    with alice.page.expect_download() as download:
        alice.press("下載檢測紀錄")
    text = Path(download.value.path()).read_text("utf-8")

    saved = json.loads(text)
    assert saved["format"] == "gpszone-capture/1"
    assert [reply["func"] for reply in saved["replies"]] == ["pkcs11info", "sign"]
    assert "1.2.840.113549.1.7.2" in text
    for secret in ("王小明", "wang1234", "TP0000"):
        assert secret not in text
