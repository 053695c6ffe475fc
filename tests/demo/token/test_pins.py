"""Tests of PINs of a card behind a PKCS#11 module, which counts: nobody else is told of them."""

import logging
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers.component import Component
from tests.support.token.softhsm import WANG, counting, module_of
from web.demo.component.codes import LastError, RetCode
from web.demo.component.deck import Deck
from web.demo.token.chip import FINAL_TRY, LOCKED, refused
from web.demo.token.module import Module, ModuleFailed

LOGIN_FAILED = 0x76100006
WRONG = "wrong123"
Behind = Callable[[Module], Component]


def codes(answer: dict[str, object]) -> tuple[object, object]:
    return answer["ret_code"], answer["last_error"]


async def test_softhsm_tells_a_wrong_pin_and_never_locks(component: Component) -> None:
    wrong = [await component.sign({"pin": WRONG}) for _ in range(4)]
    right = await component.sign()

    assert [codes(answer) for answer in wrong] == [(LOGIN_FAILED, 0xA0)] * 4
    assert wrong[0]["message2"] == "PIN碼錯誤"
    assert right["ret_code"] == 0
    assert component.deck.tries_left("wang") is None


async def test_a_pin_that_is_no_text_is_an_answer(component: Component) -> None:
    answer = await component.sign({"pin": "wrong\ud800"})

    assert codes(answer) == (RetCode.HELPER_FAILED, 0)


@pytest.mark.parametrize("pin", ["short", "much-too-long"])
async def test_a_pin_that_cannot_be_right_is_the_modules_matter(
    component: Component, pin: str
) -> None:
    assert codes(await component.sign({"pin": pin})) == (LOGIN_FAILED, 0xA0)


async def test_a_module_that_counts_warns_and_locks(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, behind: Behind
) -> None:
    module = counting(folder, base=tmp_path_factory.getbasetemp(), tells="flags")
    component = behind(module)

    wrong = [await component.sign({"pin": WRONG}) for _ in range(3)]
    right = await component.sign()
    page = (await component.browser.get("/")).text
    pressed = await component.press("/cards/unlock", {"card": "wang"})

    assert [answer["last_error"] for answer in wrong] == [
        LastError.PIN_INCORRECT,
        LastError.ONE_TRY_LEFT,
        LastError.PIN_LOCKED,
    ]
    assert codes(right) == (LOGIN_FAILED, LastError.PIN_LOCKED)
    assert "signature" not in right
    assert component.deck.tries_left("wang") == 0
    assert "已鎖卡" in page
    # Only its issuer unlocks such a card.
    assert "解鎖：" not in page
    assert pressed.status_code == 404
    assert behind(module).deck.tries_left("wang") == 0


async def test_a_right_pin_gives_the_tries_back(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, behind: Behind
) -> None:
    component = behind(counting(folder, base=tmp_path_factory.getbasetemp(), tells="flags"))
    for _ in range(2):
        await component.sign({"pin": WRONG})
    before = component.deck.tries_left("wang")

    right = await component.sign()
    again = await component.sign({"pin": WRONG})

    assert before == 1
    assert right["ret_code"] == 0
    assert again["last_error"] == LastError.PIN_INCORRECT


async def test_the_vendors_own_return_values_are_passed_on(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, behind: Behind
) -> None:
    component = behind(counting(folder, base=tmp_path_factory.getbasetemp(), tells="values"))

    wrong = [await component.sign({"pin": WRONG}) for _ in range(4)]

    assert [answer["last_error"] for answer in wrong] == [
        LastError.TWO_TRIES_LEFT,
        LastError.ONE_TRY_LEFT,
        LastError.PIN_LOCKED,
        LastError.PIN_LOCKED,
    ]


@pytest.mark.parametrize(
    ("failure", "ret_code", "last_error"),
    [
        (ModuleFailed("load", -1), RetCode.NO_LIBRARY, -1),
        (ModuleFailed("session", 0xE0), RetCode.NO_CARD, 0xE0),
        (ModuleFailed("session", 0x32), RetCode.NO_CARD, 0x32),
        (ModuleFailed("session", 0x30), RetCode.NO_SESSION, 0x30),
        (ModuleFailed("login", 0xA0), RetCode.LOGIN_FAILED, 0xA0),
        (ModuleFailed("login", 0xA0, FINAL_TRY), RetCode.LOGIN_FAILED, -2147483647),
        (ModuleFailed("login", 0xA0, LOCKED | FINAL_TRY), RetCode.LOGIN_FAILED, 0xA4),
        (ModuleFailed("login", 0xA4, LOCKED), RetCode.LOGIN_FAILED, 0xA4),
        (ModuleFailed("login", 0xA2, FINAL_TRY), RetCode.LOGIN_FAILED, 0xA2),
        # Of 64 bits with the sign extended, as programs of 64 bits have it.
        (ModuleFailed("login", 0xFFFFFFFF80000002), RetCode.LOGIN_FAILED, -2147483646),
        (ModuleFailed("key", 0x60), RetCode.KEY_NOT_FOUND, 0x60),
        (ModuleFailed("sign", 0x5), RetCode.SIGNING_FAILED, 0x5),
        (ModuleFailed("helper"), RetCode.HELPER_FAILED, 0),
    ],
    ids=str,
)
def test_a_failure_is_told_by_its_stage_and_the_modules_return_value(
    failure: ModuleFailed, ret_code: RetCode, last_error: int
) -> None:
    found = refused(failure)

    assert (found.ret_code, found.last_error) == (ret_code, last_error)


def written(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


async def test_a_pin_stands_in_no_log_and_in_no_file(
    component: Component,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    for pin in (WRONG, WANG.pin):
        await component.sign({"pin": pin})

    log = (await component.browser.get("/log")).text
    printed = capfd.readouterr()
    told = (log, caplog.text, printed.out, printed.err)
    files = written(folder)

    assert "POST /sign" in log
    for pin in (WRONG, WANG.pin):
        assert not any(pin in text for text in told)
        assert not any(pin.encode() in content for content in files)


def test_the_pin_goes_through_a_pipe_alone(
    deck: Deck, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = module_of(folder)
    started: list[str] = []
    run = subprocess.run

    def watched(command: Sequence[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        started.append(f"{command} {given['env']} {given['cwd']}")
        return run(command, **given)

    monkeypatch.setattr(subprocess, "run", watched)
    with pytest.raises(ModuleFailed) as failed:
        module.ask("sign", serial="none", pin=WRONG, key="", kind="RSA", data="")

    assert failed.value.stage == "session"
    assert "web.demo.token.helper" in started[0]
    assert WRONG not in started[0] + repr(failed.value)
