"""Tests of the dependencies: each is explained, and each licence is one of a short list."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageMetadata, metadata

import pytest
from license_expression import Licensing, get_spdx_licensing

from tests.support.paths import ROOT

PAGE = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
NPM = ("web/client", "web/graphiql", "tests/node", "tests/bench/peers")
# What may be part of the service. MPL-2.0 concerns changes of the package's own files alone.
SERVED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"),
        *("MPL-2.0", "PSF-2.0", "Unlicense"),
    }
)
# What is used beside it, and given to nobody, may be more.
USED = SERVED | {"Artistic-1.0-Perl", "BlueOak-1.0.0", "CC-BY-4.0", "CC0-1.0"}
USED |= {"GPL-2.0-or-later", "GPL-3.0-only"}
# What older metadata says in words.
WORDS: Mapping[str, str] = {
    "Apache Software License": "Apache-2.0",
    "Artistic License": "Artistic-1.0-Perl",
    "BSD License": "BSD-3-Clause",
    "GPL-3.0": "GPL-3.0-only",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
# Packages whose metadata says nothing, as the file beside their code does.
SILENT: Mapping[str, str] = {
    "axe-playwright-python": "MIT",
    "node_modules/parse-cache-control": "BSD-3-Clause",
}


def declared() -> dict[str, set[str]]:
    """Return the direct dependencies by the headings of the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {
        "Python, in operation": {_bare(one) for one in project["dependencies"]},
        "Python, for development": {_bare(one) for one in project["optional-dependencies"]["dev"]},
    }
    for folder in NPM:
        package = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
        found[folder] = {*package.get("dependencies", ()), *package.get("devDependencies", ())}
    return found


def _bare(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0]


def explained() -> dict[str, dict[str, tuple[str, str]]]:
    """Return what the page says of each dependency: why, and what would replace it."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for part in PAGE.split("\n## ")[1:]:
        heading, _, table = part.partition("\n")
        rows = re.findall(r"^\| (\S+) \| (.+) \| (.+) \|$", table, re.MULTILINE)
        names = [name for name, _, _ in rows]
        assert len(set(names)) == len(names), heading
        found[heading] = {name: (why, other) for name, why, other in rows if name != "dependency"}
    return found


def test_every_direct_dependency_is_explained_and_no_other() -> None:
    said = {heading: set(rows) for heading, rows in explained().items()}

    assert said == declared()


def test_each_says_why_and_what_would_replace_it() -> None:
    for rows in explained().values():
        for name, cells in rows.items():
            assert all(cell.strip(" .") for cell in cells), name


def locked(lock: str) -> list[str]:
    """Return the packages of a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)
    assert found
    return found


def licence_of(name: str, about: PackageMetadata) -> str:
    """Return the licence of an installed package, as an SPDX expression."""
    [expression] = about.get_all("License-Expression") or [""]
    if expression:
        return str(expression)
    if name in SILENT:
        return SILENT[name]
    classifiers = about.get_all("Classifier") or []
    said = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    named = [WORDS[one] for one in said if one in WORDS]
    [free] = about.get_all("License") or [""]
    return named[0] if named else WORDS.get(free, free)


def npm_licences(folder: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each package of a lock file: its place, its licence, and whether it is served."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    for place, package in lock["packages"].items():
        if place:
            licence = package.get("license") or SILENT.get(place, "")
            yield place, licence, folder.startswith("web/") and not package.get("dev", False)


@cache
def spdx() -> Licensing:
    return get_spdx_licensing()


def is_allowed(expression: str, licences: frozenset[str]) -> bool:
    """Return whether one of the licences that may be chosen is among those allowed."""
    parsed = spdx().parse(expression, validate=True)
    if parsed is None:
        return False
    values = {
        symbol: spdx().TRUE if symbol.key in licences else spdx().FALSE for symbol in parsed.symbols
    }
    return bool(parsed.subs(values).simplify() == spdx().TRUE)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)", True),
        ("", False),
    ],
)
def test_an_expression_is_allowed_by_what_may_be_chosen(expression: str, *, allowed: bool) -> None:
    assert is_allowed(expression, SERVED) is allowed


@pytest.mark.parametrize(
    ("lock", "licences"), [("requirements.lock", SERVED), ("requirements-dev.lock", USED)]
)
def test_the_licence_of_every_python_package_is_allowed(
    lock: str, licences: frozenset[str]
) -> None:
    found = {name: licence_of(name, metadata(name)) for name in locked(lock)}

    assert {
        name: licence for name, licence in found.items() if not is_allowed(licence, licences)
    } == {}


@pytest.mark.parametrize("folder", NPM)
def test_the_licence_of_every_npm_package_is_allowed(folder: str) -> None:
    found = [*npm_licences(folder)]

    assert found
    assert [
        (place, licence)
        for place, licence, served in found
        if not is_allowed(licence, SERVED if served else USED)
    ] == []
