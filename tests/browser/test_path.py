"""Tests of the whole path in Chromium: both forms, the card's window, the review, the mail."""

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import NOT_PASSED, PASSED, Person, on_file
from tests.support.browser.review import reviews_held
from tests.support.browser.sessions import expire_links


def test_a_company_applies_watches_the_review_and_opens_its_account(alice: Person) -> None:
    with reviews_held(alice.demo):
        alice.submit(on_file())
        expect(alice.state).to_have_text("審核中")
    expect(alice.state).to_have_text("審核通過")

    tab = alice.follow_letter(PASSED, button="開通帳號權限")
    tab.sees("開通帳號權限")
    expect(alice.state).to_have_text("審核通過")
    tab.press("開通帳號權限")

    expect(tab.state).to_have_text("已開通")
    expect(alice.state).to_have_text("已開通")


def test_what_differs_is_named_corrected_and_then_passes(alice: Person) -> None:
    filed = on_file()
    alice.submit({**filed, "mailing_address": filed["mailing_address"].replace("臺", "台")})
    expect(alice.state).to_have_text("審核未通過")

    tab = alice.follow_letter(NOT_PASSED, button="確認資料情形")
    tab.sees("審核未通過：確認並修正資料")
    results = tab.page.get_by_role("heading", name="比對結果").locator("xpath=following::ul[1]/li")
    expect(results).to_have_text(["郵寄地址：只差在「臺」與「台」"])
    tab.type_company({"mailing_address": filed["mailing_address"]})
    with reviews_held(alice.demo):
        tab.press("重新送出審核")
        expect(tab.state).to_have_text("審核中")
        expect(alice.state).to_have_text("審核中")
    expect(tab.state).to_have_text("審核通過")
    expect(alice.state).to_have_text("審核通過")
    last = tab.follow_letter(PASSED, button="開通帳號權限")
    last.press("開通帳號權限")

    expect(last.state).to_have_text("已開通")
    expect(alice.state).to_have_text("已開通")


def test_the_link_opened_in_another_browser_needs_the_card(
    alice: Person, seat: Seat, inspection: Inspection
) -> None:
    alice.submit(on_file())
    expect(alice.state).to_have_text("審核通過")
    case_number = alice.page.locator(".summary dd").first.inner_text()
    link = alice.follow_letter(PASSED, button="開通帳號權限").page.url
    elsewhere = seat()

    elsewhere.page.goto(link)
    elsewhere.reads("請先以綁定的自然人憑證確認身分")
    expect(alice.state).to_have_text("審核通過")
    elsewhere.confirm_with_card()

    expect(elsewhere.state).to_have_text("已開通")
    # The card moved the application to the other browser; this one shows that.
    alice.is_told("此申請已在另一個瀏覽器以自然人憑證繼續")
    alice.reads(case_number)
    inspection.look(alice.page, "status-taken-elsewhere")


def test_an_expired_link_is_sent_again(alice: Person, inspection: Inspection) -> None:
    alice.submit(on_file())
    expect(alice.state).to_have_text("審核通過")
    alice.open_letter(PASSED).close()
    expire_links(alice.demo)

    tab = alice.follow_letter(PASSED, button="開通帳號權限")
    tab.sees("連結已過期")
    inspection.look(tab.page, "link-expired")
    tab.press("重寄通知信")
    tab.reads("新的通知信已寄至原信箱")
    inspection.look(tab.page, "link-resent")

    tab = alice.follow_letter(PASSED, button="開通帳號權限", of=2)
    tab.press("開通帳號權限")
    expect(tab.state).to_have_text("已開通")
