"""Tests of existing accounts (自然人憑證帳號綁定), company data and hand-off to other systems."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.commands import command
from tests.support.browser.desk import Desk
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import Person, on_file

WANG = "測試・王小明"


@pytest.fixture
def alice(seat: Seat) -> Iterator[Person]:
    """Alice, whose browser's console must stay empty."""
    alice = seat()
    yield alice
    assert alice.traffic.complaints == []


def test_an_account_from_before_gets_its_first_card_by_mail(
    alice: Person, desk: Desk, seat: Seat, inspection: Inspection, tmp_path: Path
) -> None:
    company = on_file()
    file = tmp_path / "accounts.json"
    row = {name: company[name] for name in ("control_number", "company_name", "business_email")}
    file.write_text(json.dumps([row], ensure_ascii=False), encoding="utf-8")
    command(alice.demo, "staff", "import-accounts", str(file))
    alice.page.goto("/existing")
    alice.sees("自然人憑證帳號綁定")
    inspection.look(alice.page, "existing")

    alice.field("管制編號").fill("B9999999")
    alice.press("寄送綁定連結")
    alice.is_told("已受理（B9999999）", "畫面上不會顯示帳號是否存在")
    alice.field("管制編號").fill("A0000006")
    alice.press("寄送綁定連結")
    alice.is_told("已受理（A0000006）", "畫面上不會顯示帳號是否存在")
    inspection.look(alice.page, "existing-asked")

    tab = alice.follow_letter("自然人憑證帳號綁定", button="設定自然人憑證")
    link = tab.page.url
    tab.sees("綁定帳號的第一張自然人憑證")
    tab.reads("測試化工股份有限公司")
    inspection.look(tab.page, "first-card")
    tab.press("開始綁定")
    tab.reads("請由負責使用帳號的人插入本人的卡片。")
    tab.page.reload()
    tab.reads("請由負責使用帳號的人插入本人的卡片。")
    inspection.look(tab.page, "first-card-bind")

    tab.read_another_card("wang1234")
    tab.press("確認送出")

    tab.sees("我的帳號")
    tab.is_signed_in(WANG)
    elsewhere = seat()
    elsewhere.page.goto(link)
    elsewhere.sees("連結已使用過")
    inspection.look(elsewhere.page, "first-card-spent")


def test_a_change_of_company_data_is_reviewed_and_counts_once_it_has_passed(
    alice: Person, inspection: Inspection
) -> None:
    alice.open_account(on_file())
    alice.sign_in(address="/sign-in?to=/company")
    alice.sees("基本資料管理")
    alice.reads("測試化工股份有限公司")
    inspection.look(alice.page, "company")

    alice.page.get_by_role("link", name="申請變更基本資料").click()
    alice.sees("申請變更基本資料")
    alice.shows(on_file())
    alice.type_company({"contact_email": "nobody"})
    alice.press("送出變更申請")
    alice.reads("有欄位需要修正")
    inspection.look(alice.page, "company-change-errors")
    alice.type_company(on_file())
    alice.press("送出變更申請")

    alice.sees("基本資料管理")
    alice.reads("基本資料變更：")
    inspection.look(alice.page, "company-changed")


def test_a_hand_off_to_another_system_needs_no_second_sign_in(
    alice: Person, inspection: Inspection
) -> None:
    there = f"http://localhost:{alice.demo.port}/about"
    command(
        alice.demo,
        *("partner", "create", "GPS 軌跡監控展示"),
        *("--scope", "handoff", "--handoff-url", there),
    )
    alice.open_account(on_file())

    alice.sign_in()

    alice.sees("我的帳號")
    expect(alice.page.get_by_role("button", name="前往 GPS 軌跡監控展示")).to_be_visible()
    inspection.look(alice.page, "home-systems")
    alice.press("前往 GPS 軌跡監控展示")
    alice.sees("關於本服務")
    assert "code=" in alice.page.url
