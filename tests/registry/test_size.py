"""Tests of a package as large as the real one: imported by a process that stays small."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from tests.support.registry.ems_package import REAL_ROWS, write_package
from tests.support.run.nightly import nightly

MOST_MEGABYTES = 150
MOST_SECONDS = 120


def measured(url: str, file: Path) -> dict[str, Any]:
    """Import a file in a process of its own, and return what it took."""
    command = (sys.executable, "-m", "tests.support.registry.measured_import", url, str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_memory_does_not_grow_with_the_rows(database_url: str, tmp_path: Path) -> None:
    few, many = tmp_path / "few.zip", tmp_path / "many.zip"
    write_package(few, rows=2_000)
    write_package(many, rows=20_000)

    of_few, of_many = measured(database_url, few), measured(database_url, many)

    # The rows of the second have 18 MB as JSON, and several times as much as Python's objects.
    assert of_many["kept"] == 20_000
    assert of_many["megabytes"] < MOST_MEGABYTES
    assert of_many["megabytes"] - of_few["megabytes"] < 20


@nightly
@pytest.mark.timeout(1_200)
def test_the_real_package_takes_two_minutes_and_150_megabytes(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "ems.zip"
    write_package(file)

    found = measured(database_url, file)

    assert found["kept"] == REAL_ROWS
    assert found["megabytes"] < MOST_MEGABYTES
    # Of the processor, since other tests run beside it.
    assert found["cpu"] < MOST_SECONDS
