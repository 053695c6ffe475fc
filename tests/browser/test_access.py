"""Tests of the pages by keyboard, with forced colours, without motion, and in print."""

import re

from playwright.sync_api import Page, expect

from tests.support.browser.desk import Desk
from tests.support.browser.person import Person, gone, on_file

# What has the focus, and whether all of it is seen.
FOCUSED = """() => {
  const { activeElement } = document;
  // A link may be broken in two lines: its first one counts.
  const [box] = activeElement.getClientRects();
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: activeElement.matches('input, select') ? activeElement.id : activeElement.innerText,
    is_seen: activeElement === seen || activeElement.contains(seen),
    outline: getComputedStyle(activeElement).outlineStyle,
  };
}"""
RUNNING = "document.getAnimations().filter((each) => each.playState === 'running').length"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus; check each one on the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        assert focus["is_seen"], focus
        assert focus["outline"] != "none", focus
        if focus["name"] == name:
            return
    raise AssertionError(f"Tab does not come to {name}")


def press_access_key(page: Page, key: str) -> None:
    """Press Alt and a key; Playwright sends no character with it, which Chromium needs."""
    alt = 1
    pressed = {"modifiers": alt, "key": key, "unmodifiedText": key}
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **pressed})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


def test_the_first_tab_skips_to_the_content(alice: Person) -> None:
    alice.page.goto("/sign-in")
    alice.sees("以自然人憑證登入")

    tab_to(alice.page, "跳到主要內容")
    alice.page.keyboard.press("Enter")

    expect(alice.page.locator("main")).to_be_focused()
    tab_to(alice.page, "reader")


def test_access_keys_lead_to_the_three_parts_of_a_page(alice: Person) -> None:
    alice.page.goto("/activate#token")
    alice.sees("找不到此連結")

    for key, within, name in (
        ("u", "header", "上方功能區塊"),
        ("c", "main", "中央內容區塊"),
        ("z", "footer", "頁尾區塊"),
    ):
        press_access_key(alice.page, key)
        mark = alice.page.locator(within).get_by_role("link", name=name)
        expect(mark).to_be_focused()
        expect(mark).to_be_in_viewport()
    # The address keeps what the link brought.
    assert alice.page.url.endswith("/activate#token")


def test_one_signs_in_and_out_by_keyboard_alone(alice: Person, desk: Desk) -> None:
    alice.open_account(on_file())
    alice.page.goto("/sign-in")
    alice.sees("以自然人憑證登入")

    tab_to(alice.page, "pin")
    alice.page.keyboard.type("wang1234")
    with alice.page.expect_popup() as opened:
        alice.page.keyboard.press("Enter")
    gone(opened.value)
    alice.sees("我的帳號")
    # The head of the page has the button once it knows who has signed in.
    alice.is_signed_in("測試・王小明")
    alice.page.keyboard.press("Home")
    for _ in range(40):
        alice.page.keyboard.press("Shift+Tab")
        if alice.page.evaluate(FOCUSED)["name"] == "登出":
            break
    alice.page.keyboard.press("Enter")

    alice.reads("您已登出")


def test_states_are_distinct_with_forced_colours(alice: Person) -> None:
    alice.page.emulate_media(forced_colors="active")
    alice.page.goto("/help")
    alice.sees("讀卡檢測與操作協助")

    alice.check_card("開始檢測")

    expect(alice.finds("卡片")).to_contain_text("正常")
    button = alice.page.get_by_role("button", name="重新檢測")
    assert button.evaluate("each => getComputedStyle(each).borderStyle") == "solid"


def test_nothing_moves_with_reduced_motion(alice: Person) -> None:
    alice.apply(on_file())
    alice.page.goto("/status")
    alice.reads("即時更新中")
    assert alice.page.evaluate(RUNNING) > 0

    alice.page.emulate_media(reduced_motion="reduce")

    assert alice.page.evaluate(RUNNING) == 0


def test_one_may_zoom_in_four_times(alice: Person) -> None:
    # 1280 by 1024 points, each drawn four times as large.
    alice.page.set_viewport_size({"width": 320, "height": 256})
    alice.page.goto("/sign-in")
    alice.sees("以自然人憑證登入")

    tab_to(alice.page, "登入")

    assert alice.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_confirmation_can_be_printed(alice: Person) -> None:
    alice.submit(on_file())
    expect(alice.state).to_have_text("審核通過")

    alice.page.emulate_media(media="print")

    expect(alice.state).to_be_visible()
    expect(alice.page.get_by_text("案件編號", exact=True)).to_be_visible()
    for only_on_screen in (".head-top", ".foot", ".button", ".live"):
        for each in alice.page.locator(only_on_screen).all():
            expect(each).to_be_hidden()
    sheets = re.findall(rb"/Type /Page\b", alice.page.pdf(format="A4"))
    assert len(sheets) == 1
