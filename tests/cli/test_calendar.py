"""Tests of `calendar import`."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.templates import Templates
from web.cli.loader import main
from web.demo.published.office_calendar import year_csv


@pytest.fixture
def sqlite(production: pytest.MonkeyPatch, templates: Templates, tmp_path: Path) -> Path:
    """Set a migrated SQLite database, and name its file."""
    file = tmp_path / "portal.sqlite3"
    shutil.copy(templates.sqlite, file)
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{file}")
    return file


def test_the_command_imports_a_year(sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(year_csv(2027), encoding="cp950")

    ended = CliRunner().invoke(main, ["calendar", "import", str(file), "--by", "Bruno", "--json"])

    assert ended.exit_code == 0, ended.stderr
    assert json.loads(ended.stdout) == {"year": 2027, "free_days": 104}


def test_the_command_says_which_line_is_wrong(sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(year_csv(2027).replace("20270104,一,0", "20270104,一,9"), encoding="utf-8")

    ended = CliRunner().invoke(main, ["calendar", "import", str(file)])

    assert ended.exit_code == 1
    assert "2027.csv: Line 5 is unreadable" in ended.stderr
