"""Tests of the loader of commands: each imports its own group, and `demo` alone the demo."""

import gc
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli.commands import ARGUMENTS, PRODUCTION, called, leaves
from tests.support.paths import ROOT
from web.cli.common.runner import OperatorCommand
from web.cli.loader import SUMMARIES, quick_imports
from web.cli.print_commands import printed
from web.version import VERSION

# Light enough for `--version` and `-h`.
LIGHT = {
    *("web", "web.__main__", "web.version"),
    *("web.cli", "web.cli.shared", "web.cli.loader"),
}


def _run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_every_command_of_the_operator_is_tried_here() -> None:
    operated = {name for name, _ in leaves() if not name.startswith("demo ")}
    assert operated == ARGUMENTS.keys()


def test_every_command_goes_through_the_runner() -> None:
    others = [name for name, command in leaves() if not isinstance(command, OperatorCommand)]

    assert others == []


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = [
        f"{name} {option.name}"
        for name, command in leaves()
        for option in command.params
        if option.param_type_name == "option" and not getattr(option, "help", None)
    ]

    assert [name for name, command in leaves() if not command.help] == []
    assert silent == []


def test_the_operators_page_is_fresh() -> None:
    on_file = (ROOT / "docs/operate/commands.md").read_text(encoding="utf-8")

    assert on_file == printed(), "run make commands, and read the difference"


@pytest.mark.parametrize("option", ["--version", "-h", "--help"])
def test_what_needs_no_command_imports_none(option: str) -> None:
    shown = _run("-X", "importtime", "-m", "web", option)

    imported = {line.rpartition("|")[2].strip() for line in shown.stderr.splitlines()}
    ours = {
        name for name in imported if name.split(".")[0] in {"web", "schema", "resolvers", "models"}
    }
    assert shown.returncode == 0
    assert ours <= LIGHT
    assert not {"tortoise", "cryptography", "strawberry", "starlette"} & imported


def test_the_version_is_printed() -> None:
    assert _run("-m", "web", "--version").stdout == f"gpszone-accounts {VERSION}\n"


@pytest.mark.parametrize("group", [name for name in SUMMARIES if name != "demo"])
def test_a_command_runs_without_the_demo_and_without_other_commands(
    group: str, tmp_path: Path
) -> None:
    names = [name for name in ARGUMENTS if name.split()[0] == group]
    calls = [called(name) for name in names]
    helps = [[*name.split(), "--help"] for name in names]

    ran = _run(
        "-m",
        "tests.support.cli.without_demo",
        json.dumps([*helps, *calls]),
        **PRODUCTION,
        GPSZONE_DATABASE_URL="postgres://portal@127.0.0.1:1/portal",
        GPSZONE_TRUST=str(tmp_path),
    )

    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    helped, ended = found["endings"][: len(helps)], found["endings"][len(helps) :]
    assert all(one["code"] == 0 and "Usage: " in one["stdout"] for one in helped)
    # The database is away; the folder of CA certificates is there, and empty.
    expected = 1 if group == "trust" else 69
    assert [one["code"] for one in ended] == [expected] * len(calls)
    assert all(one["stderr"].startswith("Error: ") for one in ended)
    loaded = {name for name in SUMMARIES if f"web.cli.{name}" in found["modules"]}
    assert loaded == {group}
    assert not any(name.startswith("web.demo") for name in found["modules"])


def test_the_demo_that_is_not_there_is_a_sentence() -> None:
    ran = _run("-m", "tests.support.cli.without_demo", json.dumps([["demo"]]))

    [ended] = json.loads(ran.stdout)["endings"]
    assert ended["code"] == 1
    assert ended["stderr"] == "Error: web.demo is not installed here\n"


def test_imports_collect_no_garbage_and_read_no_source() -> None:
    was_frozen = gc.get_freeze_count()

    with quick_imports():
        made = [[] for _ in range(1_000)]  # type: ignore[var-annotated]  # Whatever.
        meanwhile = gc.isenabled()
        with pytest.raises(OSError, match="not read"):
            inspect.getsource(quick_imports)

    frozen = gc.get_freeze_count()
    assert not meanwhile
    assert gc.isenabled()
    assert frozen >= was_frozen + len(made)
    assert "def quick_imports" in inspect.getsource(quick_imports)


def test_an_import_that_fails_leaves_all_as_it_was() -> None:
    with pytest.raises(ModuleNotFoundError), quick_imports():
        raise ModuleNotFoundError

    assert gc.isenabled()
    assert "def quick_imports" in inspect.getsource(quick_imports)


def test_no_column_is_described_by_a_comment_that_imports_would_not_read() -> None:
    described = [
        file
        for file in (ROOT / "models").rglob("*.py")
        if any(line.lstrip().startswith("#:") for line in file.read_text("utf-8").splitlines())
    ]

    assert described == []
