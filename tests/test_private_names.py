"""Tests of private names of other packages: each is in pyproject.toml, with an upper bound."""

import ast
import re
from collections.abc import Iterator

from tests.support.paths import ROOT

SHIPPED = ("models", "resolvers", "schema", "web")
_PRIVATE = re.compile(r"_[a-z]\w*")
_SAID = re.compile(r"# (?P<names>_\w+(?:, _\w+)*): (?P<file>\S+\.py)")
_REQUIREMENT = re.compile(r'"(?P<package>[\w.-]+)(?:\[\w+\])?(?P<bound>[^";]*)')
Use = tuple[str, str]


def _is_private(name: str) -> bool:
    return _PRIVATE.fullmatch(name) is not None


def _own_names(tree: ast.Module) -> set[str]:
    """Collect the private names that a file gives to its own functions and attributes."""
    names = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _on_self(node):
            names.add(node.attr)
    return names


def _on_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}


def _foreign(tree: ast.Module) -> Iterator[str]:
    """List the private names that a file reads of what it has not made itself."""
    own = _own_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_private(node.attr):
            if not _on_self(node) or node.attr not in own:
                yield node.attr
        elif isinstance(node, ast.ImportFrom):
            of = (node.module or "").split(".")
            yield from filter(_is_private, [*of, *(alias.name for alias in node.names)])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from filter(_is_private, alias.name.split("."))
        elif isinstance(node, ast.Call):
            yield from _named_in(node)


def _named_in(call: ast.Call) -> Iterator[str]:
    """Give the private name that `getattr` and its kind are called with."""
    match call:
        case ast.Call(
            func=ast.Name("getattr" | "setattr" | "delattr"), args=[_, ast.Constant(str(name)), *_]
        ) if _is_private(name):
            yield name


def _used() -> set[Use]:
    return {
        (name, path.relative_to(ROOT).as_posix())
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
        for name in _foreign(ast.parse(path.read_text(encoding="utf-8")))
    }


def _said(pyproject: str) -> Iterator[tuple[str, str, list[Use]]]:
    """Read each requirement: its package, its bound, and the uses that are said above it."""
    uses: list[Use] = []
    for line in map(str.strip, pyproject.splitlines()):
        if said := _SAID.fullmatch(line):
            uses += [(name, said["file"]) for name in said["names"].split(", ")]
        elif required := _REQUIREMENT.match(line):
            yield required["package"], required["bound"], uses
            uses = []


REQUIREMENTS = list(_said((ROOT / "pyproject.toml").read_text(encoding="utf-8")))


def test_each_use_of_a_private_name_is_said_beside_its_package() -> None:
    assert _used() == {use for _, _, uses in REQUIREMENTS for use in uses}


def test_a_package_whose_private_names_are_used_has_an_upper_bound() -> None:
    free = [p for p, bound, uses in REQUIREMENTS if uses and not bound.startswith(("~=", "=="))]

    assert free == []


def test_private_names_are_found_in_every_form() -> None:
    source = """
from starlette._utils import is_async_callable
import anyio._core
from httpx import _client
getattr(schema, "_schema")
class Ours(Theirs):
    def __init__(self) -> None:
        self._own = self._theirs
    def _ours(self) -> None:
        self._own = self._ours().record._meta
"""

    assert set(_foreign(ast.parse(source))) == {
        *("_utils", "_core", "_client", "_schema", "_theirs", "_meta")
    }


def test_a_use_belongs_to_the_requirement_below_it() -> None:
    written = """
        "first",
        # _a, _b: models/x.py
        # A sentence.
        "second[more]~=1.2",
    """

    assert list(_said(written)) == [
        ("first", "", []),
        ("second", "~=1.2", [("_a", "models/x.py"), ("_b", "models/x.py")]),
    ]
