"""Tests of the commands' exit codes, and of `--json` and `--quiet`."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.cli.commands import called
from tests.support.paths import ROOT
from tests.support.pki.trust_folder import newly_founded
from tests.support.templates import Templates
from web.cli.loader import main

REGISTRY = ROOT / "web/demo/registry.json"


@pytest.fixture
def sqlite(production: pytest.MonkeyPatch, templates: Templates, tmp_path: Path) -> Path:
    """Set a migrated SQLite database, and name its file."""
    file = tmp_path / "portal.sqlite3"
    shutil.copy(templates.sqlite, file)
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{file}")
    return file


def _ended(*command: str) -> tuple[int, str, str]:
    """Carry a command out; give exit code, stdout and stderr."""
    ended = CliRunner().invoke(main, command)
    return ended.exit_code, ended.stdout, ended.stderr


def _rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(REGISTRY.read_text(encoding="utf-8"))
    return rows


def _imported(tmp_path: Path, rows: object, *options: str) -> tuple[int, str, str]:
    """Import a registry file of these rows."""
    file = tmp_path / "registry.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    return _ended("registry", "import", str(file), *options)


def test_a_registry_that_is_all_imported_is_0(sqlite: Path, tmp_path: Path) -> None:
    code, said, wrong = _imported(tmp_path, _rows())

    assert (code, wrong) == (0, "")
    assert f"{len(_rows())} rows read" in said


def test_a_registry_of_which_rows_are_skipped_is_3(sqlite: Path, tmp_path: Path) -> None:
    rows = _rows()
    code, said, wrong = _imported(tmp_path, [*rows, {**rows[0], "control_number": "?"}])

    assert code == 3
    assert wrong == f"Error: registry.json: 1 of {len(rows) + 1} rows were skipped\n"
    assert f"row {len(rows) + 1}: " in said


def test_a_registry_of_which_every_row_is_skipped_is_1(sqlite: Path, tmp_path: Path) -> None:
    code, _, wrong = _imported(tmp_path, [{**row, "control_number": "?"} for row in _rows()])

    assert (code, wrong) == (1, "Error: registry.json: no row could be imported\n")


def test_a_registry_with_a_heading_alone_is_1(sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "heading.csv"
    file.write_text(",".join(_rows()[0]) + "\n", encoding="utf-8")

    code, _, wrong = _ended("registry", "import", str(file))

    assert (code, wrong) == (1, "Error: heading.csv: no row could be imported\n")


def test_a_registry_that_lacks_very_many_is_1_and_changes_nothing(
    sqlite: Path, tmp_path: Path
) -> None:
    _imported(tmp_path, _rows())

    code, _, wrong = _imported(tmp_path, _rows()[:1])
    dropped = _imported(tmp_path, _rows()[:1], "--confirm")

    gone = len(_rows()) - 1
    assert code == 1
    assert f"nothing was changed, since {gone} of {len(_rows())} companies" in wrong
    assert dropped[0] == 0
    assert f"{gone} gone" in dropped[1]


def test_a_registry_that_was_cut_in_a_row_is_1(sqlite: Path, tmp_path: Path) -> None:
    rows = _rows()
    file = tmp_path / "cut.csv"
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    file.write_text("\n".join(lines)[:-20], encoding="utf-8")

    code, _, wrong = _ended("registry", "import", str(file))

    assert code == 1
    assert f"ends within its last row, line {len(rows) + 1}" in wrong


@pytest.mark.parametrize("name", ["report.csv", "report.json"])
def test_the_report_of_a_registry_goes_into_a_file(sqlite: Path, tmp_path: Path, name: str) -> None:
    rows = _rows()
    bad = {**rows[0], "company_name": "甲\x00"}
    report = tmp_path / name

    code, _, _ = _imported(tmp_path, [*rows[1:], bad], "--report", str(report))

    text = report.read_text(encoding="utf-8")
    found = list(csv.DictReader(text.splitlines())) if name.endswith("csv") else json.loads(text)
    [unreadable] = [one for one in found if one["kind"] == "unreadable"]
    new = [one["control_number"] for one in found if one["kind"] == "new"]
    assert code == 3
    assert (str(unreadable["row"]), unreadable["control_number"]) == (
        str(len(rows)),
        rows[0]["control_number"],
    )
    assert unreadable["reason"] == "company_name contains an invisible character"
    assert new == sorted(row["control_number"] for row in rows[1:])
    assert [file.name for file in tmp_path.glob("report*")] == [name]


def test_a_registry_as_json_that_was_cut_is_1(sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "cut.json"
    file.write_bytes(REGISTRY.read_bytes()[:-20])

    code, _, wrong = _ended("registry", "import", str(file))

    assert code == 1
    assert wrong.startswith("Error: cut.json is not valid JSON")


def test_accounts_of_which_none_can_stand_are_1(sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("control_number,company_name,mailbox\n?,x,a@b.example\n", encoding="utf-8")

    code, _, wrong = _ended("staff", "import-accounts", str(file))

    assert (code, wrong) == (1, "Error: accounts.csv: no row could be imported\n")


def test_no_evidence_is_1_and_an_empty_list_of_json(sqlite: Path) -> None:
    code, said, wrong = _ended("evidence", "list", "A0000006", "--json")

    assert (code, json.loads(said)) == (1, [])
    assert wrong == "Error: there is no evidence for A0000006\n"


def test_a_person_on_whom_nothing_is_held_is_1(sqlite: Path) -> None:
    code, said, wrong = _ended("person", "export", "--name", "無名氏")

    assert (code, said, wrong) == (1, "", "Error: no data about this person was found\n")


def test_a_journal_that_is_not_whole_is_1_and_told_as_json(sqlite: Path) -> None:
    _ended(*called("staff create"))
    with closing(sqlite3.connect(sqlite)) as base, base:
        for (name,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        ).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE event SET actor = 'somebody else'")

    code, said, wrong = _ended("journal", "verify", "--json")

    found = json.loads(said)
    assert code == 1
    assert not found["whole"]
    assert found["faults"]
    assert wrong.startswith("Error: the journal has faults: ")


def test_ca_certificates_that_were_taken_in_beside_others_are_3(
    production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("root.crt", "none.crt")]
    files[0].write_bytes(newly_founded()[0])
    files[1].write_text("no certificate", encoding="utf-8")

    both = _ended("trust", "add", *map(str, files))
    none = _ended("trust", "add", str(files[1]))

    assert both[0] == 3
    assert "already there" in both[1]
    assert "none.crt: not a certificate" in both[2]
    assert none[0] == 1


def test_ca_certificates_on_which_no_process_would_start_are_1(
    production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = _ended("trust", "list", "--json")
    (tmp_path / "trust" / "NEWCA-G4.confirmed.json").unlink()

    code, said, wrong = _ended("trust", "list", "--json")

    assert whole[0] == 0
    assert {one["name"] for one in json.loads(whole[1])} == {"NEWROOT-G4", "NEWCA-G4"}
    assert code == 1
    assert len(json.loads(said)) == 2
    assert wrong.startswith("Error: No process can start with this folder yet: ")


def test_an_administrator_who_is_there_already_is_refused(sqlite: Path) -> None:
    code, _, wrong = _ended(
        *("staff", "create", "--name", "甲", "--last-four", "0001", "--mailbox", "nobody")
    )

    assert code == 1
    assert wrong.startswith("Error: --mailbox: ")


@pytest.mark.parametrize(
    "name",
    [
        "registry import",
        "staff import-accounts",
        "staff list",
        "partner list",
        "journal verify",
        "journal head",
        "evidence rotate",
        "staff create",
        "partner create",
    ],
)
def test_lists_and_reports_are_json_when_asked(name: str, sqlite: Path) -> None:
    code, said, _ = _ended(*called(name, file=REGISTRY), "--json", "--quiet")

    # One company of the registry has no mailbox, without which there is no account.
    assert code == (3 if name == "staff import-accounts" else 0)
    assert isinstance(json.loads(said), list | dict)


def test_lists_tell_everything_as_json(sqlite: Path) -> None:
    _ended(*called("staff create"))
    _ended(*called("partner create"), "--by", "Bruno")

    [member] = json.loads(_ended("staff", "list", "--json")[1])
    [partner] = json.loads(_ended("partner", "list", "--json")[1])

    assert member["name"] == "測試管理者"
    assert (member["role"], member["status"], member["live_cards"]) == ("ADMIN", "ACTIVE", 0)
    assert (partner["name"], partner["scopes"]) == ("定位", ["events:read"])
    assert [token["revoked_at"] for token in partner["tokens"]] == [None]


@pytest.mark.parametrize("name", ["registry import", "journal verify", "evidence rotate"])
def test_quiet_says_nothing_of_what_went_well(name: str, sqlite: Path) -> None:
    quiet = _ended(*called(name, file=REGISTRY), "--quiet")
    loud = _ended(*called(name, file=REGISTRY))

    assert quiet == (0, "", "")
    assert loud[1]


def test_quiet_prints_what_was_asked_for(sqlite: Path) -> None:
    head = _ended("journal", "head", "-q")
    token = _ended(*called("partner create"), "-q")

    assert head[0] == token[0] == 0
    assert head[1].startswith("0:")
    assert "token  gpz_" in token[1]
    assert token[2] == ""
