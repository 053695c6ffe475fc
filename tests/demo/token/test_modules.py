"""Tests of modules that cannot be used, and of cards that are not of the demo."""

import _sqlite3
import base64
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509

from tests.support.servers.component import NOW
from tests.support.token.softhsm import WANG, module_of, softhsm
from web.cli.loader import main
from web.demo.component.codes import Refused, RetCode
from web.demo.component.deck import Deck
from web.demo.token import softhsm as tokens
from web.demo.token.cards import beside_a_module, cards_in
from web.demo.token.chip import TokenChip
from web.demo.token.module import Module, ModuleFailed, ModuleUnusable


def test_without_softhsm_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LIBRARIES", (Path("/nowhere/libsofthsm2.so"),))

    with pytest.raises(ModuleUnusable, match="apt-get install softhsm2"):
        tokens.in_softhsm()


def test_without_pykcs11_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PyKCS11", None)
    monkeypatch.setattr("web.demo.token.module.find_spec", lambda name: None)

    with pytest.raises(ModuleUnusable, match=r"install-python requirements-dev\.lock"):
        tokens.in_softhsm()


def test_a_library_that_is_not_there_ends_the_demo_with_a_sentence(tmp_path: Path) -> None:
    library = tmp_path / "none.so"
    state = tmp_path / "state"

    ended = CliRunner().invoke(main, ["demo", "--state", str(state), "--card", str(library)])

    assert ended.exit_code != 0
    assert ended.stderr == f"Error: {library}: there is no such PKCS#11 module\n"
    assert not (state / "card").exists()


def test_a_library_that_is_no_module_is_named(tmp_path: Path) -> None:
    library = tmp_path / "other.so"
    library.write_bytes(b"no library")

    with pytest.raises(ModuleUnusable, match=r"other\.so: is no PKCS#11 module"):
        cards_in(Module.at(library))


def test_a_library_of_another_kind_is_named() -> None:
    # What loads it prints on stdout that it lacks the function.
    library = Path(_sqlite3.__file__)

    with pytest.raises(ModuleUnusable, match="is no PKCS#11 module"):
        cards_in(Module.at(library))


def test_a_module_without_cards_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOFTHSM2_CONF", str(_empty(tmp_path)))
    issue = beside_a_module(softhsm())

    with pytest.raises(ModuleUnusable, match="insert one and start again"):
        Deck.open(tmp_path / "card", clock=lambda: NOW, issue=issue)


def _empty(folder: Path) -> Path:
    tokens = folder / "tokens"
    tokens.mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tokens}\n", encoding="utf-8")
    return conf


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "print('no answer')",
        # It would answer, but too late.
        'import time; time.sleep(20); print(\'{"signature": ""}\')',
    ],
    ids=["crashes", "says nothing", "hangs"],
)
def test_a_module_that_takes_its_process_with_it_is_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    helper = tmp_path / "web" / "demo" / "token" / "helper.py"
    helper.parent.mkdir(parents=True)
    helper.write_text(program, encoding="utf-8")
    monkeypatch.setattr("web.demo.token.module.ROOT", tmp_path)
    module = Module(library=softhsm(), seconds=1.0)
    chip = TokenChip(module, serial="x", flags=0, keys={b"SIGN": ("RSA", b"SIGN")})

    with pytest.raises(Refused) as refusal:
        chip.sign(b"x", digest="sha256", key_id=b"SIGN", pin="wang1234")

    assert refusal.value.ret_code is RetCode.HELPER_FAILED
    assert "wang1234" not in repr(refusal.value.__cause__)


def test_a_card_that_was_taken_out_is_told(folder: Path, deck: Deck) -> None:
    module = module_of(folder)
    chip = TokenChip(module, serial="another", flags=0, keys={b"SIGN": ("RSA", b"SIGN")})

    with pytest.raises(Refused) as refusal:
        chip.sign(b"x", digest="sha256", key_id=b"SIGN", pin=WANG.pin)

    assert (refusal.value.ret_code, refusal.value.last_error) == (RetCode.NO_CARD, 0xE0)


def test_a_key_that_the_token_does_not_have_is_told(folder: Path, deck: Deck) -> None:
    with pytest.raises(ModuleFailed) as failed:
        module_of(folder).ask(
            "sign",
            serial=module_of(folder).ask("list")["tokens"][0]["serial"],
            pin=WANG.pin,
            key="00",
            kind="RSA",
            data="",
        )

    assert (failed.value.stage, failed.value.rv) == ("key", 0x60)


def test_the_cards_of_any_module_come_before_the_usual_ones(
    folder: Path, deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOFTHSM2_CONF", module_of(folder).environ["SOFTHSM2_CONF"])

    both = Deck.open(
        tmp_path / "both",
        clock=lambda: datetime(2026, 3, 2, tzinfo=UTC),
        issue=beside_a_module(softhsm()),
    )

    first = both.cards[0]
    assert both.readers[0].card_id == first.id == f"module-{WANG.card_number}"
    assert (first.card.holder, first.pin) == (WANG.holder, "")
    assert first.card.signature_certificate == deck.card("wang").card.signature_certificate
    assert [card.id for card in both.cards][1:3] == ["wang", "lin"]
    assert both.chip(first.id).sign(b"x", digest="sha256", key_id=b"SIGN", pin=WANG.pin)


def test_a_card_of_another_make_is_read_without_moicas_labels(folder: Path, deck: Deck) -> None:
    [token] = module_of(folder).ask("list")["tokens"]
    kept = deck.card("wang").card
    others = [kept.root_certificate, kept.encryption_certificate, kept.signature_certificate]
    label = "Certificate for PIV Authentication"
    told = {
        **token,
        "certificates": [
            {"label": label, "id": "01", "value": base64.b64encode(der).decode()} for der in others
        ],
    }

    class Told(Module):
        def ask(self, operation: str, **given: object) -> dict[str, object]:
            return {"tokens": [told, {**told, "certificates": []}]}

    [found] = cards_in(Told(library=softhsm()))

    signing = x509.load_der_x509_certificate(found.card.signature_certificate)
    assert signing == x509.load_der_x509_certificate(kept.signature_certificate)
    assert found.card.issuer_certificate == b""
