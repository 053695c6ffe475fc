"""Tests of the developer's commands: make, and the scripts behind it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.support.paths import ROOT


def test_a_bare_make_names_every_command() -> None:
    shown = subprocess.run(
        ["make"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=20
    ).stdout

    named = re.findall(r"^ +make ([\w-]+) +\S", shown, re.MULTILINE)

    assert named == [
        "demo",
        "test",
        "check",
        "audit",
        "schema",
        "settings",
        "commands",
        "migrate",
        "bench",
        "siege",
        "mutants",
        "walk",
        "faults",
        "drill",
        "image-test",
        "bases",
        "whole",
        "nightly",
        "shots",
        "client",
        "lock",
    ]


def _run_script(
    tmp_path: Path, *command: str, useless: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    """Run a copy of a script where some programs exist but are of no use."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", dirs_exist_ok=True)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in useless:
        (programs / name).write_text("#!/bin/sh\nexit 1\n")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, timeout=20
    )


def test_a_machine_without_a_new_python_gets_a_message(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").touch()
    pythons = ("python3", *(f"python3.{minor}" for minor in range(11, 15)))

    ended = _run_script(tmp_path, "scripts/install-python", "requirements.lock", useless=pythons)

    assert ended.returncode != 0
    assert ended.stderr.startswith("Python 3.11 or newer is needed")


def test_a_machine_without_a_new_node_gets_a_message(tmp_path: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).touch()

    ended = _run_script(tmp_path, "scripts/install-node", ".", useless=("node",))

    assert ended.returncode != 0
    assert ended.stderr.startswith("Node 20.19 or newer is needed")


def test_a_changed_or_renamed_file_changes_the_key_of_a_build(tmp_path: Path) -> None:
    source, built = tmp_path / "src" / "main.ts", tmp_path / "dist" / "main.js"
    for file in (source, built):
        file.parent.mkdir()
        file.write_text("1")
    before = _digest(tmp_path)

    built.write_text("2")
    rebuilt = _digest(tmp_path)
    source.write_text("2")
    changed = _digest(tmp_path)
    source.rename(source.with_name("other.ts"))
    renamed = _digest(tmp_path)

    assert re.fullmatch("[0-9a-f]{64}", before)
    assert rebuilt == before
    assert len({before, changed, renamed}) == 3


def _digest(folder: Path) -> str:
    """Return the cache key of a folder."""
    ended = subprocess.run(
        [str(ROOT / "scripts/digest"), "."], cwd=folder, check=True, capture_output=True, text=True
    )
    return ended.stdout.strip()


_REGISTRY = """#!/bin/sh
case "$1" in
  pull) ;;
  image) for image; do :; done; printf '%s@sha256:%064d' "${image%%:*}" "$(cat "$0.digest")" ;;
esac
"""


def test_bases_are_pinned_to_what_the_registry_has_now(tmp_path: Path) -> None:
    registry = tmp_path / "docker"
    registry.write_text(_REGISTRY)
    registry.chmod(0o755)
    pinned, written = [tmp_path / name for name in ("Dockerfile", "compose.yaml")], []
    for file in pinned:
        shutil.copy(ROOT / file.name, file)

    for digest in (1, 2):
        (tmp_path / "docker.digest").write_text(str(digest))
        subprocess.run(
            [ROOT / "scripts/pin-bases", *pinned],
            env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
            check=True,
            capture_output=True,
            timeout=20,
        )
        written.append("".join(file.read_text() for file in pinned))

    found = re.findall(r"(\w+):(\S+)@sha256:0+(\d)$", written[1], re.MULTILINE)
    unpinned = re.sub(r"@sha256:\d+", "", written[1])
    assert [name for name, _, _ in found] == ["node", "python", "postgres", "redis"]
    assert {digest for _, _, digest in found} == {"2"}
    assert unpinned == "".join((ROOT / file.name).read_text() for file in pinned)
