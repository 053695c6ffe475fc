"""Tests of the queue at the desk: live, searchable, by the keyboard, and for staff alone."""

import re

from playwright.sync_api import Response, expect

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.person import on_file
from tests.support.officers.officer import QUEUE, Officer, waiting_companies
from tests.support.servers.process import Demo

# The registry has no contact of this company, so that a person must look.
FOR_A_PERSON = "H1234567"
COMPANY = "範例槽車運輸有限公司"


def test_a_new_case_appears_and_is_announced_without_moving_the_focus(
    officer: Officer, desk: Desk, seat: Seat
) -> None:
    expect(officer.rows).to_have_count(12)
    officer.page.keyboard.press("j")
    chosen = officer.page.locator(".queue a:focus")
    name = chosen.inner_text()
    alice = seat()
    desk.insert("lin")
    facts = {"contact_name": "測試・聯絡", "contact_email": "contact@sample.example"}
    alice.submit({**on_file(FOR_A_PERSON), **facts}, pin="lin12345")

    expect(officer.rows).to_have_count(13)
    expect(officer.rows.last).to_contain_text(COMPANY)
    expect(officer.rows.last).to_contain_text("EMS 未登載：聯絡人、聯絡人電子信箱")
    expect(officer.announced).to_have_text(f"新案件：{COMPANY}")
    expect(officer.page).to_have_title(re.compile(r"^\(13\)"))
    expect(chosen).to_have_text(name)


def test_what_another_tab_does_is_seen_at_once(officer: Officer, seat: Seat) -> None:
    row = officer.rows.filter(has_text="示範晨曦化工有限公司")
    expect(row).to_contain_text("無人取件")
    other = Officer(seat(officer.page.context))
    other.page.goto("/staff")
    other.open("示範晨曦化工有限公司")
    other.page.keyboard.press("t")

    expect(row).to_contain_text(re.compile("我 *至"))


def test_cases_are_found_by_name_number_and_claim(demo: Demo, officer: Officer) -> None:
    search = officer.page.get_by_label("管制編號、案件編號或公司名稱")
    officer.page.keyboard.press("/")
    expect(search).to_be_focused()
    search.fill("台南市")
    officer.person.press("搜尋")
    expect(officer.page.get_by_text("沒有符合條件的案件。")).to_be_visible()

    search.fill("大觀化工")
    officer.person.press("搜尋")
    expect(officer.rows).to_have_count(1)
    number = officer.rows.locator(".company .num").inner_text()
    search.fill(number.lower())
    officer.person.press("搜尋")
    expect(officer.rows).to_have_count(1)

    officer.person.press("清除")
    expect(officer.rows).to_have_count(12)
    officer.page.get_by_label("取件", exact=True).select_option("BY_NOBODY")
    expect(officer.rows).to_have_count(10)


def test_keys_are_listed_and_can_be_switched_off(officer: Officer) -> None:
    expect(officer.rows).not_to_have_count(0)
    officer.page.keyboard.press("?")
    dialog = officer.page.get_by_role("dialog")
    expect(dialog).to_contain_text("下一件")
    officer.page.get_by_label("使用單鍵快速鍵").uncheck()
    officer.page.keyboard.press("Escape")

    officer.page.keyboard.press("j")
    expect(officer.page.locator("tr[data-chosen]")).to_have_count(0)


def test_a_lost_line_is_said_and_what_was_missed_comes_with_it(
    demo: Demo, officer: Officer, seat: Seat
) -> None:
    first, *_ = waiting_companies(demo)
    other = Officer(seat(officer.page.context))
    other.page.goto("/staff")
    other.person.sees(QUEUE)
    officer.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(officer.page.get_by_text("連線中斷")).to_be_visible()

    other.open(first)
    other.page.keyboard.press("t")
    expect(other.page.get_by_text(re.compile("由我取件至"))).to_be_visible()
    officer.page.evaluate("dispatchEvent(new Event('online'))")

    expect(officer.page.get_by_text("即時更新中")).to_be_visible()
    expect(officer.rows.first).to_contain_text(re.compile("我 *至"))


def test_of_two_windows_that_wait_for_a_card_the_one_that_asked_first_says_so_and_signs_again(
    officer: Officer, seat: Seat
) -> None:
    officer.page.goto("/staff")
    officer.person.sees(QUEUE)
    officer.person.press("登出")
    officer.person.sees("登入審核台")
    expect(officer.page.get_by_role("button", name="登入", exact=True)).to_be_enabled()
    other = Officer(seat(officer.page.context))
    with other.page.expect_response(_is_challenge):
        other.page.goto("/staff")

    officer.sign_in_here()
    officer.person.is_told("簽章內容已使用過")
    officer.sign_in_here()

    officer.person.sees(QUEUE)


def test_the_desk_is_the_home_of_staff_and_of_nobody_else(
    officer: Officer, desk: Desk, seat: Seat
) -> None:
    officer.page.goto("/home")
    officer.person.sees(QUEUE)
    officer.person.press("登出")
    officer.person.sees("登入審核台")
    officer.sign_in_here()
    officer.person.sees(QUEUE)

    alice = seat()
    desk.insert("wang")
    alice.open_account(on_file())
    alice.sign_in()
    alice.sees("我的帳號")
    alice.page.goto("/staff")
    alice.sees("審核台僅供審核人員使用")
    alice.page.goto("/staff/cases/QXBwbGljYXRpb246MQ==")
    alice.sees("審核台僅供審核人員使用")
    expect(alice.page.locator(".desk-menu")).to_have_count(0)


def _is_challenge(response: Response) -> bool:
    return '"purpose":"SIGN_IN"' in (response.request.post_data or "")
