"""Tests of how an engine's folder is removed: never through what is mounted below it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.engine.folder import disk_of_its_own, remove_folder

_MOUNTED = """
import subprocess, sys
from pathlib import Path
from tests.support.engine.folder import StillMounted, remove_folder
folder, kept = Path(sys.argv[1]), Path(sys.argv[2])
subprocess.run(["mount", "--bind", kept, folder / "dev"], check=True)
try:
    remove_folder(folder)
except StillMounted as fault:
    print(fault)
"""


def test_a_folder_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "lab" / "deep").mkdir(parents=True)

    remove_folder(tmp_path / "lab")

    assert not (tmp_path / "lab").exists()


def test_what_is_mounted_below_it_is_kept(tmp_path: Path) -> None:
    folder, kept = tmp_path / "lab", tmp_path / "kept"
    (folder / "dev").mkdir(parents=True)
    kept.mkdir()
    (kept / "of-somebody-else").touch()
    alone = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*alone, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespace can be made here: expected root")

    said = subprocess.run(
        [*alone, sys.executable, "-c", _MOUNTED, folder, kept],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert said.strip() == str(folder / "dev")
    assert (kept / "of-somebody-else").exists()


def test_a_disk_of_its_own_ends_with_all_that_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    folder.mkdir()

    with disk_of_its_own(folder) as mounted:
        (folder / "written").write_text("x", encoding="utf-8")
        there = [path.name for path in tmp_path.iterdir()]

    if not mounted:
        pytest.skip("no disk can be mounted here")
    assert sorted(there) == ["lab", "lab.disk"]
    assert [path.name for path in tmp_path.rglob("*")] == ["lab"]


def test_where_no_disk_can_be_mounted_the_folder_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subprocess.run", _missing)
    folder = tmp_path / "lab"
    folder.mkdir()

    with disk_of_its_own(folder) as mounted:
        (folder / "written").write_text("x", encoding="utf-8")

    assert not mounted
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["lab", "written"]


def _missing(*_: object, **__: object) -> None:
    raise FileNotFoundError
