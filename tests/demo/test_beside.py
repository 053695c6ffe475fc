"""Tests of the test cards beside staging: what they write, where they may run, whom they serve."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.core.mode import Mode
from models.settings.settings import from_environ
from tests.support import cards
from tests.support.cli.settings import GOOD
from web.cli.loader import main
from web.demo.beside.files import COMPANIES, StagingFiles
from web.trust.demo_anchors import read_demo_file

COMPONENT = "http://cards.internal:61161"


@pytest.fixture
def files(tmp_path: Path) -> StagingFiles:
    return StagingFiles.write(
        tmp_path, authority=cards.authority(), component=COMPONENT, at=cards.AT
    )


def test_the_settings_that_it_writes_are_those_of_a_staging_that_asks_it(
    files: StagingFiles,
) -> None:
    text = files.settings.read_text(encoding="utf-8")
    written = dict(pair.split("=", 1) for pair in shlex.split(text))

    settings = from_environ({**GOOD, **written})

    assert settings.mode is Mode.STAGING
    assert settings.list_urls == (
        f"{COMPONENT}/crl/MOICA-complete.crl",
        f"{COMPONENT}/crl/MOICA-G3-complete.crl",
    )
    assert dict(settings.revocation.responders) == dict.fromkeys(
        ("G2", "G3"), (f"{COMPONENT}/ocsp",)
    )
    [group] = settings.revocation.same_hosts
    assert all(host.endswith(".invalid") for host in group)


def test_the_other_files_are_what_the_commands_take(files: StagingFiles) -> None:
    anchors = read_demo_file(files.authority)

    assert anchors.certificates == list(cards.authority().anchors())
    assert json.loads(files.registry.read_bytes()) == json.loads(COMPANIES.read_bytes())
    assert files.calendar.read_text(encoding="utf-8").startswith("西元日期")


@pytest.mark.parametrize(
    "environ", [{"GPSZONE_ORIGIN": "https://x.example"}, {"GPSZONE_ORIGIN_FILE": "/run/origin"}]
)
@pytest.mark.parametrize("words", [("demo",), ("demo", "card")])
def test_neither_runs_on_a_machine_of_production(
    tmp_path: Path, environ: dict[str, str], words: tuple[str, ...]
) -> None:
    state = tmp_path / "state"

    ended = CliRunner(env=environ).invoke(main, [*words, "--state", str(state)])

    assert ended.exit_code == 2
    assert "a demo cannot run on a production host" in ended.output
    assert not state.exists()


def test_the_whole_demo_does_not_run_beside_staging_either(tmp_path: Path) -> None:
    environ = {"GPSZONE_ORIGIN": "https://x.example", "GPSZONE_STAGING": "yes"}

    ended = CliRunner(env=environ).invoke(main, ["demo", "--state", str(tmp_path / "state")])

    assert ended.exit_code == 2


def test_without_a_command_it_is_the_whole_demo() -> None:
    shown = CliRunner().invoke(main, ["demo", "--help"])
    cards_alone = CliRunner().invoke(main, ["demo", "card", "--help"])

    assert "--companies / --empty" in shown.output
    assert "demo card" in shown.output
    assert "--site HOST" in cards_alone.output
