"""Tests of the rehearsal: an administrator takes one card through all, and nothing is bound."""

import json

import httpx
import pytest
from playwright.sync_api import Locator, expect

from models.pki.explain.redacted import FORMAT
from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import PRESS_AGAIN, Person, gone
from tests.support.browser.tables import tables
from tests.support.officers.officer import Officer
from tests.support.servers.process import Demo

TITLE = "實卡演練"
# The holder of the card that is rehearsed with, who is not the administrator.
OWN_WORDS = ("測試・林美玲", "0000000000000102", "TP00000000000102")


@pytest.fixture
def zhou(desk: Desk, seat: Seat) -> Person:
    """Zhou, the demo's administrator, at the page of the rehearsal."""
    officer = Officer(seat())
    officer.bind_first_card(desk)
    officer.page.get_by_role("link", name=TITLE, exact=True).click()
    officer.person.sees(TITLE)
    return officer.person


def read(person: Person) -> None:
    with person.page.expect_popup() as opened:
        person.press("讀取讀卡機與卡片")
    gone(opened.value)


def sign(person: Person, label: str, pin: str, button: str) -> None:
    person.field(label).fill(pin)
    with person.page.expect_popup() as opened:
        person.press(button)
        while person.page.get_by_text(PRESS_AGAIN).is_visible():
            person.press(button)
    gone(opened.value)


def standing(person: Person, sentence: str) -> Locator:
    """Return the mark beside an assumption."""
    row = person.page.get_by_role("row").filter(has_text=sentence)
    return row.locator(".badge")


def journaled(demo: Demo) -> list[dict[str, str]]:
    with tables(demo) as database:
        rows = database.execute("SELECT payload FROM event WHERE kind = 'CARD_REHEARSED'")
        return [json.loads(payload) for (payload,) in rows]


def certificates(demo: Demo) -> int:
    with tables(demo) as database:
        [(count,)] = database.execute("SELECT count(*) FROM certificate").fetchall()
        return int(count)


def unproven(demo: Demo) -> bool:
    return "unproven" in httpx.get(f"{demo.origin}/readyz").raise_for_status().json()["degraded"]


def test_one_card_goes_through_everything_and_it_is_journaled(
    zhou: Person, demo: Demo, desk: Desk, inspection: Inspection
) -> None:
    before = certificates(demo)
    inspection.look(zhou.page, "rehearsal")
    desk.insert("lin")

    read(zhou)
    zhou.reads("讀到 1 張卡片。")
    sign(zhou, "憑證卡片密碼", "lin12345", "簽署")
    zhou.reads("已簽署")
    zhou.page.get_by_text("沒有，只在本網頁輸入").click()
    zhou.field("管制編號（選填）").fill("a0000006")
    inspection.look(zhou.page, "rehearsal-judge")
    zhou.press("開始核對")
    zhou.reads("依目前的設定，本系統接受此卡片")
    zhou.reads("卡片由 G2 世代的憑證機構簽發。")

    for sentence in (
        "元件的視窗會開啟、收取一次要求並回傳一次結果。",
        "PIN 碼只在本網頁輸入，元件不另開輸入視窗。",
        "簽章以 DER 編碼，沒有放寬的寫法。",
        "卡號為兩個大寫英文字母及十四位數字，沒有填補字元。",
        "清冊由簽發卡片的憑證機構簽署，完整且範圍可辨識。",
        "OCSP 回應者的回覆可以採用。",
        "登載資料以約定的格式回覆，並有這家公司。",
    ):
        expect(standing(zhou, sentence)).to_contain_text("符合")
    # The demo publishes the complete list and one part of it, and this card is in another.
    expect(standing(zhou, "卡片所指的廢止清冊可以取得。")).to_contain_text("不同")
    expect(standing(zhou, "PIN 碼錯誤時")).to_contain_text("未見")
    inspection.look(zhou.page, "rehearsal-outcome")
    shown = zhou.page.locator("main").inner_text()
    assert not any(word in shown for word in OWN_WORDS)

    assert journaled(demo) == []
    zhou.press("寫入稽核紀錄")
    zhou.reads("已寫入稽核紀錄")
    [payload] = journaled(demo)
    assert (payload["generation"], payload["accepted"]) == ("G2", "yes")
    assert not any(word in str(payload) for word in OWN_WORDS)
    assert certificates(demo) == before
    # A demo has nothing to prove.
    assert not unproven(demo)


def test_the_record_is_saved_without_values(zhou: Person, desk: Desk) -> None:
    desk.insert("lin")
    read(zhou)
    sign(zhou, "憑證卡片密碼", "lin12345", "簽署")
    zhou.press("開始核對")
    zhou.reads("核對結果")

    with zhou.page.expect_download() as saved:
        zhou.press("儲存去識別紀錄")
    text = saved.value.path().read_text(encoding="utf-8")

    assert json.loads(text)["format"] == FORMAT
    assert [reply["func"] for reply in json.loads(text)["replies"]] == ["pkcs11info", "sign"]
    assert not any(word in text for word in OWN_WORDS)


def test_a_wrong_pin_is_tried_only_where_she_asks_for_it(zhou: Person, desk: Desk) -> None:
    desk.insert("lin")
    read(zhou)
    wrong = zhou.page.get_by_text("選用：先測試一次錯誤的 PIN 碼")
    wrong.click()
    expect(zhou.field("錯誤的 PIN 碼")).not_to_be_visible()
    zhou.page.get_by_text("我了解會用去一次").click()
    sign(zhou, "錯誤的 PIN 碼", "wrong111", "以錯誤的 PIN 碼測試")
    zhou.is_told("PIN 碼錯誤", "還可以再試 2 次。")
    zhou.reads("已測試錯誤的 PIN 碼")

    sign(zhou, "憑證卡片密碼", "lin12345", "簽署")
    zhou.press("開始核對")

    expect(standing(zhou, "PIN 碼錯誤時")).to_contain_text("符合")


def test_a_card_that_is_refused_is_told_and_may_be_recorded(
    zhou: Person, demo: Demo, desk: Desk
) -> None:
    desk.insert("revoked")
    read(zhou)
    sign(zhou, "憑證卡片密碼", "gone1234", "簽署")
    zhou.press("開始核對")

    zhou.reads("依目前的設定，本系統不接受此卡片")
    expect(standing(zhou, "依目前的設定，本系統接受此卡片。")).to_contain_text("不同")
    zhou.press("寫入稽核紀錄")
    zhou.reads("已寫入稽核紀錄")
    assert [payload["accepted"] for payload in journaled(demo)] == ["no"]


def test_a_reviewer_and_a_holder_have_no_such_page(zhou: Person, demo: Demo) -> None:
    with tables(demo) as database:
        database.execute("UPDATE account SET role = 'REVIEWER' WHERE role = 'ADMIN'")
        database.commit()
    zhou.page.reload()

    zhou.sees("您的角色無法使用本頁")
