"""Tests with a real mouse on a virtual screen; Playwright's clicks may do more than a person's."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Locator, Page, Response

from tests.browser.conftest import Seat, missing
from tests.support.browser.chromium import CHROMIUM
from tests.support.browser.person import gone, on_file
from tests.support.paths import ROOT

WHERE_THE_PAGE_IS = "[screenX + (outerWidth - innerWidth) / 2, screenY + outerHeight - innerHeight]"
DOCUMENTS = json.loads((ROOT / "schema/registered/current.json").read_text(encoding="utf-8"))
# Whatever the page does with an answer, it has done once the next frame is drawn.
ALL_IS_DONE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"


@pytest.fixture
def screen() -> Iterator[str]:
    """Start a virtual screen."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            missing(f"{program} is not installed")
    here, there = os.pipe()
    command = ["Xvfb", "-displayfd", str(there), "-screen", "0", "1280x2400x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[there], stderr=subprocess.DEVNULL)
    os.close(there)
    with os.fdopen(here) as said:
        number = said.readline().strip()
    yield f":{number}"
    server.kill()
    server.wait()


@pytest.fixture
def browser_on_screen(
    screen: str, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """Start a browser with a window on that screen."""
    if CHROMIUM is None:
        missing("chromium is not installed")
    args = [*browser_type_launch_args["args"], "--window-position=0,0", "--window-size=1280,2300"]
    browser = browser_type.launch(
        **{**browser_type_launch_args, "args": args, "executable_path": CHROMIUM},
        headless=False,
        env={**os.environ, "DISPLAY": screen},
    )
    yield browser
    browser.close()


def test_the_cards_window_opens_from_a_real_click(
    browser_on_screen: Browser, browser_context_args: dict[str, Any], screen: str, seat: Seat
) -> None:
    whole_window = {**browser_context_args, "viewport": None, "no_viewport": True}
    alice = seat(browser_on_screen.new_context(**whole_window))
    # What the card shall sign comes with the page; before it has, a press opens nothing.
    with alice.page.expect_response(brings_a_challenge) as answered:
        alice.apply(on_file())
    answered.value.finished()
    alice.field("憑證卡片密碼").fill("wang1234")
    alice.page.evaluate(ALL_IS_DONE)
    button = alice.page.get_by_role("button", name="取得憑證資訊")

    # Until the window is gone the page is asked nothing: Playwright's questions count as clicks.
    with alice.page.expect_popup() as opened:
        click_with_the_mouse(alice.page, button, screen=screen)
    gone(opened.value)

    alice.is_told("已取得憑證資訊。")
    assert len(alice.page.evaluate("window.opened")) == 1


def brings_a_challenge(response: Response) -> bool:
    """Return whether a response holds the challenge to sign, by the document that was asked."""
    asked = response.request.post_data
    named = json.loads(asked).get("documentId") if asked else None
    return "requestChallenge" in DOCUMENTS.get(named, "")


def click_with_the_mouse(page: Page, target: Locator, *, screen: str) -> None:
    """Move the screen's mouse over the target, and press."""
    left, top = page.evaluate(WHERE_THE_PAGE_IS)
    box = target.bounding_box()
    assert box is not None
    x, y = left + box["x"] + box["width"] / 2, top + box["y"] + box["height"] / 2
    mouse = ["xdotool", "mousemove", str(round(x)), str(round(y)), "click", "1"]
    subprocess.run(mouse, check=True, env={**os.environ, "DISPLAY": screen})
