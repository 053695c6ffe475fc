"""Tests of the desk's pages beside the queue, as those who may use them and those who may not."""

import csv
import io
import re
import sqlite3
from pathlib import Path

from playwright.sync_api import Page, expect

from models.pki.path.pins import WrongCardKind
from tests.support.browser.inspection import Inspection
from tests.support.browser.tables import carry_out_on, tables
from tests.support.officers.officer import Officer
from tests.support.servers.process import Demo
from web.clock import now
from web.demo.published.office_calendar import year_csv

NOT_ALLOWED = "您的角色不能使用這一頁"
PAGES = {
    "/staff/disputes": "憑證異議",
    "/staff/accounts": "帳號",
    "/staff/mailboxes": "更正信箱",
    "/staff/inquiry": "客服查詢",
    "/staff/open-account": "車機商開戶",
    "/staff/people": "同仁",
    "/staff/partners": "介接系統",
    "/staff/journal": "稽核紀錄",
    "/staff/health": "運作概況",
}
ADMINISTRATORS = ("open-account", "people", "partners", "journal")
EXISTING = "F0000005"


def become(officer: Officer, role: str) -> None:
    """Give the officer's account another role."""
    statement = f"UPDATE account SET role = '{role}' WHERE control_number = 'STF-0001'"  # noqa: S608  # Of these tests.
    carry_out_on(officer.person.demo, statement)


def go(officer: Officer, path: str, heading: str) -> Page:
    officer.page.goto(path)
    expect(officer.heading).to_have_text(heading)
    return officer.page


def one(demo: Demo, statement: str) -> sqlite3.Row | None:
    with tables(demo) as database:
        database.row_factory = sqlite3.Row
        row: sqlite3.Row | None = database.execute(statement).fetchone()
        return row


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_pages_of_an_administrator_can_be_used_by_everybody(
    officer: Officer, inspection: Inspection
) -> None:
    for path, heading in PAGES.items():
        page = go(officer, path, heading)
        expect(page.get_by_text("載入中…")).to_have_count(0)
        inspection.look(page, f"desk-{path.rpartition('/')[2]}")
    page = go(officer, f"/staff/accounts/{EXISTING}", f"帳號 {EXISTING}")
    expect(page.get_by_role("heading", name="帳號管理")).to_be_visible()
    inspection.look(page, "desk-account")


def test_an_administrator_suspends_restores_and_closes_an_account(
    demo: Demo, officer: Officer
) -> None:
    page = go(officer, "/staff/accounts", "帳號")
    page.get_by_label("管制編號").fill(EXISTING.lower())
    page.get_by_role("button", name="開啟").click()
    expect(officer.heading).to_have_text(f"帳號 {EXISTING}")

    page.get_by_role("button", name="停用帳號").click()
    expect(page.locator(".problem")).to_be_visible()
    page.get_by_label("原因", exact=True).fill("查證中")
    officer.let_proof_expire()
    page.get_by_role("button", name="停用帳號").click()
    officer.prove()
    expect(page.get_by_text("帳號已停用。").first).to_be_visible()
    expect(page.get_by_text("已停用", exact=True)).to_be_visible()
    page.get_by_label("原因", exact=True).fill("查證無誤")
    page.get_by_role("button", name="恢復帳號").click()
    expect(page.get_by_text("帳號已恢復使用。").first).to_be_visible()
    page.get_by_label("原因", exact=True).fill("公司解散")
    expect(page.get_by_role("button", name="關閉帳號")).to_be_disabled()
    page.get_by_label(f"請輸入管制編號 {EXISTING} 以確認關閉").fill(EXISTING)
    page.get_by_role("button", name="關閉帳號").click()
    expect(page.get_by_text("此帳號已關閉，無法再變更。")).to_be_visible()

    kept = one(demo, f"SELECT status, status_reason FROM account WHERE control_number='{EXISTING}'")  # noqa: S608  # Of these tests.
    assert kept is not None
    assert tuple(kept) == ("CLOSED", "公司解散")


