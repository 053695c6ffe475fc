"""Tests of the desk's pages with axe, in both languages and themes, and of the way to GraphiQL."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser.explorer import OPENS_MS, editor
from tests.support.browser.inspection import RULES, Inspection
from tests.support.browser.person import Person
from tests.support.officers.officer import Officer, waiting_companies
from tests.support.servers.process import Demo


def test_the_desk_can_be_used_by_everybody(officer: Officer, inspection: Inspection) -> None:
    officer.page.keyboard.press("j")
    inspection.look(officer.page, "desk-queue")
    officer.page.keyboard.press("?")
    _has_no_violation(officer.page)
    officer.page.keyboard.press("Escape")
    # Its address differs from what was typed, which is marked within the text.
    officer.open("示範中岳化工股份有限公司")
    marked = officer.page.locator("tr", has_text="事業地址")
    expect(marked.locator("mark").first).to_be_visible()
    expect(marked).to_contain_text("缺 → 「之1」")
    inspection.look(officer.page, "desk-case")
    officer.page.keyboard.press("r")
    inspection.look(officer.page, "desk-reject")
    officer.person.press("取消")
    officer.page.keyboard.press("a")
    _has_no_violation(officer.page)
    officer.let_proof_expire()
    officer.person.press("確認核准")
    expect(officer.page.get_by_role("dialog")).to_contain_text("請以自然人憑證簽章")
    _has_no_violation(officer.page)


def test_who_has_not_signed_in_is_asked_to(alice: Person, inspection: Inspection) -> None:
    answer = alice.page.goto("/staff")

    alice.sees("登入審核台")
    assert answer is not None
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    inspection.look(alice.page, "desk-gate")
    assert alice.traffic.complaints == []


def test_graphiql_opens_with_the_case_filled_in(demo: Demo, officer: Officer) -> None:
    first, *_ = waiting_companies(demo)
    officer.open(first)
    link = officer.page.get_by_role("link", name="在 GraphiQL 開啟")
    case_id = (link.get_attribute("href") or "").split("id=")[1].split("&")[0]
    link.click()

    expect(editor(officer.page, "Operation Editor")).to_contain_text(
        "query ReviewCase", timeout=OPENS_MS
    )
    expect(editor(officer.page, "Variables")).to_contain_text(case_id)
    # The other examples of cases have it as well.
    officer.page.get_by_role("button", name="開啟「核准」").click()
    expect(editor(officer.page, "Variables")).to_contain_text('"version": 3')


def _has_no_violation(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
