"""Tests of where everything lives: rooms, their labels, and imports among the tests."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

FLOORS = ("models", "resolvers", "schema", "web", "tests")
MOST_LOOSE_MODULES = 12
NOT_OURS = {"node_modules", "dist", "__pycache__"}

# The domain's words. One word is the same room on every floor that has it.
MODELS = {
    *(
        "access",
        "account",
        "application",
        "calendar",
        "card",
        "card_changes",
        "company",
        "core",
        "database",
    ),
    *(
        "forms",
        "journal",
        "limits",
        "link",
        "mail",
        "membership",
        "notices",
        "openid",
        "outside",
        "partner",
        "pki",
    ),
    *("privacy", "registry", "rehearsal", "review", "revocation"),
    *("session", "settings", "signature"),
}
# Use cases over records of several rooms, or over none.
USE_CASES = {"evidence", "health", "staff"}
DOMAIN = MODELS | USE_CASES
# What a floor has beside the domain's words, because of the technique that it stands for.
TECHNIQUE = {
    "models": set[str](),
    "resolvers": set[str](),
    "schema": {"enums", "errors", "execution", "gate", "registered", "relay"},
    "tests": {
        *(
            "bench",
            "browser",
            "cli",
            "demo",
            "edge",
            "image",
            "ops",
            "processes",
            "relay",
            "support",
            "trust",
        ),
        # What a person types to stage, back up and upgrade the service.
        "drill",
        # Whether the tests notice a guard that is gone.
        "faults",
        "mutants",
        # Who may do and see what, over every door at once.
        "rights",
    },
}

# Packages with more modules, and why.
CROWDED = {
    "models/database/migrations": "one file a migration, in the order of their numbers",
    "web/cli": "one module a command, which the loader finds by its name",
    "tests/bench": "one module a benchmark, which the table finds by its name",
}


def _packages(*floors: str) -> Iterator[Path]:
    """Return the folders with Python modules, as paths from the root."""
    for floor in floors:
        for folder in [ROOT / floor, *sorted((ROOT / floor).rglob("*/"))]:
            path = folder.relative_to(ROOT)
            if any(folder.glob("*.py")) and not NOT_OURS & set(path.parts):
                yield path


def _rooms(floor: str) -> set[str]:
    """Return the names of the packages directly below a floor."""
    return {path.name for path in _packages(floor) if path.parent == Path(floor)}


def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def _imported(path: Path) -> set[str]:
    """Return every module that a file imports from, and every name in it, as dotted paths."""
    names = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            above = path.parent.parts[: len(path.parent.parts) - node.level + 1]
            module = ".".join([*(above if node.level else ()), *filter(None, [node.module])])
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("package", tuple(_packages(*FLOORS)), ids=str)
def test_a_package_is_labelled_by_one_docstring(package: Path) -> None:
    label = _tree(package / "__init__.py")

    assert len(label.body) == 1
    assert ast.get_docstring(label)


def test_no_package_has_more_modules_than_one_finds_at_a_glance() -> None:
    loose = Counter(
        str(package)
        for package in _packages(*FLOORS)
        for file in (ROOT / package).glob("*.py")
        if file.name != "__init__.py"
    )

    crowded = {name: count for name, count in loose.items() if count > MOST_LOOSE_MODULES}

    assert crowded.keys() == CROWDED.keys(), crowded


def test_the_models_have_the_domains_words() -> None:
    assert _rooms("models") == MODELS


def test_every_use_case_without_a_model_is_still_there() -> None:
    assert _rooms("resolvers") & USE_CASES == USE_CASES


@pytest.mark.parametrize("floor", TECHNIQUE)
def test_a_room_bears_the_same_word_on_every_floor(floor: str) -> None:
    assert _rooms(floor) - DOMAIN == TECHNIQUE[floor]


def test_no_module_of_the_tests_imports_a_test_file() -> None:
    modules = [
        path.relative_to(ROOT)
        for package in _packages("tests")
        for path in sorted((ROOT / package).glob("*.py"))
    ]
    test_files = {_dotted(path) for path in modules if path.name.startswith("test_")}

    importing = {str(path): found for path in modules if (found := _imported(path) & test_files)}

    assert test_files
    assert importing == {}


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)
