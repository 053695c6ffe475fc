"""Tests of the steps of a registry file."""

import json
from pathlib import Path

from models.pki.explain.step import Outcome
from models.registry.explained import explain_registry
from tests.support.paths import ROOT

REGISTRY = ROOT / "web/demo/registry.json"


def _rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(REGISTRY.read_text(encoding="utf-8"))
    return rows


def _file(folder: Path, rows: object) -> Path:
    path = folder / "rows.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def test_a_whole_file_passes_and_tells_what_is_not_read(tmp_path: Path) -> None:
    rows = [{**row, "colour": "blue"} for row in _rows()]

    kind, columns, readable = explain_registry(_file(tmp_path, rows))

    assert {step.outcome for step in (kind, columns, readable)} == {Outcome.PASSED}
    assert kind.found == "TABLE_C"
    assert columns.found.endswith("not read: colour")
    assert readable.found == f"{len(rows)} rows"


def test_unreadable_rows_are_counted_and_the_first_five_named(tmp_path: Path) -> None:
    rows = [{**row, "control_number": "?"} for row in (_rows() * 10)[:7]]

    *_, last = explain_registry(_file(tmp_path, rows))

    assert last.outcome is Outcome.REFUSED
    assert last.found.startswith("7 of 7 rows are not: row 1: ")
    assert last.found.count("row ") == 5


def test_a_file_that_is_none_is_refused_with_the_readers_own_words(tmp_path: Path) -> None:
    [step] = explain_registry(_file(tmp_path, [{"name": "x"}]))

    assert step.outcome is Outcome.REFUSED
    assert "control_number" in step.found
