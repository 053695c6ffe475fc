"""Test of a card whose keys are in a PKCS#11 module, in the browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.person import PASSED, Person, on_file
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo
from tests.support.token.softhsm import WANG, module_of, softhsm
from web.clock import now
from web.demo.component.deck import Deck
from web.demo.token.softhsm import in_softhsm


@pytest.fixture
def demo(issued: Path, ports: tuple[int, int], tmp_path: Path) -> Iterator[Demo]:
    """Run a demo with the card of a module in the reader, before the usual ones."""
    library = str(softhsm())
    state = tmp_path / "state"
    shutil.copytree(issued, state)
    Deck.open(state / "card", clock=now, issue=in_softhsm([WANG]))
    demo = Demo(
        state,
        f"sqlite://{state / 'gpszone.sqlite3'}",
        *ports,
        card=library,
        environ=module_of(state / "card").environ,
    )
    carry_out(demo.start())
    yield demo
    demo.kill()
    assert "Traceback" not in demo.said


def test_a_company_opens_its_account_with_a_card_of_a_module(
    alice: Person, new_context: Callable[..., BrowserContext]
) -> None:
    alice.apply(on_file())
    alice.read_card("wrong111")
    alice.is_told("PIN 碼錯誤")

    alice.type_contact()
    alice.read_card(WANG.pin)
    alice.is_told("已取得憑證資訊。")
    alice.reads(WANG.holder)
    alice.send()
    expect(alice.state).to_have_text("審核通過")
    tab = alice.follow_letter(PASSED, button="開通帳號權限")
    tab.press("開通帳號權限")
    expect(tab.state).to_have_text("已開通")
    tab.sign_in(WANG.pin)
    tab.is_signed_in(WANG.holder)

    page = new_context().new_page()
    page.goto(f"{alice.demo.card_origin}/")
    expect(page.get_by_text("由卡片計算")).to_have_count(1)
