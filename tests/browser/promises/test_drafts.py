"""Tests of what is typed and not sent: there when the tab was closed, gone when erased."""

import json
import re
import sqlite3
from typing import Any

import pytest
from playwright.sync_api import Browser, Response, expect

from tests.browser.conftest import Seat
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import (
    ASKED_ON,
    FORM_1,
    FORM_2,
    MAILING,
    NOT_PASSED,
    Person,
    on_file,
)
from tests.support.browser.tables import tables

KEPT = re.compile("已暫存（")
BROUGHT_BACK = "已帶入先前填寫、尚未送出的資料"


def begun(alice: Person) -> dict[str, str]:
    """Begin form 1/2, until the service has what was typed; return it."""
    company = on_file()
    alice.begin()
    alice.answer(FORM_1, company)
    alice.sees(MAILING)
    typed = {"mailing_postal_code": company["mailing_postal_code"]}
    alice.type_company(typed)
    expect(alice.page.get_by_text(KEPT)).to_be_visible()
    return {name: company[name] for name in ASKED_ON[FORM_1]} | typed


def another_tab(alice: Person) -> Person:
    """Open another tab of the same browser, which has nothing in its own storage."""
    return Person.at(alice.page.context, alice.demo)


def test_what_was_typed_is_there_after_the_tab_was_closed(
    alice: Person, inspection: Inspection
) -> None:
    tab = another_tab(alice)
    company = begun(tab)
    inspection.look(tab.page, "apply-kept")
    tab.page.close()

    alice.page.goto("/tasks")
    alice.reads("您有填寫到一半的資料")
    alice.page.get_by_role("link", name="繼續填寫").click()

    alice.sees(FORM_1)
    alice.reads(BROUGHT_BACK)
    alice.shows({name: company[name] for name in ASKED_ON[FORM_1]})
    inspection.look(alice.page, "apply-brought-back")
    alice.press("下一步")
    alice.shows({"mailing_postal_code": company["mailing_postal_code"]})
    stored = json.dumps(alice.page.context.storage_state(indexed_db=True))
    assert company["company_name"] not in stored


def test_the_last_key_before_the_tab_closes_is_kept_too(alice: Person) -> None:
    tab = another_tab(alice)
    tab.begin()
    tab.field("公司名稱").fill("測試化工")
    expect(tab.page.get_by_text(KEPT)).to_be_visible()

    tab.field("公司名稱").fill("測試化工股份有限公司")
    tab.page.close(run_before_unload=True)

    alice.page.wait_for_timeout(1_000)
    alice.page.goto("/apply")
    alice.shows({"company_name": "測試化工股份有限公司"})


def test_what_was_typed_into_form_2_is_there_after_the_tab_was_closed(alice: Person) -> None:
    tab = another_tab(alice)
    tab.apply(on_file())
    with tab.page.expect_response(_saves):
        tab.type_contact()
    tab.page.close()

    alice.page.goto("/bind")

    alice.sees(FORM_2)
    expect(alice.field("連絡電話")).to_have_value("02-23111234#123")
    expect(alice.field("Email")).to_have_value("holder@test-chemical.example")


@pytest.mark.parametrize("way", ["刪除草稿", "這是公用電腦，清除並離開"])
def test_a_draft_that_is_erased_is_nowhere(alice: Person, inspection: Inspection, way: str) -> None:
    begun(alice)
    assert _rows(alice) == 1

    alice.page.get_by_text("刪除草稿，或這是公用電腦").click()
    inspection.look(alice.page, "apply-erase")
    alice.press(way)

    if way == "刪除草稿":
        alice.is_told("草稿已刪除。")
        alice.shows({"company_name": "", "control_number": ""})
    else:
        alice.is_told("已清除，可以關閉瀏覽器")
        inspection.look(alice.page, "start-cleared")
    assert _rows(alice) == 0
    tab = another_tab(alice)
    tab.begin()
    tab.sees(FORM_1)
    tab.shows({"company_name": "", "control_number": ""})
    kept = alice.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert on_file()["company_name"] not in kept


