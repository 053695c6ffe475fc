"""Tests of forms that help: table C is read here, slips are asked about, endings are told."""

import re

from playwright.sync_api import expect

from models.company.company import FIELDS
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import FORM_1, MAILING, Person, on_file
from tests.support.browser.review import reviews_held


def test_table_c_is_read_in_the_browser_and_nothing_is_sent_before_it_is_taken(
    alice: Person, inspection: Inspection
) -> None:
    company = on_file()
    lines = [f"{its.label.zh}\t{company[field.attribute]}" for field, its in FIELDS.items()]
    alice.begin()
    alice.page.get_by_text("從 EMS 基本資料表 C 帶入").click()
    before = len(alice.traffic.requests)

    alice.page.get_by_label("貼上表 C 的內容").fill("\n".join(lines))

    alice.reads("讀到 9 項中的 9 項")
    inspection.look(alice.page, "apply-table-c")
    alice.page.wait_for_timeout(1_500)
    sent = [it.post_data or "" for it in alice.traffic.requests[before:]]
    assert [body for body in sent if company["company_name"] in body] == []
    alice.press("帶入表單")
    alice.is_told("已帶入 9 項資料，請逐頁確認。")
    # Every page is answered: the way leads to the look over all.
    alice.press("下一步")
    alice.sees("確認資料")
    for value in company.values():
        alice.reads(value)


def test_a_file_of_table_c_in_big5_is_read(alice: Person) -> None:
    alice.begin()
    alice.page.get_by_text("從 EMS 基本資料表 C 帶入").click()

    alice.page.get_by_label("或選取檔案").set_input_files(
        {
            "name": "table-c.csv",
            "mimeType": "text/csv",
            "buffer": "管制編號,公司名稱,負責人\nA0000006,測試化工,測試甲\n".encode("big5"),
        }
    )

    alice.reads("讀到 9 項中的 3 項")
    alice.reads("測試化工")


def test_what_looks_like_a_slip_is_asked_about(alice: Person, inspection: Inspection) -> None:
    company = on_file()
    alice.begin()
    alice.type_company({"company_name": "測" * 121})
    alice.reads("內容過長，請縮短至 120 個字以內。")
    alice.type_company({"business_email": "ehs@gmial.com"})
    alice.press("ehs@gmail.com")
    alice.shows({"business_email": "ehs@gmail.com"})
    alice.answer(FORM_1, company)
    alice.sees(MAILING)
    alice.type_company({"mailing_postal_code": "800001", "mailing_address": "臺北市中正區測試路"})
    alice.reads("郵遞區號所在地：高雄市新興區")

    alice.press("下一步")

    alice.is_told("郵遞區號屬於高雄市新興區，郵寄地址寫的是臺北市中正區")
    inspection.look(alice.page, "apply-postal-misfit")
    alice.press("下一步")
    alice.sees("帳號申請（1/2）：聯絡資料")


def test_after_sending_the_focus_is_on_the_page_and_its_state_is_said(alice: Person) -> None:
    with reviews_held(alice.demo):
        alice.submit(on_file())
        expect(alice.state).to_have_text("審核中")

        expect(alice.page.get_by_role("heading", level=1)).to_be_focused()
        expect(alice.page.get_by_role("heading", level=2, name="審核中")).to_be_visible()
        expect(alice.page.locator("[aria-live=polite]").first).to_contain_text("目前狀態：審核中")


def test_a_signature_is_said_to_end_a_minute_before(alice: Person, inspection: Inspection) -> None:
    alice.page.clock.install()
    alice.apply(on_file())
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    expect(alice.page.get_by_text("憑證資訊將於 1 分鐘後逾時")).to_have_count(0)

    alice.page.clock.fast_forward("04:05")

    warning = alice.page.get_by_role("alert").filter(has_text="憑證資訊將於 1 分鐘後逾時")
    expect(warning).to_be_visible()
    inspection.look(alice.page, "bind-ends-soon")
    alice.page.clock.fast_forward("01:00")
    alice.is_told("憑證資訊已超過 5 分鐘")
    expect(warning).to_have_count(0)


def test_who_touches_nothing_is_asked_before_she_is_signed_out(
    alice: Person, inspection: Inspection
) -> None:
    alice.open_account(on_file())
    alice.page.clock.install()
    alice.sign_in(address="/sign-in?to=/company")
    alice.sees("基本資料管理")

    alice.page.clock.fast_forward("28:30")

    alice.is_told("您仍在使用本系統嗎？2 分鐘後將自動登出")
    inspection.look(alice.page, "idle-warning")
    with alice.page.expect_response(re.compile("/graphql$")):
        alice.press("繼續使用")
    expect(alice.page.get_by_text("您仍在使用本系統嗎？")).to_have_count(0)
    alice.sees("基本資料管理")
