"""Tests of every page and state with axe: accessibility, width, and the browser's console."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import (
    ASKED_ON,
    CONTACT,
    FORM_1,
    MAILING,
    NOT_PASSED,
    PASSED,
    Person,
    on_file,
)
from tests.support.browser.review import reviews_held

PUBLIC = {
    "start": ("/", "以自然人憑證申請帳號"),
    "apply-notice": ("/apply", "個人資料蒐集告知事項"),
    "bind-none": ("/bind", "帳號申請（2/2）：自然人憑證綁定"),
    "status-none": ("/status", "帳號狀態"),
    "tasks": ("/tasks", "帳號申請"),
    "help": ("/help", "讀卡檢測與操作協助"),
    "about": ("/about", "關於本服務"),
    "privacy": ("/privacy", "隱私權及資訊安全"),
    "accessibility": ("/accessibility", "無障礙說明"),
    "site-map": ("/site-map", "網站導覽"),
    "not-me-missing": ("/not-me", "連結不完整"),
    "stop-access-missing": ("/stop-access", "連結不完整"),
    "stop-mailbox-missing": ("/stop-mailbox", "連結不完整"),
    "confirm-member-missing": ("/confirm-member", "連結不完整"),
    "reissued": ("/reissued", "憑證換發後無法辨識"),
    "authorize-missing": ("/authorize", "無法繼續登入"),
    "authorize-unknown": ("/authorize?problem=unauthorized_client", "此系統未登錄"),
    "sign-out-none": ("/sign-out", "登出"),
    "leave-none": ("/leave", "離開帳號"),
    "first-card-missing": ("/first-card", "連結不完整"),
    "company-none": ("/company", "基本資料管理"),
    "cards-none": ("/cards", "自然人憑證管理"),
    "continue": ("/continue", "以自然人憑證繼續申請"),
    "link-missing": ("/activate", "連結不完整"),
    "link-unknown": ("/correct#unknown", "找不到此連結"),
}

# Several pages share a service and a browser, which take longer to start than a page to look at.
PARTS = 4

SCRIPTS = """() => performance.getEntriesByType('resource')
  .map(({ name }) => new URL(name).pathname).filter((path) => path.endsWith('.js'))"""


@pytest.fixture
def alice(seat: Seat) -> Iterator[Person]:
    """Alice, whose browser's console must stay empty."""
    alice = seat()
    yield alice
    assert alice.traffic.complaints == []


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_for_everybody(
    alice: Person, inspection: Inspection, subtests: pytest.Subtests, part: int
) -> None:
    for name, (address, heading) in list(PUBLIC.items())[part::PARTS]:
        with subtests.test(name):
            answer = alice.page.goto(address)
            alice.sees(heading)
            assert answer is not None
            _names_its_files(alice.page, answer)
            _is_guarded(answer)
            inspection.look(alice.page, name)


def _is_guarded(answer: Response) -> None:
    assert answer.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "loopback-network=()" in answer.headers["permissions-policy"]


def _names_its_files(page: Page, answer: Response) -> None:
    """Check that a page names all files that it loads."""
    fetched = page.evaluate(SCRIPTS)

    said = answer.text() + answer.headers.get("link", "")
    assert sorted(fetched) == sorted(re.findall(r"/assets/[\w-]+\.js", said))


def test_a_page_that_is_not_there(seat: Seat, inspection: Inspection) -> None:
    alice = seat()

    alice.page.goto("/nowhere")

    alice.sees("找不到此頁面")
    inspection.look(alice.page, "not-found")
    # The browser itself remarks upon the status code.
    assert [said for said in alice.traffic.complaints if "404" not in said] == []


def test_form_1_and_the_look_over_it(alice: Person, inspection: Inspection) -> None:
    alice.begin()
    alice.type_company({"control_number": "A1", "business_email": "nobody"})
    alice.press("下一步")
    alice.reads("有欄位需要修正")
    inspection.look(alice.page, "apply-errors")

    company = on_file()
    alice.answer(FORM_1, company)
    alice.sees(MAILING)
    alice.type_company({name: company[name] for name in ASKED_ON[MAILING]})
    alice.reads("郵遞區號所在地：臺北市中正區")
    inspection.look(alice.page, "apply-mailing")

    alice.press("下一步")
    alice.sees(CONTACT)
    alice.press("下一步")
    alice.reads("有欄位需要修正")
    inspection.look(alice.page, "apply-contact-errors")
    alice.answer(CONTACT, company)
    alice.sees("確認資料")
    inspection.look(alice.page, "check")

    alice.page.get_by_role("link", name="修改 聯絡人電子信箱").click()
    expect(alice.field("聯絡人電子信箱")).to_be_focused()
    alice.press("下一步")
    alice.sees("確認資料")


def test_form_2_and_the_card(alice: Person, desk: Desk, inspection: Inspection) -> None:
    alice.apply(on_file())
    inspection.look(alice.page, "bind")
    alice.press("確認送出")
    alice.reads("有欄位需要修正")
    inspection.look(alice.page, "bind-errors")
    alice.page.reload()
    alice.press("取得憑證資訊")
    alice.reads("有欄位需要修正")
    inspection.look(alice.page, "bind-pin-missing")

    alice.read_card("wrong111")
    alice.read_card("wrong222")
    alice.reads("這是最後一次機會")
    inspection.look(alice.page, "bind-last-try")
    alice.read_card("wrong333")
    alice.is_told("卡片已鎖住")
    inspection.look(alice.page, "bind-locked")

    desk.plug()
    desk.insert("revoked", reader=1)
    alice.detect()
    alice.is_told("偵測到多張卡片")
    inspection.look(alice.page, "bind-two-cards")
    desk.unplug()
    alice.detect()
    alice.reads("已選擇：")
    alice.read_card("gone1234")
    alice.is_told("憑證已廢止")
    inspection.look(alice.page, "bind-refused")
    desk.insert("lin")
    alice.detect()
    alice.read_card("lin12345")
    alice.is_told("已取得憑證資訊。")
    alice.type_contact()
    inspection.look(alice.page, "bind-read")

    desk.distrust("localhost")
    alice.detect()
    alice.is_told("讀卡元件尚未信任本網站")
    inspection.look(alice.page, "bind-untrusted")


