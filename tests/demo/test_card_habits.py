"""Tests of how the demo's component plays what real ones do at times."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers.component import Component, open_component
from web.demo.component.habits import TEXTS, Habit

WRONG = {"func": "MakeSignature", "tbs": "x", "signatureType": "PKCS7", "pin": "wrong111"}
RIGHT = {**WRONG, "pin": "wang1234"}


@pytest.fixture
def component(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Component:
    """Open a component with a valid card in its one reader."""
    return open_component(tmp_path, base=tmp_path_factory.getbasetemp())


async def habit(component: Component, habit: Habit) -> None:
    answer = await component.press("/habits/toggle", {"habit": habit})
    assert answer.status_code == 303


def names_in(answer: Mapping[str, Any]) -> list[str]:
    return [slot["slotDescription"] for slot in answer["slots"]]


async def test_a_number_may_have_64_bits(component: Component) -> None:
    await habit(component, Habit.WIDE_NUMBERS)

    assert (await component.operate(WRONG))["last_error"] == 0xFFFFFFFF80000002
    assert (await component.operate(WRONG))["last_error"] == 0xFFFFFFFF80000001
    assert (await component.operate(RIGHT))["ret_code"] == 0


async def test_a_refused_login_may_have_no_reason(component: Component) -> None:
    await habit(component, Habit.NO_REASON)

    told = await component.operate(WRONG)

    assert (told["ret_code"], told["last_error"]) == (0x76100006, 0)
    assert component.deck.tries_left("wang") == 2


async def test_an_error_may_close_the_window_without_a_word(component: Component) -> None:
    await habit(component, Habit.CLOSES_SILENTLY)

    answer = await component.browser.post("/sign", content="tbsPackage={}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await component.operate(RIGHT))["ret_code"] == 0


async def test_readers_may_be_known_from_the_start_only(component: Component) -> None:
    await habit(component, Habit.READERS_AT_START)
    component.deck.plug()
    asked = {"func": "CheckEnvir"}

    before = await component.operate(asked)
    page = await component.browser.get("/")
    await component.press("/restart", {})
    after = await component.operate(asked)

    assert "元件尚未得知" in page.text
    assert [names_in(answer) for answer in (before, after)] == [
        ["Demo Reader 0"],
        ["Demo Reader 0", "Demo Reader 1"],
    ]


async def test_a_reader_that_is_gone_is_gone(component: Component) -> None:
    await habit(component, Habit.READERS_AT_START)
    component.deck.unplug("Demo Reader 0")

    assert (await component.operate(RIGHT))["ret_code"] == 0x76100003


async def test_habits_are_kept_and_given_up(
    component: Component, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await habit(component, Habit.SIGNS_TIME)
    again = open_component(tmp_path, base=tmp_path_factory.getbasetemp())
    assert again.deck.habits == {Habit.SIGNS_TIME}

    await habit(component, Habit.SIGNS_TIME)
    assert component.deck.habits == frozenset()

    unknown = await component.press("/habits/toggle", {"habit": "none"})
    assert unknown.status_code == 404


def test_each_habit_has_its_words() -> None:
    assert set(TEXTS) == set(Habit)
