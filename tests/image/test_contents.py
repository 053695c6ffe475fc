"""Tests of what the image holds."""

import importlib.util
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.engine.contents import Image
from tests.support.paths import ROOT
from tests.support.run.nightly import needs_engine

pytestmark = needs_engine

STDLIB = "usr/local/lib/python3.11"
# PEP 552: the source is named by its hash, and not compared with it at each start.
UNCHECKED_HASH = (1).to_bytes(4, "little")
SBOM = ("python", "client", "graphiql")


def _locked(lock: str) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==([^ \\]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in pins}


def _sbom(image: Image) -> Mapping[str, Any]:
    files = image.files("app/sbom/", suffix=".cdx.json")
    return {name.rpartition("/")[2].partition(".")[0]: json.loads(f) for name, f in files.items()}


def test_two_builds_hold_the_same_paths_and_contents(images: Mapping[str, Image]) -> None:
    one, other = images["production"].entries(), images["again"].entries()

    assert one.keys() ^ other.keys() == set()
    assert [path for path in one if one[path] != other[path]] == []
    assert len(one) > 3000


@pytest.mark.parametrize("name", ["production", "demo"])
def test_no_layer_holds_what_installs_packages(images: Mapping[str, Image], name: str) -> None:
    installer = re.compile(
        r"(?:site-packages/(?:pip|setuptools|wheel|pkg_resources|_distutils_hack)\b"
        r"|ensurepip|bin/(?:pip|easy_install))"
    )

    found = [path for path in images[name].paths_of_layers if installer.search(path)]

    assert found == []


def test_only_the_demos_image_holds_the_demo(images: Mapping[str, Image]) -> None:
    held = {
        name: [
            path for path in images[name].paths_of_layers if "app/web" in path and "demo" in path
        ]
        for name in ("production", "demo")
    }

    # The first reads confirmations of the demo's own authorities, and refuses them.
    assert {path for path in held["production"] if "web/trust/" not in path} == set()
    assert any(path.endswith("web/demo/authority.py") for path in held["demo"])


@pytest.mark.parametrize(
    "folder", ["app/models/", "app/resolvers/", "app/schema/", "app/web/", "app/.venv/", STDLIB]
)
def test_each_module_is_compiled_from_its_source(images: Mapping[str, Image], folder: str) -> None:
    files = images["production"].files(folder)
    sources = {
        name: content
        for name, content in files.items()
        if name.endswith(".py") and not re.search("/(?:tests?|lib2to3)/", name)
    }

    wrong = [
        name
        for name, content in sources.items()
        if files.get(_compiled(name), b"")[4:16]
        != UNCHECKED_HASH + importlib.util.source_hash(content)
    ]

    assert wrong == []
    assert len(sources) > 20


def _compiled(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/__pycache__/{name.removesuffix('.py')}.cpython-311.pyc"


def test_the_list_of_packages_is_the_lock_file(images: Mapping[str, Image]) -> None:
    listed = _sbom(images["production"])["python"]

    held = {one["name"].lower().replace("_", "-"): one["version"] for one in listed["components"]}

    assert held == _locked("requirements.lock")
    assert listed["metadata"]["component"]["name"] == "gpszone-accounts"


@pytest.mark.parametrize("folder", ["client", "graphiql"])
def test_the_pages_packages_are_listed_too(images: Mapping[str, Image], folder: str) -> None:
    listed = _sbom(images["production"])[folder]
    declared = json.loads((ROOT / f"web/{folder}/package.json").read_text("utf-8"))

    held = {(one["name"], one["version"]) for one in listed["components"]}

    assert set(declared["dependencies"].items()) <= held
    assert "vite" not in {name for name, _ in held}


@pytest.mark.parametrize("folder", ["client", "graphiql"])
def test_every_package_whose_code_the_pages_hold_is_listed(
    images: Mapping[str, Image], folder: str
) -> None:
    listed = _sbom(images["production"])[folder]
    files = images["production"].files(f"app/web/{folder}/dist/", suffix=".vite/licences.json")

    held = {(one["name"], one["version"]) for file in files.values() for one in json.loads(file)}

    assert held - {(one["name"], one["version"]) for one in listed["components"]} == set()
    assert len(held) > 2


def test_every_list_is_cyclonedx(images: Mapping[str, Image]) -> None:
    lists = _sbom(images["production"])

    assert lists.keys() == set(SBOM)
    assert {one["bomFormat"] for one in lists.values()} == {"CycloneDX"}
    assert all("serialNumber" not in one for one in lists.values())


def test_the_labels_say_what_it_is(images: Mapping[str, Image]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    config = images["production"].config()
    labels = config["Labels"]
    assert isinstance(labels, dict)

    named = {name.removeprefix("org.opencontainers.image."): labels[name] for name in labels}

    assert (named["title"], named["version"]) == (project["name"], project["version"])
    assert named["description"] == project["description"]
    assert named["base.name"].startswith("python:")
    assert "revision" in named
    assert config["User"] == "10001:10001"
    assert config["Entrypoint"] == ["tini", "-s", "--", "python", "-m", "web"]
