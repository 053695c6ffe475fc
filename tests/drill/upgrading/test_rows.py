"""Tests of what the drill calls gone and changed."""

from tests.drill.upgrading.rows import Difference, Rows, compared

BEFORE: Rows = {
    "account": {"1": {"id": 1, "status": "ACTIVE"}, "2": {"id": 2, "status": "CLOSED"}},
    "event": {"7": {"seq": 7, "payload": {"a": "b"}}},
}


def test_more_rows_more_columns_and_more_tables_are_no_difference() -> None:
    after: Rows = {
        "account": {
            **{key: {**row, "more": None} for key, row in BEFORE["account"].items()},
            "3": {"id": 3, "status": "ACTIVE", "more": None},
        },
        "event": BEFORE["event"],
        "added": {},
    }

    assert compared(BEFORE, after) == Difference(gone={}, changed={})


def test_a_row_or_a_table_that_is_missing_is_gone() -> None:
    after: Rows = {"account": {"1": BEFORE["account"]["1"]}}

    assert compared(BEFORE, after) == Difference(gone={"account": 1, "event": 1}, changed={})


def test_another_value_and_a_missing_column_are_changes() -> None:
    after: Rows = {
        "account": {"1": {"id": 1, "status": "CLOSED"}, "2": {"id": 2}},
        "event": BEFORE["event"],
    }

    assert compared(BEFORE, after) == Difference(gone={}, changed={"account": 2})