def test_a_correction_is_there_after_the_tab_was_closed_and_gone_when_it_was_sent(
    alice: Person, inspection: Inspection
) -> None:
    filed = on_file()
    wrong = filed["mailing_address"].replace("臺", "台")
    alice.submit({**filed, "mailing_address": wrong})
    expect(alice.state).to_have_text("審核未通過")
    tab = alice.follow_letter(NOT_PASSED, button="確認資料情形")
    link = tab.page.url
    tab.type_company({"mailing_address": filed["mailing_address"]})
    expect(tab.page.get_by_text(KEPT)).to_be_visible()
    tab.page.close()

    again = another_tab(alice)
    again.page.goto(link)
    again.reads(BROUGHT_BACK)
    again.shows({"mailing_address": filed["mailing_address"]})
    inspection.look(again.page, "correct-brought-back")
    again.press("重新送出審核")

    expect(again.state).to_have_text("審核通過")
    assert _rows(alice) == 0


def test_a_change_of_data_is_there_after_the_tab_was_closed_and_can_be_erased(
    alice: Person, inspection: Inspection
) -> None:
    alice.open_account(on_file())
    alice.sign_in(address="/sign-in?to=/company")
    alice.sees("基本資料管理")
    tab = another_tab(alice)
    tab.page.goto("/company?change")
    tab.type_company({"contact_name": "測試・新聯絡人"})
    expect(tab.page.get_by_text(KEPT)).to_be_visible()
    tab.page.close()

    # No new application is begun with it.
    alice.page.goto("/apply")
    alice.sees("個人資料蒐集告知事項")
    alice.page.goto("/company?change")
    alice.reads(BROUGHT_BACK)
    alice.shows({"contact_name": "測試・新聯絡人"})
    alice.page.get_by_text("刪除草稿，或這是公用電腦").click()
    inspection.look(alice.page, "company-change-kept")
    alice.press("刪除草稿")

    alice.is_told("草稿已刪除。")
    alice.shows({"contact_name": on_file()["contact_name"]})
    assert _rows(alice) == 0


def test_a_form_begun_on_a_telephone_goes_on_at_the_desk_by_a_code(
    browser: Browser,
    browser_context_args: dict[str, Any],
    seat: Seat,
    inspection: Inspection,
) -> None:
    telephone = {**browser_context_args, "is_mobile": True, "has_touch": True}
    alice = seat(browser.new_context(**telephone))
    alice.apply(on_file())
    alice.press("取得代碼")
    alice.is_told("您的代碼")
    code = alice.page.locator(".code").inner_text()

    desk = seat()
    desk.page.goto("/continue")
    inspection.look(desk.page, "continue-code")
    desk.press("以代碼繼續")
    desk.reads("請輸入代碼。")
    desk.field("代碼").fill("AAAA-AAAA")
    desk.press("以代碼繼續")
    desk.is_told("找不到此代碼")
    desk.field("代碼").fill(code.lower())
    desk.press("以代碼繼續")

    desk.sees("帳號申請")
    desk.page.get_by_role("link", name="前往綁定自然人憑證").click()
    desk.sees(FORM_2)
    expect(desk.page.locator("dl").first).to_contain_text("A0000006")
    again = seat()
    again.page.goto("/continue")
    again.field("代碼").fill(code)
    again.press("以代碼繼續")
    again.is_told("找不到此代碼")
    alice.page.goto("/status")
    alice.reads("此瀏覽器沒有進行中的申請。")


def _saves(response: Response) -> bool:
    return '"privacyNotice"' in (response.request.post_data or "")


def _rows(alice: Person) -> int:
    with tables(alice.demo) as database:
        try:
            [count] = database.execute("SELECT count(*) FROM unsent_form").fetchone()
        except sqlite3.OperationalError as fault:
            pytest.fail(str(fault))
    return int(count)
