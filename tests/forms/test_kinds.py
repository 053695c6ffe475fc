"""Tests of the kinds of text: what each accepts, how it is stored, the cost of a long text."""

import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import pytest

from models.core import characters
from models.forms import kinds
from models.forms.text_kind import TextKind, Unfit

EVERY_KIND = [kind for kind in vars(kinds).values() if isinstance(kind, TextKind)]
BY_NAME = pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.name)
FREE = [kind for kind in EVERY_KIND if not kind.rules]
MARKS = "e" + "\u0301\u0323" * 10_000


def code_of(kind: TextKind, text: str) -> str | None:
    """Give the code of what is wrong with a text."""
    try:
        kind.read(text)
    except Unfit as unfit:
        return unfit.code
    return None


@BY_NAME
@pytest.mark.parametrize("text", ["", "  ", "\u3000\u00a0\t\r\n"])
def test_white_space_alone_is_nothing(kind: TextKind, text: str) -> None:
    assert code_of(kind, text) == "REQUIRED"
    assert kind.read_optional(text) is None
    assert kind.read_optional(None) is None
    assert kind.name_of(text) is None


@BY_NAME
@pytest.mark.parametrize("text", ["x" * 60_000, MARKS, "\u202e" * 60_000, "x" + " " * 60_000 + "x"])
def test_a_long_text_is_refused_before_anything_is_normalised(
    kind: TextKind, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    normalised: list[int] = []

    def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        normalised.append(len(text))
        return unicodedata.normalize(form, text)

    counting = SimpleNamespace(normalize=normalize, category=unicodedata.category)
    monkeypatch.setattr(characters, "unicodedata", counting)

    assert code_of(kind, text) == "TOO_LONG"
    assert normalised == []
    kind.name_of("e" + "\u0301" * (kind.longest - 1))
    assert normalised == [kind.longest]


@pytest.mark.parametrize("kind", FREE, ids=lambda kind: kind.name)
def test_the_longest_text_may_stand_and_one_more_may_not(kind: TextKind) -> None:
    assert kind.read(f" {'字' * kind.longest}\u3000") == "字" * kind.longest
    assert code_of(kind, "字" * (kind.longest + 1)) == "TOO_LONG"


def test_a_text_that_grows_when_it_is_normalised_is_measured_again() -> None:
    # One character that is three in NFC.
    assert code_of(kinds.LABEL, "\ufb2c" * 80) == "TOO_LONG"


CONTROLS = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028"]
FORMATS = ["\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\ufeff"]
NO_CHARACTERS = ["\ud800", "\ufffe", "\U0010ffff", "\U0002ffff", "\u2065", "\u0378"]


@pytest.mark.parametrize("letter", [*CONTROLS, *FORMATS, *NO_CHARACTERS])
@pytest.mark.parametrize(
    "kind", [kind for kind in FREE if kind is not kinds.REGISTRY_CELL], ids=lambda kind: kind.name
)
def test_what_cannot_be_seen_is_refused(kind: TextKind, letter: str) -> None:
    assert code_of(kind, f"甲{letter}乙") == "UNWRITTEN_CHARACTER"


# Two spaces, an emoji, a private-use character, ideographs of Unicode 13 and 15.1, and a variant.
SEEN = ["\u3000", "\u00a0", "🚚", "\ue000", "\U0003134a", "\U0002ebf0", "葛\U000e0100"]


@pytest.mark.parametrize("text", [f"甲{letter}乙" for letter in SEEN])
@pytest.mark.parametrize("kind", FREE, ids=lambda kind: kind.name)
def test_spaces_emoji_and_rare_ideographs_may_stand(kind: TextKind, text: str) -> None:
    assert kind.read(text) == text


@pytest.mark.parametrize("text", ["甲\n乙", "甲\r乙", "甲\r\n乙"])
def test_a_note_alone_has_lines_and_they_end_alike(text: str) -> None:
    assert kinds.NOTE.read(text) == "甲\n乙"
    for kind in FREE:
        if kind is not kinds.NOTE:
            assert code_of(kind, text) == "UNWRITTEN_CHARACTER", kind.name


def test_a_tab_is_a_space_in_a_note_and_nowhere_else() -> None:
    assert kinds.NOTE.read("甲\t乙") == "甲 乙"
    assert code_of(kinds.ADDRESS, "甲\t乙") == "UNWRITTEN_CHARACTER"


def test_text_is_stored_composed_and_trimmed() -> None:
    assert kinds.PERSON_NAME.read("\u3000Ame\u0301lie ") == "Am\u00e9lie"


def test_numbers_are_stored_in_one_case() -> None:
    assert kinds.CONTROL_NUMBER.read(" a0000006 ") == "A0000006"
    assert kinds.ACCOUNT_NUMBER.read("vnd-0001") == "VND-0001"
    assert kinds.CASE_NUMBER.read("gz-20260301-2a3b4c") == "GZ-20260301-2A3B4C"
    assert kinds.CARD_NUMBER.read("tp00000000000001") == "TP00000000000001"
    assert kinds.SHA256.read("AB" * 32) == "ab" * 32
    assert kinds.SHA256.name_of("AB:" * 32) is None


@pytest.mark.parametrize("text", ["A0000006７", "A000000６", "A00000067", "VND-0001"])
def test_a_control_number_is_eight_ascii_letters_or_digits(text: str) -> None:
    assert code_of(kinds.CONTROL_NUMBER, text) == "CONTROL_NUMBER_SHAPE"


@pytest.mark.parametrize("text", ["TP0000000000001", "TP000000000000001", "TP0000000000000１"])
def test_a_card_number_is_two_letters_and_fourteen_digits(text: str) -> None:
    """A longer text would not fit the column that it is compared with."""
    assert code_of(kinds.CARD_NUMBER, text) == "CARD_NUMBER_SHAPE"


def test_format_characters_of_the_registry_are_left_out() -> None:
    assert kinds.REGISTRY_CELL.read("\ufeff臺北\u200b市") == "臺北市"
    assert kinds.REGISTRY_CELL.read_optional("\u200b") is None
    assert code_of(kinds.REGISTRY_CELL, "臺北\x00市") == "UNWRITTEN_CHARACTER"


def test_characters_are_judged_and_normalised_in_one_place() -> None:
    using = {
        str(path)
        for folder in (
            "models",
            "resolvers",
            "schema",
            "web/http",
            "web/ops",
            "web/cli",
            "web/trust",
        )
        for path in Path(folder).rglob("*.py")
        if "import unicodedata" in path.read_text(encoding="utf-8")
    }

    # The two others write full-width letters in their usual width (NFKC), to compare.
    assert using == {
        "models/core/characters.py",
        "models/company/comparison.py",
        "models/registry/columns.py",
    }
