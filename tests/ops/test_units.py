"""Tests of the systemd units: their sandbox, their commands and their secrets."""

import re
import subprocess
from pathlib import Path

import pytest
from click import Command, Group

from models.settings.listing import settings_in
from tests.support.paths import ROOT
from tests.support.run.programs import program
from web.cli.loader import main

UNITS = ROOT / "ops" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
# systemd-analyze counts tenths.
MOST_EXPOSED = "20"
_PYTHON = "/opt/gpszone/.venv/bin/python"


def _values(file: Path, key: str) -> list[str]:
    return re.findall(rf"(?m)^{key}=(.*)$", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_is_exposed_little(file: Path) -> None:
    analyze = program("systemd-analyze", package="systemd")
    command = [analyze, "security", "--no-pager", "--offline=yes", f"--threshold={MOST_EXPOSED}"]

    ended = subprocess.run([*command, str(file)], capture_output=True, text=True)

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_unit_without_its_sandbox_is_refused(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", package="systemd")
    text = (UNITS / "gpszone-web.service").read_text(encoding="utf-8")
    bare = tmp_path / "gpszone-web.service"
    bare.write_text(re.sub(r"(?m)^(?:Protect|Private|Restrict)\w+=.*\n", "", text), "utf-8")
    command = [analyze, "security", "--no-pager", "--offline=yes", f"--threshold={MOST_EXPOSED}"]

    ended = subprocess.run([*command, str(bare)], capture_output=True, text=True)

    assert ended.returncode != 0


def test_systemd_knows_every_line(tmp_path: Path) -> None:
    """Where the service is not installed, another program stands in for its Python."""
    analyze = program("systemd-analyze", package="systemd")
    for file in UNITS.iterdir():
        text = file.read_text(encoding="utf-8").replace(_PYTHON, "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    copies = sorted(str(file) for file in tmp_path.iterdir())

    ended = subprocess.run([analyze, "verify", "--man=no", *copies], capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_runs_a_command_that_exists_with_options_that_it_has(file: Path) -> None:
    [line] = _values(file, "ExecStart")
    python, _, _, *words = line.split()
    command: Command = main
    while isinstance(command, Group):
        found = command.get_command(
            command.make_context("web", [], resilient_parsing=True), words.pop(0)
        )
        assert found is not None
        command = found
    options = {option for parameter in command.params for option in parameter.opts}

    assert python == _PYTHON
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_unit_names_settings_that_exist_and_secrets_that_it_loads(file: Path) -> None:
    environment = dict(line.split("=", 1) for line in _values(file, "Environment"))
    files = {name: value for name, value in environment.items() if name.endswith("_FILE")}
    names = {name.removesuffix("_FILE") for name in environment if name.startswith("GPSZONE_")}
    loaded = dict(line.split(":", 1) for line in _values(file, "LoadCredential"))

    assert names <= {setting.variable for setting in settings_in()}
    assert {f"%d/{name}" for name in loaded} == set(files.values())
    assert set(loaded.values()) == {f"/etc/gpszone/secrets/{name}" for name in loaded}


def test_all_units_have_the_same_sandbox() -> None:
    texts = [file.read_text(encoding="utf-8") for file in SERVICES]

    sandboxes = {text[text.index("User=") :].partition("[Install]")[0].strip() for text in texts}

    assert len(sandboxes) == 1
