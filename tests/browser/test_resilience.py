"""Tests of reloads, the back button, a lost network and a server that restarts."""

import json

import pytest
from playwright.sync_api import expect

from tests.support.browser.person import ASKED_ON, FORM_2, PASSED, Person, on_file
from tests.support.browser.review import reviews_held
from tests.support.run.in_thread import carry_out

# The page comes back to a server within fifteen seconds; a noisy machine adds to it.
COMES_BACK_MS = 40_000
LIVE = "即時更新中"
LOST = "目前無法即時更新，正在重新連線。"


def test_what_is_typed_into_form_1_outlives_a_reload(alice: Person) -> None:
    company = on_file()
    alice.begin()
    for page, asked in ASKED_ON.items():
        answers = {name: company[name] for name in asked}
        alice.sees(page)
        alice.type_company(answers)

        alice.page.reload()

        alice.sees(page)
        alice.shows(answers)
        alice.press("下一步")
    alice.sees("確認資料")
    alice.page.reload()
    alice.sees("確認資料")
    for value in company.values():
        alice.reads(value)


def test_what_is_typed_into_form_2_outlives_a_reload_but_never_the_pin(alice: Person) -> None:
    alice.apply(on_file())
    alice.type_contact()
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.field("憑證卡片密碼").fill("wang1234")

    alice.page.reload()

    expect(alice.field("連絡電話")).to_have_value("02-23111234#123")
    expect(alice.field("Email")).to_have_value("holder@test-chemical.example")
    expect(alice.field("憑證卡片密碼")).to_have_value("")
    kept = json.dumps(alice.page.context.storage_state(indexed_db=True))
    in_tab = alice.page.evaluate("JSON.stringify([{...sessionStorage}, history.state])")
    assert "holder@test-chemical.example" in in_tab
    assert "wang1234" not in kept + in_tab
    alice.read_card()
    alice.send()
    expect(alice.state).to_have_text("審核通過")


def test_the_back_button_finds_everything_as_it_was_left(alice: Person) -> None:
    company = on_file()
    alice.apply(company)
    alice.type_contact()

    alice.page.go_back()
    alice.sees("確認資料")
    for page, asked in reversed(list(ASKED_ON.items())):
        alice.page.go_back()
        alice.sees(page)
        alice.shows({name: company[name] for name in asked})
    alice.type_company({"responsible_person": "測試・別人"})
    # The other pages are answered: from the first the way leads to the look over all.
    alice.press("下一步")
    alice.sees("確認資料")
    alice.reads("測試・別人")
    alice.press("確認無誤，前往綁定憑證")
    alice.sees(FORM_2)

    expect(alice.field("連絡電話")).to_have_value("02-23111234#123")
    alice.read_card()
    alice.send()
    alice.page.go_back()
    alice.reads("此申請已送出，無須再綁定憑證。")


def test_a_decision_made_while_the_network_was_gone_arrives_when_it_is_back(alice: Person) -> None:
    context = alice.page.context
    with reviews_held(alice.demo):
        alice.submit(on_file())
        alice.reads(LIVE)
        context.set_offline(True)
        alice.reads(LOST)
        expect(alice.state).to_have_text("審核中")

    context.set_offline(False)

    expect(alice.state).to_have_text("審核通過", timeout=COMES_BACK_MS)
    alice.reads(LIVE)


@pytest.mark.parametrize("decided", ["before it is seen again", "after it is seen again"])
def test_a_server_that_is_killed_and_started_again_goes_on_telling(
    alice: Person, decided: str
) -> None:
    with reviews_held(alice.demo):
        alice.submit(on_file())
        alice.reads(LIVE)
        alice.demo.kill()
        alice.reads(LOST)
        expect(alice.state).to_have_text("審核中")
        if decided == "after it is seen again":
            carry_out(alice.demo.start())
            expect(alice.page.get_by_text(LIVE)).to_be_visible(timeout=COMES_BACK_MS)
            expect(alice.state).to_have_text("審核中")

    if decided == "before it is seen again":
        carry_out(alice.demo.start())

    expect(alice.state).to_have_text("審核通過", timeout=COMES_BACK_MS)
    alice.open_letter(PASSED)
    mails = list(alice.demo.mailbox.glob("*.eml"))
    assert len(mails) == 1


def test_form_2_sent_to_a_dead_server_can_be_sent_again(alice: Person) -> None:
    alice.apply(on_file())
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.type_contact()
    alice.demo.kill()
    alice.press("確認送出")
    alice.is_told("連線中斷")
    carry_out(alice.demo.start())

    alice.press("確認送出")

    expect(alice.state).to_have_text("審核通過")