def test_a_dispute_is_settled_with_both_versions_in_sight(demo: Demo, officer: Officer) -> None:
    page = go(officer, "/staff/disputes", "憑證異議")
    dispute = page.locator("section.desk-box").first
    expect(dispute.get_by_role("columnheader", name="異動前")).to_be_visible()
    expect(dispute).to_contain_text("（無此憑證）")
    count = page.locator("section.desk-box").count()

    dispute.get_by_label("處理理由").fill("電話查證，非本人同意")
    dispute.get_by_role("button", name="恢復為異動前").click()

    expect(page.get_by_text("已恢復為異動前的狀態").first).to_be_visible()
    expect(page.locator("section.desk-box")).to_have_count(count - 1)
    settled = one(demo, "SELECT outcome, note FROM card_change WHERE settled_at IS NOT NULL")
    assert settled is not None
    assert tuple(settled) == ("UNDONE", "電話查證，非本人同意")


def test_a_partners_token_is_shown_once_and_its_scopes_are_edited(
    demo: Demo, officer: Officer
) -> None:
    page = go(officer, "/staff/partners", "介接系統")
    create = page.get_by_role("region", name="建立介接系統")
    create.get_by_label("系統名稱").fill("測試介接系統")
    create.get_by_label("讀取異動").check()
    create.get_by_label("權杖到期日").fill(f"{now():%Y}-12-31")
    create.get_by_role("button", name="建立介接系統").click()
    dialog = page.get_by_role("dialog")
    token = dialog.locator("output").inner_text()
    assert len(token) > 40
    page.keyboard.press("Escape")
    expect(page.get_by_text(token)).to_have_count(0)

    partner = page.get_by_role("region", name="測試介接系統")
    partner.get_by_text("修改名稱、權限與網址").click()
    partner.get_by_label("讀取帳號").check()
    partner.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("已修改測試介接系統。").first).to_be_visible()
    partner.get_by_text("廢止介接系統").first.click()
    partner.get_by_label("請輸入「測試介接系統」以確認廢止").fill("測試介接系統")
    partner.get_by_role("button", name="廢止介接系統").click()
    expect(partner.get_by_text("已廢止").first).to_be_visible()

    kept = one(demo, "SELECT revoked_at IS NOT NULL FROM partner WHERE name = '測試介接系統'")
    assert kept is not None
    assert kept[0] == 1


def test_staff_are_invited_and_a_vendors_account_is_opened(demo: Demo, officer: Officer) -> None:
    page = go(officer, "/staff/people", "同仁")
    invite = page.get_by_role("region", name="邀請新同仁")
    invite.get_by_label("姓名").fill("測試・客服人員")
    invite.get_by_label("身分證統一編號後 4 碼").fill("12")
    invite.get_by_label("電子郵件信箱").fill("help@agency.example")
    invite.get_by_label("角色").select_option("SUPPORT")
    invite.get_by_label("原因").fill("新進同仁")
    invite.get_by_role("button", name="寄出邀請").click()
    expect(invite.locator(".problem")).to_contain_text("後 4 碼")
    invite.get_by_label("身分證統一編號後 4 碼").fill("0012")
    invite.get_by_role("button", name="寄出邀請").click()
    expect(page.get_by_text("之邀請信已排入寄送。").first).to_be_visible()
    expect(page.get_by_role("cell", name="客服", exact=True)).to_be_visible()

    go(officer, "/staff/open-account", "車機商開戶")
    for label, text in {
        "公司名稱": "示範車機股份有限公司",
        "登載信箱": "office@vendor.example",
        "聯絡人": "測試・車機人員",
        "連絡電話": "02-12345678",
        "寄件人": "office@vendor.example",
        "寄件時間（臺灣時間）": "2026-11-30T09:30",
        "Message-ID 或收文號": "測試字第1號",
        "開戶原因": "提供車機服務",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="開立帳號").click()
    expect(page.get_by_role("link", name="VND-0001")).to_be_visible()

    opened = one(demo, "SELECT opening FROM account WHERE control_number = 'VND-0001'")
    assert opened is not None
    assert "2026-11-30T01:30:00+00:00" in opened[0]


def test_a_mailbox_is_proposed_and_needs_a_second_person(demo: Demo, officer: Officer) -> None:
    page = go(officer, f"/staff/accounts/{EXISTING}", f"帳號 {EXISTING}")
    propose = page.get_by_role("region", name="提出更正信箱")
    propose.get_by_label("正確信箱").fill("right@company.example")
    propose.get_by_label("理由與查證方式").fill("匯入時誤植，已電話查證")
    propose.get_by_label("佐證文號").fill("測試字第2號")
    propose.get_by_role("button", name="提出更正信箱").click()
    expect(page.get_by_text("已提出，請另一位同仁").first).to_be_visible()

    go(officer, "/staff/mailboxes", "更正信箱")
    expect(page.get_by_text("right@company.example")).to_be_visible()
    page.get_by_role("button", name="確認更正").click()
    expect(page.get_by_role("alert").or_(page.locator(".notice.bad"))).to_be_visible()
    page.get_by_label("終止理由").fill("原信箱無誤")
    page.get_by_role("button", name="終止更正").click()
    expect(page.get_by_text("更正已終止，信箱維持原狀。").first).to_be_visible()


