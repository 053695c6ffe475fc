"""Tests of tallies: nothing is counted that was not declared."""

import pytest

from models.core.tally import Tally, Undeclared


def _tally() -> Tally:
    return Tally("doors", "Doors.", labels=("side", "state"), declared=[("left", "open")])


def test_what_is_declared_is_counted_and_begins_with_zero() -> None:
    tally = _tally()
    before = tally.counts()

    tally.count("left", "open")

    assert before == {("left", "open"): 0}
    assert tally.counts() == {("left", "open"): 1}


@pytest.mark.parametrize("values", [("left", "王小明"), ("left",), ("left", "open", "again")])
def test_what_is_not_declared_is_refused(values: tuple[str, ...]) -> None:
    tally = _tally()

    with pytest.raises(Undeclared):
        tally.count(*values)

    assert tally.counts() == {("left", "open"): 0}
