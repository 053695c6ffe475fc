"""Tests of the card component's own pages: permissions, trusted sites, the log."""

from pathlib import Path

import pytest

from tests.support.servers.component import OWN, PORTAL, Component, open_component
from web.demo.catalogue import CATALOGUE
from web.demo.component.traffic import MAX_BODY, masked

UNTRUSTED = 1979711537
STRANGER = "https://stranger.example"


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    """Open a component with a valid card in its one reader."""
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


async def test_a_site_that_is_not_trusted_gets_nothing(component: Component) -> None:
    signed = await component.post("tbsPackage={}", opener=STRANGER)
    listed = await component.operate({"func": "CheckEnvir"}, opener=STRANGER)

    assert signed["ret_code"] == listed["ret_code"] == UNTRUSTED
    assert signed["message"] == "在未授權的網站執行元件"
    assert "slots" not in listed


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": STRANGER},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        # A page cannot pass for the popup by repeating its header.
        {"Origin": STRANGER, "X-Opener-Origin": PORTAL},
    ],
)
async def test_a_page_that_asks_without_the_popup_is_judged_by_its_origin(
    component: Component, headers: dict[str, str]
) -> None:
    answer = await component.browser.get("/pkcs11info", headers=headers)

    assert answer.json()["ret_code"] == UNTRUSTED


async def test_a_site_is_trusted_once_the_person_says_so(component: Component) -> None:
    question = await component.browser.get("/addDomain?domain=Stranger.Example")
    said = await component.press("/addDomain", {"domain": "Stranger.Example"})
    answer = await component.operate({"func": "CheckEnvir"}, opener=STRANGER)

    assert "stranger.example" in question.text
    assert said.text == '{"ret_code":0}'
    assert answer["ret_code"] == 0


async def test_what_is_no_host_name_is_not_trusted(component: Component) -> None:
    bad = "<b>*</b>"

    question = await component.browser.get("/addDomain", params={"domain": bad})
    said = await component.press("/addDomain", {"domain": bad})

    assert question.status_code == 400
    assert bad not in question.text
    assert said.json()["ret_code"] == 0x7600000C
    assert bad not in component.deck.sites


async def test_the_white_list_can_be_emptied_and_put_back(component: Component) -> None:
    await component.press("/sites/remove", {"site": "localhost"})
    refused = await component.operate({"func": "CheckEnvir"})
    await component.press("/sites/reset", {})
    answer = await component.operate({"func": "CheckEnvir"})

    assert (refused["ret_code"], answer["ret_code"]) == (UNTRUSTED, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": STRANGER},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": OWN, "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_only_the_components_own_page_presses_its_buttons(
    component: Component, headers: dict[str, str]
) -> None:
    buttons = {
        "/readers/eject": {"reader": "Demo Reader 0"},
        "/cards/unlock": {"card": "wang"},
        "/sites/reset": {"": ""},
        "/addDomain": {"domain": "stranger.example"},
    }

    answers = [
        await component.browser.post(path, data=form, headers=headers)
        for path, form in buttons.items()
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert component.deck.readers[0].card_id == "wang"
    assert not component.deck.trusts("stranger.example")


async def test_cards_move_between_readers_at_the_desk(component: Component) -> None:
    await component.press("/readers/plug", {})
    await component.press("/cards/insert", {"card": "wang", "reader": "Demo Reader 1"})
    await component.press("/cards/insert", {"card": "lin", "reader": "Demo Reader 0"})
    moved = [reader.card_id for reader in component.deck.readers]
    await component.press("/readers/eject", {"reader": "Demo Reader 0"})
    pressed = await component.press("/readers/unplug", {"reader": "Demo Reader 1"})

    assert moved == ["lin", "wang"]
    assert [(each.name, each.card_id) for each in component.deck.readers] == [
        ("Demo Reader 0", None)
    ]
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/")


async def test_a_locked_card_is_unlocked_at_the_desk(component: Component) -> None:
    for _ in range(3):
        await component.sign({"pin": "wrong123"})
    page = (await component.browser.get("/")).text

    await component.press("/cards/unlock", {"card": "wang"})

    assert "已鎖卡" in page
    assert component.deck.tries_left("wang") == 3


async def test_what_is_not_on_the_table_is_not_found(component: Component) -> None:
    strange = await component.press("/cards/insert", {"card": "x", "reader": "Demo Reader 0"})
    missing = await component.press("/cards/unlock", {})

    assert (strange.status_code, missing.status_code) == (404, 404)


async def test_the_desk_shows_every_card_and_asks_nothing_of_other_hosts(
    component: Component,
) -> None:
    page = await component.browser.get("/")

    assert all(plan.pin in page.text and plan.card_number in page.text for plan in CATALOGUE)
    assert "測試用讀卡元件" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "https://" not in page.text


async def test_the_log_shows_requests_without_the_pin(component: Component) -> None:
    await component.sign({"tbs": "看得見", "pin": "wang1234"})

    page = (await component.browser.get("/log")).text

    assert "POST /sign" in page
    assert "看得見" in page
    assert "same-origin" in page
    assert "wang1234" not in page


@pytest.mark.parametrize(
    "body",
    [
        '{"pin":"secret12"',
        '{"PIN":"secret12"}',
        '{"a":[{"pin":"secret12"}]}',
        '{"p\\u0069n":"secret12"}',
        '[{"pin":"secret12"}]',
        '{"currentPIN":"secret12","newpin":"secret12"}',
        "[" * 200_000 + "secret12",
    ],
)
def test_no_shape_of_a_package_shows_its_pin(body: str) -> None:
    shown = masked(f"tbsPackage={body}".encode())

    assert "secret12" not in shown


def test_a_form_shows_no_pin() -> None:
    assert "secret12" not in masked(b"pin=secret12&card=x")


async def test_a_body_that_is_too_large_is_refused_unread(component: Component) -> None:
    answer = await component.browser.post("/sign", content=b"x" * (MAX_BODY + 1))

    assert answer.status_code == 413
    assert answer.json()["ret_code"] == 0x7600000A


@pytest.mark.parametrize("host", ["evil.example:61161", "evil.example", "", "[::1"])
async def test_a_foreign_host_name_is_turned_away(component: Component, host: str) -> None:
    answer = await component.browser.get("/pkcs11info", headers={"Host": host})

    assert answer.status_code == 421


async def test_the_pages_of_the_component_are_there(component: Component) -> None:
    paths = ["/popupForm", "/ChtPopupForm", "/selfTest.htm", "/waiting.gif", "/pages/popup.js"]

    answers = [await component.browser.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [200] * 5
