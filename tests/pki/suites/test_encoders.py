"""Tests of messages of other encoders: docs/card.md says what comes of each, and none breaks."""

import re

import pytest

from tests.support.paths import ROOT
from tests.support.pki.encoders.breaks import BREAKS, Parts
from tests.support.pki.encoders.makers import ENCODERS, NODE, NODE_ENCODERS, Encoder
from tests.support.pki.encoders.pyhanko import PYHANKO
from tests.support.pki.encoders.table import ACCEPTED, ALL, row, said, table

PAGE = ROOT / "docs" / "card.md"
NAMES = [f"{one.library} {one.options}" for one in ALL]


def installed(encoder: Encoder) -> bool:
    return all(
        encoder not in several or (NODE / "node_modules" / name).is_dir()
        for name, several in NODE_ENCODERS.items()
    )


@pytest.mark.parametrize("encoder", ALL, ids=NAMES)
def test_the_page_says_what_comes_of_a_message_and_of_breaking_it(encoder: Encoder) -> None:
    if not installed(encoder):
        pytest.skip("run `npm ci` in tests/node")

    assert row(encoder) in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_page_has_these_rows_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = [
        line
        for line in text.splitlines()
        if re.search(r"\| (accepted \||accepted but|refused:)", line)
    ]

    assert len(rows) == len(ALL)
    assert text == table(rows)


def test_no_row_has_a_broken_message_that_is_accepted() -> None:
    counts = re.findall(r"(\d+) of (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(counts) >= 15
    assert len(BREAKS) >= 20
    assert all(refused == made == str(len(BREAKS)) for refused, made in counts)


def test_a_message_that_is_not_broken_survives_the_same_rewriting() -> None:
    for encoder in (*ENCODERS, *PYHANKO):
        signer = encoder.signer()
        message = encoder.make(signer)
        if said(message, signer) in ACCEPTED:
            assert said(Parts.of(message).written(), signer) in ACCEPTED
