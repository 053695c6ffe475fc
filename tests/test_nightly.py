"""Tests of what is left for the night."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from tests.support.paths import ROOT
from tests.support.run.nightly import (
    ALWAYS_BOTH,
    EVERY,
    ON_POSTGRES_ALONE,
    is_left_to_the_night,
)


@dataclass(frozen=True)
class Callspec:
    """What a test is called with."""

    params: dict[str, str]


@dataclass(frozen=True)
class Collected:
    """A collected test, as far as it matters here."""

    nodeid: str
    path: Path
    callspec: Callspec
    marks: tuple[pytest.Mark, ...] = field(default=())

    def iter_markers(self, name: str) -> Iterator[pytest.Mark]:
        return (mark for mark in self.marks if mark.name == name)


def is_left_out(
    name: str,
    *,
    database: str,
    room: str = "card",
    file: str = "test_x.py",
    marks: tuple[pytest.Mark, ...] = (),
) -> bool:
    path = ROOT / f"tests/{room}/{file}"
    item = Collected(
        f"{path}::{name}[{database}]", path, Callspec({"database_url": database}), marks
    )
    return is_left_to_the_night(cast(pytest.Item, item))


NAMES = [f"test_{number}" for number in range(300)]


def test_by_day_a_part_of_what_runs_on_postgres_runs_on_sqlite_too() -> None:
    kept = [name for name in NAMES if not is_left_out(name, database="sqlite")]

    assert len(NAMES) / EVERY * 0.7 < len(kept) < len(NAMES) / EVERY * 1.3
    assert not any(is_left_out(name, database="postgres") for name in NAMES)


@pytest.mark.parametrize("room", ALWAYS_BOTH)
def test_the_databases_own_tests_run_on_both(room: str) -> None:
    assert not any(is_left_out(name, database="sqlite", room=room) for name in NAMES)


@pytest.mark.parametrize("place", ON_POSTGRES_ALONE)
def test_what_takes_long_runs_on_postgres_alone_by_day(place: str) -> None:
    room, _, file = place.partition("/")

    assert (ROOT / "tests" / place).is_file()
    assert all(is_left_out(name, database="sqlite", room=room, file=file) for name in NAMES)
    assert not any(is_left_out(name, database="postgres", room=room, file=file) for name in NAMES)


def test_what_names_its_database_itself_runs() -> None:
    alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True).mark

    assert not any(is_left_out(name, database="sqlite", marks=(alone,)) for name in NAMES)
