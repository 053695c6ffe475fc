"""Tests of 400 % zoom, 320 CSS pixels wide: what a page asks for is soon reached, and said once."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Seat
from tests.support.browser.person import ASKED_ON, FORM_1, FORM_2, Person, on_file

# 1280 by 1024 pixels at 400 % (WCAG 2.2 §1.4.10).
ZOOMED: ViewportSize = {"width": 320, "height": 256}
SCREENS = 1.5
# How far down the first field that one sees is; the banner of a demo stands nowhere else.
FIRST = """() => {
  const fields = [...document.querySelectorAll('main :is(input, select, textarea)')];
  const demo = document.querySelector('aside.demo')?.offsetHeight ?? 0;
  return fields.find((each) => each.checkVisibility()).getBoundingClientRect().top + scrollY - demo;
}"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2')].map((each) => each.textContent.trim())"


@pytest.fixture
def zoomed(seat: Seat) -> Person:
    """Alice, who reads at 400 %."""
    alice = seat()
    alice.page.set_viewport_size(ZOOMED)
    return alice


def test_the_first_field_is_soon_reached_at_400_percent(zoomed: Person) -> None:
    reached = {}
    zoomed.page.goto("/sign-in")
    zoomed.sees("以自然人憑證登入")
    reached["sign-in"] = zoomed.page.evaluate(FIRST)
    zoomed.begin()
    zoomed.sees(FORM_1)
    reached["form 1/2"] = zoomed.page.evaluate(FIRST)
    for page in ASKED_ON:
        zoomed.answer(page, on_file())
    zoomed.press("確認無誤，前往綁定憑證")
    zoomed.sees(FORM_2)
    reached["form 2/2"] = zoomed.page.evaluate(FIRST)

    far = {page: top for page, top in reached.items() if top > SCREENS * ZOOMED["height"]}
    assert not far, reached


@pytest.mark.parametrize("address", ["/", "/tasks", "/apply", "/sign-in", "/status", "/help"])
def test_no_heading_says_what_another_has_said(alice: Person, address: str) -> None:
    alice.page.goto(address)
    alice.page.wait_for_selector("main h1")

    said = alice.page.evaluate(HEADINGS)

    assert len(said) == len(set(said)), said
