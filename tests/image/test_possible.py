"""Tests of the reason that is given where no engine can run."""

from pathlib import Path

import pytest

from tests.support.engine import possible
from tests.support.engine.possible import PROGRAMS, why_not


@pytest.fixture
def programs(tmp_path: Path) -> str:
    """A folder with all programs that are needed, none of which does anything."""
    for name in PROGRAMS:
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return str(tmp_path)


def test_it_names_the_packages_that_are_missing(programs: str) -> None:
    for name in ("dockerd", "mmdebstrap"):
        (Path(programs) / name).unlink()

    said = why_not(Path(programs), path=programs)

    assert said == "no container engine: apt-get install docker.io mmdebstrap"


def test_it_says_that_root_is_needed(programs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    said = why_not(Path(programs), path=programs)

    assert said == "no container engine: expected root"


def test_it_says_that_the_systems_python_does_not_do(
    programs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.base_prefix", "/usr")

    said = why_not(Path(programs), path=programs)

    assert said == "no image: expected a Python of its own (pyenv, uv), not that of the system"


def test_it_says_how_much_disk_is_needed(programs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(possible, "ROOM", 2**62)
    monkeypatch.setattr("os.geteuid", lambda: 0)

    said = why_not(Path(programs), path=programs)

    assert said is not None
    assert said.endswith(f"and {2**62 // 1024**2} needed")


def test_it_says_what_the_kernel_refuses(programs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(possible, "_CAN_MAKE_A_NETWORK", "echo not permitted >&2; false")
    monkeypatch.setattr("os.geteuid", lambda: 0)

    said = why_not(Path(programs), path=programs)

    assert said is not None
    assert said.startswith("no container engine: no network can be made here")
