"""Tests of the page of an account's cards (自然人憑證管理)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.colleagues import colleagues
from tests.support.browser.desk import Desk
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import Person, on_file
from tests.support.browser.sessions import age_proofs, forget_confirmation

WANG = "測試・王小明"
LIN = "測試・林美玲"
CHEN = "測試・陳大同"
LIVE = "即時更新中"


@pytest.fixture
def alice(seat: Seat) -> Iterator[Person]:
    """Alice at her company's cards; her browser's console must stay empty."""
    alice = seat()
    alice.open_account(on_file())
    alice.sign_in(address="/sign-in?to=/cards")
    alice.sees("自然人憑證管理")
    yield alice
    assert alice.traffic.complaints == []


def add_lin(alice: Person, desk: Desk) -> None:
    alice.page.get_by_role("link", name="新增憑證").click()
    alice.sees("新增憑證")
    desk.insert("lin")
    alice.read_another_card("lin12345")
    alice.reads(LIN)
    alice.press("確認新增")
    alice.reads("已新增憑證。")


def test_a_colleague_is_added_signs_in_and_is_seen_live(
    alice: Person, desk: Desk, seat: Seat, inspection: Inspection
) -> None:
    expect(alice.card_of(WANG)).to_contain_text("您登入的憑證")
    alice.reads(LIVE)
    inspection.look(alice.page, "cards-one")
    onlooker = Person.at(alice.page.context, alice.demo)
    onlooker.page.goto("/cards")
    onlooker.reads(LIVE)

    add_lin(alice, desk)

    expect(alice.card_of(LIN)).to_contain_text("尚未登入過")
    expect(onlooker.card_of(LIN)).to_be_visible()
    expect(onlooker.page.locator("[aria-live=polite]").first).to_contain_text("憑證清單已更新")
    inspection.look(alice.page, "cards-two")
    lin = seat()
    lin.sign_in("lin12345")
    lin.sees("我的帳號")
    lin.is_signed_in(LIN)

    alice.card_of(LIN).get_by_role("link", name="刪除").click()
    alice.sees("刪除憑證")
    inspection.look(alice.page, "cards-remove")
    alice.press("確定刪除憑證")
    alice.reads("已刪除憑證。")
    expect(alice.card_of(LIN)).to_have_count(0)
    expect(onlooker.card_of(LIN)).to_have_count(0)
    lin.page.get_by_role("link", name="登入紀錄").first.click()
    lin.reads("您的登入已結束")


def test_more_than_ten_cards_are_shown_ten_a_page(alice: Person, inspection: Inspection) -> None:
    names = colleagues(alice.demo, 14)
    shown = alice.page.locator("table.cards tbody th")

    alice.page.reload()

    expect(shown).to_have_count(10)
    expect(shown.first).to_contain_text(WANG)
    alice.reads("共 15 張憑證，以下為第 1 至 10 張")
    _is_a_list_of_lines(alice)
    inspection.look(alice.page, "cards-ten")
    first = shown.all_inner_texts()
    following = alice.page.get_by_role("link", name="下一頁")
    following.focus()
    alice.page.keyboard.press("Enter")
    expect(shown).to_have_count(5)
    alice.reads("第 2 頁，共 2 頁")
    second = shown.all_inner_texts()
    found = {name for name in names for text in first + second if text.startswith(name)}
    assert found == set(names)
    expect(alice.page.get_by_role("heading", level=1)).to_be_focused()
    expect(following).to_have_count(0)
    alice.reads(LIVE)
    inspection.look(alice.page, "cards-second-page")

    gone = second[0].split("\n")[0]
    alice.card_of(gone).get_by_role("link", name="刪除").click()
    alice.press("確定刪除憑證")
    alice.reads("已刪除憑證。")
    alice.page.get_by_role("link", name="下一頁").click()
    expect(shown).to_have_count(4)
    alice.page.get_by_role("link", name="上一頁").click()
    expect(shown).to_have_count(10)
    assert shown.all_inner_texts() == first


def _is_a_list_of_lines(alice: Person) -> None:
    """Check that ten cards take at a desk no more than a screen, and every column has its name."""
    alice.page.set_viewport_size({"width": 1280, "height": 900})
    table = alice.page.locator("table.cards")
    box = table.bounding_box()
    assert box is not None
    assert box["height"] < 1_000
    expect(table.get_by_role("columnheader")).to_have_text(
        ["#", "姓名", "連絡電話", "Email", "卡號", "功能"]
    )


def test_a_change_is_seen_on_the_second_page_without_leaving_it(alice: Person) -> None:
    names = colleagues(alice.demo, 14)
    alice.page.reload()
    alice.page.get_by_role("link", name="下一頁").click()
    shown = alice.page.locator("table.cards tbody th")
    expect(shown).to_have_count(5)
    texts = shown.all_inner_texts()
    [other, edited] = [name for name in names if any(name in text for text in texts)][:2]
    onlooker = Person.at(alice.page.context, alice.demo)
    onlooker.page.goto(alice.page.url)
    onlooker.reads(LIVE)
    looked_at = onlooker.card_of(other).get_by_role("link", name="更換")
    looked_at.focus()

    alice.card_of(edited).get_by_role("link", name="修改").click()
    alice.field("名稱（選填）").fill("南區車隊")
    alice.press("儲存修改")
    alice.reads("已修改憑證資料。")

    expect(onlooker.card_of(edited)).to_contain_text("南區車隊")
    expect(onlooker.page.locator("table.cards tbody th")).to_have_count(5)
    expect(looked_at).to_be_focused()


def test_details_are_edited_after_the_own_card_has_signed_again(
    alice: Person, inspection: Inspection
) -> None:
    age_proofs(alice.demo)
    alice.card_of(WANG).get_by_role("link", name="修改").click()
    alice.sees("修改憑證資料")
    alice.field("連絡電話").fill("")
    alice.press("儲存修改")
    alice.reads("有欄位需要修正")
    inspection.look(alice.page, "cards-edit-errors")
    alice.field("連絡電話").fill("0912-345678")
    alice.field("名稱（選填）").fill("北區車隊")
    alice.press("儲存修改")
    alice.is_told("請再以登入所用的自然人憑證確認一次", WANG)
    expect(alice.page.get_by_role("button", name="儲存修改")).to_be_hidden()
    inspection.look(alice.page, "cards-edit-proof")

    alice.confirm_again()

    alice.reads("已修改憑證資料。")
    expect(alice.card_of(WANG)).to_contain_text("北區車隊")
    expect(alice.card_of(WANG)).to_contain_text("0912-345678")


def test_the_last_card_is_not_deleted_but_replaced(
    alice: Person, desk: Desk, inspection: Inspection
) -> None:
    alice.card_of(WANG).get_by_role("link", name="刪除").click()
    alice.press("確定刪除憑證")
    alice.is_told("最後一張憑證無法刪除")
    inspection.look(alice.page, "cards-last")
    alice.page.get_by_role("link", name="改為更換憑證").click()
    alice.sees("更換憑證")
    alice.reads("這是您登入所用的憑證：更換後您會登出")
    inspection.look(alice.page, "cards-replace")
    desk.insert("chen")
    alice.read_another_card("chen1234")
    alice.press("確認更換")

    alice.reads("憑證已更換")
    alice.sign_here("chen1234")
    alice.is_signed_in(CHEN)
    desk.insert("wang")
    alice.press("登出")
    alice.reads("您已登出")
    alice.sign_here()
    alice.is_told("此卡片尚未綁定帳號")


def test_a_reissued_card_is_led_into_the_place_of_the_old_one(
    alice: Person, desk: Desk, inspection: Inspection
) -> None:
    alice.press("登出")
    alice.reads("您已登出")
    desk.insert("renewed")
    alice.sign_in("wang5678")
    alice.is_told("您的自然人憑證已換發")
    inspection.look(alice.page, "sign-in-renewed")

    alice.renew("wang5678")

    alice.sees("我的帳號")
    alice.is_signed_in(WANG)
    desk.insert("wang")
    alice.press("登出")
    alice.reads("您已登出")
    alice.sign_here()
    # The old card does not come back.
    alice.is_told("此卡片尚未綁定帳號")


def test_cards_are_confirmed_when_nobody_has_for_long(
    alice: Person, inspection: Inspection
) -> None:
    forget_confirmation(alice.demo)
    alice.page.goto("/home")
    alice.reads("請定期確認使用者憑證，以維護帳號登入安全性")
    inspection.look(alice.page, "home-confirm")
    alice.page.get_by_role("link", name="自然人憑證管理").last.click()
    alice.reads("已超過 180 天沒有確認。")

    alice.press("確認所有憑證無誤")

    alice.is_told("已確認，謝謝。")
    alice.page.get_by_role("link", name="我的帳號").click()
    alice.sees("我的帳號")
    expect(alice.page.get_by_text("已超過 180 天沒有確認。")).to_have_count(0)


def test_a_change_that_was_not_the_companys_is_halted_by_the_letters_link(
    alice: Person, desk: Desk, seat: Seat, inspection: Inspection
) -> None:
    add_lin(alice, desk)
    tab = alice.follow_letter("已新增自然人憑證", button="這不是我們做的")
    tab.sees("反映憑證異動並非我們所為")
    inspection.look(tab.page, "not-me")

    tab.press("這不是我們做的")

    tab.reads("已收到您的反映")
    inspection.look(tab.page, "not-me-done")
    alice.reads("憑證異動查證中")
    expect(alice.page.get_by_role("link", name="新增憑證")).to_have_count(0)
    inspection.look(alice.page, "cards-frozen")
    lin = seat()
    lin.sign_in("lin12345")
    lin.sees("我的帳號")
    tab.page.reload()
    tab.sees("已收到您的反映")
