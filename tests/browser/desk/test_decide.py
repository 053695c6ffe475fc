"""Tests of deciding cases at the desk: few presses, the card proof in place, nothing lost."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.inspection import Inspection
from tests.support.officers.officer import QUEUE, Officer, waiting_companies
from tests.support.servers.process import Demo

OWN = "請附上變更登記表影本。"
PHRASE = "請依 EMS 基本資料表 C 更正後重新送出。"


def test_a_case_is_approved_with_three_keys_and_the_next_comes_by_itself(
    demo: Demo, officer: Officer
) -> None:
    first, second, *_ = waiting_companies(demo)
    expect(officer.page).to_have_title(re.compile(r"^\(12\) 待審案件"))
    expect(officer.rows).to_have_count(12)

    officer.page.keyboard.press("j")
    officer.page.keyboard.press("Enter")
    officer.sees_case(first)
    officer.page.keyboard.press("a")
    dialog = officer.page.get_by_role("dialog")
    expect(dialog).to_contain_text(first)
    expect(dialog).to_contain_text("核准後，認證連結將寄至 EMS 登載之信箱")
    officer.page.keyboard.press("Enter")

    officer.sees_case(second)
    expect(officer.page.get_by_role("status").filter(has_text="已核准。")).to_be_visible()
    expect(officer.page).to_have_title(re.compile(r"^\(11\)"))
    expect(officer.page.get_by_text("案件已由他處變更")).to_be_hidden()


def test_a_rejection_shows_its_letter_and_goes_on_after_a_proof(
    demo: Demo, officer: Officer
) -> None:
    first, second, *_ = waiting_companies(demo)
    officer.open(first)
    officer.page.keyboard.press("r")
    heading = officer.page.get_by_role("heading", name="退件", exact=True)
    expect(heading).to_be_focused()
    expect(officer.page.get_by_label("聯絡人", exact=True)).to_be_checked()
    expect(officer.page.get_by_label("管制編號", exact=True)).not_to_be_checked()

    officer.person.press("預覽通知信")
    expect(officer.page.get_by_role("alert")).to_have_text("請輸入給申請人的說明。")
    officer.person.press(PHRASE)
    # Typed before a reload, and still there.
    officer.page.reload()
    expect(officer.page.get_by_label("給申請人的說明")).to_have_value(PHRASE)
    officer.person.press("預覽通知信")
    letter = officer.page.get_by_label("通知信內容")
    expect(letter).to_contain_text(f"審核人員說明：{PHRASE}")
    officer.let_proof_expire()
    officer.person.press("確認退件並寄出")
    officer.prove()

    officer.sees_case(second)
    expect(officer.page.get_by_text("已退件，通知信已排入寄送。")).to_be_visible()
    officer.page.get_by_role("link", name=re.compile("^GZ-")).first.click()
    officer.person.sees(first)
    expect(officer.page.get_by_text("審核未通過（附說明）")).to_be_visible()


def test_a_saved_phrase_is_there_in_another_window_and_after_signing_in_anew(
    demo: Demo, officer: Officer, seat: Seat, inspection: Inspection
) -> None:
    first, *_ = waiting_companies(demo)
    officer.open(first)
    officer.page.keyboard.press("r")
    officer.page.get_by_label("給申請人的說明").fill(OWN)
    officer.person.press("將上述說明存為自訂語句")
    saved = officer.page.get_by_role("button", name=OWN, exact=True)
    expect(saved).to_be_visible()
    expect(officer.announced).to_have_text("已存為自訂語句。")
    inspection.look(officer.page, "desk-phrases")

    other = Officer(seat(officer.page.context))
    other.page.goto("/staff")
    other.open(first)
    other.page.keyboard.press("r")
    other.page.get_by_role("button", name=OWN, exact=True).click()
    expect(other.page.get_by_label("給申請人的說明")).to_have_value(OWN)
    # A window that waits for a card, too, would have something newer to sign.
    other.page.goto("/about")
    officer.person.press("登出")
    officer.sign_in_here()
    officer.person.sees(QUEUE)
    officer.open(first)
    officer.page.keyboard.press("r")
    expect(saved).to_be_visible()

    officer.person.press(f"刪除自訂語句：{OWN}")
    expect(saved).to_be_hidden()
    expect(officer.page.get_by_role("group", name="常用語句", exact=True)).to_be_focused()


def test_a_proof_that_is_cancelled_loses_nothing(demo: Demo, officer: Officer) -> None:
    first, *_ = waiting_companies(demo)
    officer.open(first)
    officer.let_proof_expire()
    officer.page.keyboard.press("a")
    officer.page.get_by_label("備註").fill("已電話確認")
    officer.person.press("確認核准")
    expect(officer.page.get_by_role("dialog")).to_contain_text("請以自然人憑證簽章")
    officer.page.keyboard.press("Escape")
    expect(officer.page.get_by_role("dialog")).to_be_hidden()

    officer.page.keyboard.press("a")
    expect(officer.page.get_by_label("備註")).to_have_value("已電話確認")
    expect(officer.page.get_by_text("卡片簽章已逾時")).to_be_hidden()
    officer.person.press("確認核准")
    officer.prove()
    expect(officer.page.get_by_role("status").filter(has_text="已核准。")).to_be_visible()


def test_taking_and_giving_back(demo: Demo, officer: Officer) -> None:
    first, *_ = waiting_companies(demo)
    officer.open(first)

    officer.page.keyboard.press("t")
    expect(officer.page.get_by_text(re.compile("由我取件至"))).to_be_visible()
    officer.page.keyboard.press("t")
    expect(officer.page.get_by_text("無人取件")).to_be_visible()


def test_a_card_number_is_shown_for_a_reason_and_journaled(demo: Demo, officer: Officer) -> None:
    first, *_ = waiting_companies(demo)
    officer.open(first)
    expect(officer.page.get_by_text("TP00••••••••")).to_be_visible()

    officer.page.get_by_text("顯示完整卡號").click()
    officer.person.press("與紙本或公文核對")

    expect(officer.page.get_by_text(re.compile(r"^TP\d{14}$"))).to_be_visible()
    officer.person.press("重新查詢 EMS")
    history = officer.page.locator(".events")
    expect(history).to_contain_text("顯示完整卡號測試・周審安")


def test_a_mailbox_that_a_colleague_proposed_is_confirmed_and_the_case_approved(
    demo: Demo, officer: Officer
) -> None:
    officer.open("示範永續化工股份有限公司")
    expect(officer.page.get_by_text("須由另一位同仁確認後方可核准")).to_be_visible()
    expect(officer.page.get_by_role("button", name="核准", exact=False)).to_be_hidden()

    officer.person.press("我已查證，確認此信箱")

    officer.page.get_by_role("button", name=re.compile("^核准")).click()
    dialog = officer.page.get_by_role("dialog")
    expect(dialog).to_contain_text("verified@company-9.example")
    officer.person.press("確認核准")
    expect(officer.page.get_by_role("status").filter(has_text="已核准。")).to_be_visible()
