"""Tests of the listing of an import in a file."""

import json
from pathlib import Path

import pytest

from models.registry.report import listing_in


@pytest.mark.parametrize("reason", ["=1+1", "+1", "-1", "@a", "＝1", "\tx"])
def test_no_cell_is_a_formula(tmp_path: Path, reason: str) -> None:
    with listing_in(tmp_path / "report.csv") as listing:
        listing.add("unreadable", row=2, control_number=None, reason=reason)

    lines = (tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == f"unreadable,2,,'{reason}"


def test_a_listing_of_nothing_is_json_too(tmp_path: Path) -> None:
    with listing_in(tmp_path / "report.json"):
        pass

    assert json.loads((tmp_path / "report.json").read_bytes()) == []


def test_a_listing_that_does_not_come_to_its_end_is_none(tmp_path: Path) -> None:
    def fail() -> None:
        with listing_in(tmp_path / "report.json") as listing:
            listing.add("new", row=None, control_number="A0000006", reason="")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert list(tmp_path.iterdir()) == []
