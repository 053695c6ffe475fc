"""Tests of the lists of packages that the image holds for its pages, made without an engine."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from tests.support.run.programs import program

# Where the pages of a folder are built, and the framework that is in each of them.
OUTPUTS: Mapping[str, tuple[str, ...]] = {"client": ("dist", "dist/desk"), "graphiql": ("dist",)}
FRAMEWORKS: Mapping[str, str] = {"client": "preact", "graphiql": "react"}


@pytest.fixture(params=OUTPUTS)
def folder(request: pytest.FixtureRequest) -> str:
    """A folder below web/ whose pages are built."""
    named: str = request.param
    return named


@pytest.fixture
def listed(folder: str, tmp_path: Path) -> Mapping[str, Any]:
    """The list of the folder's packages, as the Dockerfile has it made."""
    program("npm", package="nodejs")
    file = tmp_path / "list.cdx.json"
    subprocess.run(["scripts/list-node", f"web/{folder}", str(file)], cwd=ROOT, check=True)
    found: Mapping[str, Any] = json.loads(file.read_bytes())
    return found


def _packages(folder: str, *, development: bool) -> set[tuple[str, str]]:
    lock = json.loads((ROOT / "web" / folder / "package-lock.json").read_text("utf-8"))
    return {
        (place.rpartition("node_modules/")[2], package["version"])
        for place, package in lock["packages"].items()
        if place and package.get("dev", False) is development
    }


def _components(listed: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(one["name"], one["version"]) for one in listed["components"]}


def test_what_is_not_for_development_alone_is_listed(
    folder: str, listed: Mapping[str, Any]
) -> None:
    assert _components(listed) == _packages(folder, development=False)


def test_every_package_whose_code_the_pages_hold_is_listed(
    folder: str, listed: Mapping[str, Any]
) -> None:
    held = {
        (one["name"], one["version"])
        for output in OUTPUTS[folder]
        for one in json.loads(_licences(folder, output).read_bytes())
    }

    assert held - _components(listed) == set()
    assert FRAMEWORKS[folder] in {name for name, _ in held}


def _licences(folder: str, output: str) -> Path:
    """Return the file in which a build names whose code it holds."""
    file = ROOT / "web" / folder / output / ".vite/licences.json"
    if not file.exists():
        unbuilt = pytest.fail if os.environ.get("CI") else pytest.skip
        unbuilt("the pages are not built: make client")
    return file


def test_the_list_is_of_the_package_itself_and_names_what_each_needs(
    folder: str, listed: Mapping[str, Any]
) -> None:
    package = json.loads((ROOT / "web" / folder / "package.json").read_text("utf-8"))
    needed = {one["ref"]: one["dependsOn"] for one in listed["dependencies"]}
    [own] = [one for one in needed if one.startswith(f"{package['name']}@")]

    assert listed["metadata"]["component"]["name"] == package["name"]
    assert set(needed[own]) == {f"{name}@{v}" for name, v in package["dependencies"].items()}
    assert {ref for refs in needed.values() for ref in refs} <= needed.keys()