def test_the_journal_is_filtered_and_saved_and_the_months_figures_too(
    officer: Officer, tmp_path: Path
) -> None:
    page = go(officer, "/staff/journal", "稽核紀錄")
    page.get_by_label("事件").select_option("PARTNER_CREATED")
    page.get_by_role("button", name="篩選").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    with page.expect_download() as saved:
        page.get_by_role("button", name="匯出 CSV").click()
    saved.value.save_as(tmp_path / "journal.csv")
    head, *rows = rows_of(tmp_path / "journal.csv")
    assert head[0] == "序號"
    assert {row[2] for row in rows} == {"PARTNER_CREATED"}
    assert len(rows) == 3

    go(officer, "/staff/health", "運作概況")
    expect(page.get_by_role("table", name="每日審定件數")).to_be_visible()
    refused = page.get_by_role("table", name="憑證拒絕次數（依原因）")
    expect(refused.get_by_role("row", name=WrongCardKind.zh.title)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下載 CSV").click()
    saved.value.save_as(tmp_path / "figures.csv")
    head, *_, total = rows_of(tmp_path / "figures.csv")
    assert total[0] == "合計"
    assert int(total[1]) > 12
    sums = dict(zip(head, total, strict=True))
    assert sums[f"憑證拒絕：{WrongCardKind.zh.title}"] == "7"


def test_an_administrator_replaces_a_year_of_the_office_calendar(
    officer: Officer, tmp_path: Path
) -> None:
    good, broken = tmp_path / "good.csv", tmp_path / "broken.csv"
    good.write_text(year_csv(2031), encoding="cp950")
    broken.write_text(year_csv(2031).replace("20310102,四,0", "20310102,五,0"), encoding="utf-8")
    page = go(officer, "/staff/health", "運作概況")
    picker = page.get_by_label("匯入年度檔案（data.gov.tw 之 CSV）")

    picker.set_input_files(broken)
    expect(page.get_by_text("第 3 列之星期與日期不符")).to_be_visible()
    picker.set_input_files(good)

    expect(page.get_by_text("已匯入 2031 年辦公日曆").first).to_be_visible()
    expect(page.get_by_text("2031 年：放假 104 日")).to_be_visible()


def test_the_help_line_looks_up_and_resends_and_sees_nothing_else(
    demo: Demo, officer: Officer
) -> None:
    become(officer, "SUPPORT")
    officer.page.goto("/staff")
    expect(officer.heading).to_have_text("客服查詢")
    page = officer.page
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(1)
    case = one(demo, "SELECT case_number, company_name FROM application WHERE status = 'APPROVED'")
    assert case is not None

    page.get_by_label("案件編號或管制編號").fill(case["case_number"].lower())
    page.get_by_role("button", name="查詢").click()
    found = page.get_by_role("region", name=f"案件 {case['case_number']}")
    expect(found).to_contain_text(case["company_name"])
    expect(found).to_contain_text(re.compile(r"e\*\*\*@company-\d+\.example"))
    carry_out_on(demo, "UPDATE application SET mailed_at = NULL")
    found.get_by_role("button", name="重寄最近一封通知信").click()
    expect(found.get_by_text(f"案件 {case['case_number']} 之通知信已排入寄送。")).to_be_visible()

    for path in PAGES.keys() - {"/staff/inquiry"}:
        go(officer, path, NOT_ALLOWED)


def test_a_reviewer_opens_no_page_of_administrators(officer: Officer) -> None:
    become(officer, "REVIEWER")
    menu = officer.page.get_by_role("navigation")

    for name in ADMINISTRATORS:
        go(officer, f"/staff/{name}", NOT_ALLOWED)
        expect(menu.get_by_role("link", name=PAGES[f"/staff/{name}"])).to_have_count(0)
    page = go(officer, f"/staff/accounts/{EXISTING}", f"帳號 {EXISTING}")
    expect(page.get_by_role("heading", name="帳號資料")).to_be_visible()
    expect(page.get_by_role("heading", name="帳號管理")).to_have_count(0)