def test_the_status_from_the_draft_to_the_open_account(
    alice: Person, seat: Seat, inspection: Inspection
) -> None:
    alice.apply(on_file())
    alice.page.goto("/")
    alice.reads("繼續您的申請")
    inspection.look(alice.page, "start-draft")
    alice.page.goto("/status")
    expect(alice.state).to_have_text("尚未送出")
    inspection.look(alice.page, "status-draft")
    alice.page.get_by_role("link", name="前往綁定自然人憑證").click()
    with reviews_held(alice.demo):
        alice.read_card()
        alice.send()
        expect(alice.state).to_have_text("審核中")
        alice.reads("即時更新中")
        inspection.look(alice.page, "status-under-review")
        alice.page.goto("/apply")
        alice.reads("您已有一件申請")
        inspection.look(alice.page, "apply-open-case")
        alice.page.goto("/bind")
        alice.reads("此申請已送出")
        inspection.look(alice.page, "bind-closed")
        alice.page.goto("/status")
        alice.reads("即時更新中")

    expect(alice.state).to_have_text("審核通過")
    alice.reads("寄出審核結果信")
    inspection.look(alice.page, "status-approved")
    activation = alice.follow_letter(PASSED, button="開通帳號權限")
    activation.sees("開通帳號權限")
    inspection.look(activation.page, "activate")
    elsewhere = seat()
    elsewhere.page.goto(activation.page.url)
    elsewhere.reads("請先以綁定的自然人憑證確認身分")
    inspection.look(elsewhere.page, "activate-elsewhere")

    activation.press("開通帳號權限")
    expect(activation.state).to_have_text("已開通")
    inspection.look(activation.page, "status-activated")
    elsewhere.page.reload()
    elsewhere.sees("連結已使用過")
    inspection.look(elsewhere.page, "link-spent")
    assert elsewhere.traffic.complaints == []


def test_a_rejection_its_correction_and_a_withdrawal(
    alice: Person, seat: Seat, inspection: Inspection
) -> None:
    filed = on_file()
    wrong = filed["mailing_address"].replace("臺", "台")
    alice.submit({**filed, "mailing_address": wrong, "contact_name": "測試・別人"})
    expect(alice.state).to_have_text("審核未通過")
    alice.reads("寄出審核結果信")
    inspection.look(alice.page, "status-rejected")

    correction = alice.follow_letter(NOT_PASSED, button="確認資料情形")
    correction.sees("審核未通過：確認並修正資料")
    inspection.look(correction.page, "correct")
    correction.type_company({"contact_name": "", "contact_email": "nobody"})
    correction.press("重新送出審核")
    correction.reads("有欄位需要修正")
    inspection.look(correction.page, "correct-errors")
    elsewhere = seat()
    elsewhere.page.goto(correction.page.url)
    elsewhere.reads("請先以綁定的自然人憑證確認身分，才能修正資料")
    inspection.look(elsewhere.page, "correct-elsewhere")
    elsewhere.page.goto("about:blank")
    elsewhere.page.goto(correction.page.url.replace("/correct", "/activate"))
    elsewhere.sees("審核未通過：確認並修正資料")
    expect(elsewhere.page).to_have_url(correction.page.url)
    assert elsewhere.traffic.complaints == []

    alice.page.get_by_text("撤回申請", exact=True).first.click()
    inspection.look(alice.page, "status-what-one-can-do")
    alice.press("確定撤回申請")
    expect(alice.state).to_have_text("已撤回")
    inspection.look(alice.page, "status-withdrawn")


def test_a_telephone_learns_that_it_cannot_read_cards(
    browser: Browser, browser_context_args: dict[str, Any], seat: Seat
) -> None:
    telephone = {**browser_context_args, "is_mobile": True, "has_touch": True}
    alice = seat(browser.new_context(**telephone))
    alice.page.goto("/apply")
    alice.reads("手機與平板無法讀卡")
    alice.page.goto("/continue")
    alice.reads("手機與平板無法讀卡")

    desk = seat()
    desk.begin()
    desk.sees("帳號申請（1/2）：基本資料填寫")
    expect(desk.page.get_by_text("手機與平板無法讀卡")).to_be_hidden()


def test_another_language_in_the_middle_of_the_path(alice: Person) -> None:
    alice.apply(on_file())
    alice.type_contact()

    alice.press("English")
    alice.sees("Account application (2/2): bind your citizen certificate")
    expect(alice.page.locator("html")).to_have_attribute("lang", "en")
    expect(alice.page.get_by_label("Telephone")).to_have_value("02-23111234#123")

    alice.page.reload()

    alice.sees("Account application (2/2): bind your citizen certificate")
    expect(alice.page.get_by_label("Telephone")).to_have_value("02-23111234#123")


def test_the_line_that_is_lost(seat: Seat, inspection: Inspection) -> None:
    alice = seat()
    with reviews_held(alice.demo):
        alice.submit(on_file())
        alice.reads("即時更新中")
        # What is said in the other language is fetched while there is a line.
        alice.press("English")
        alice.press("中文")
        alice.page.context.set_offline(True)
        alice.reads("目前無法即時更新")

        inspection.look(alice.page, "status-lost")
