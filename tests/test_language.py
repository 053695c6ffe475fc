"""Tests that docstrings, comments, descriptions and messages are in plain present-day English.

Each pattern has a budget, which is lowered as the last uses go and is never raised.
"""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from graphql import Node, Visitor, parse, visit

from schema.print_schema import printed
from tests.support.paths import ROOT

SHIPPED = ("models", "resolvers", "schema", "web")
NOT_OURS = {"node_modules", "dist", "migrations"}
BUDGETS = {
    r"\bwhat comes of\b": 0,
    r"\bfor ever\b": 0,
    r"\banew\b": 0,
    r"\bwhoever\b": 0,
    r"\bthat is none\b": 0,
    r"\bany ?more\b": 0,
    r"\bby now\b": 0,
    r"\bat present\b": 0,
    r"\blook(?:s|ed|ing)? into\b": 0,
    r"\bsees? to\b": 0,
    r"\bstands? in row\b": 0,
    r"\bway over\b": 0,
    r"\bupon\b": 0,
    r"\bwho asks\b": 0,
    r"\basker": 0,
    r"\bc[ao]mes? out\b": 0,
    r"\bbrought about\b": 0,
    r"\bshall\b": 0,
    r"\b(?:whence|thence|unto|thereof)\b": 0,
}
# A docstring or description begins with what the thing is or does, not with such a verb.
OPENINGS = r"^(?:Be|Say|Hold|Tell|Give|Let|Keep|Take|Show|Gather)\b"
MOST_OPENINGS = 0


@dataclass(frozen=True, kw_only=True)
class Text:
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {' '.join(self.text.split())[:100]}"


def _found(pattern: str, texts: tuple[Text, ...]) -> list[str]:
    expression = re.compile(pattern, re.IGNORECASE)
    return [str(one) for one in texts for _ in expression.finditer(" ".join(one.text.split()))]


def _check(pattern: str, texts: tuple[Text, ...], *, most: int) -> None:
    found = _found(pattern, texts)
    if len(found) < most:
        warnings.warn(f"{pattern}: lower the budget to {len(found)}", stacklevel=2)
    assert len(found) <= most, "\n".join([f"write it plainly: {pattern}", *found])


@pytest.mark.filterwarnings("default:.*lower the budget")
@pytest.mark.parametrize(("pattern", "most"), BUDGETS.items())
def test_no_archaic_phrase_is_added(pattern: str, most: int) -> None:
    _check(pattern, (*texts_of_code(), *comments(), *descriptions()), most=most)


@pytest.mark.filterwarnings("default:.*lower the budget")
def test_no_docstring_begins_archaically() -> None:
    _check(OPENINGS, (*docstrings(), *descriptions()), most=MOST_OPENINGS)


@pytest.mark.parametrize(
    "text",
    ["It is closed\n    for ever.", "# Read it anew.", "Whoever asks", "It is not valid any more."],
)
def test_a_phrase_is_found_in_either_case_and_across_lines(text: str) -> None:
    texts = (Text(place="here", text=text),)

    assert sum(len(_found(pattern, texts)) for pattern in BUDGETS) == 1


def test_only_the_beginning_of_a_text_is_an_opening() -> None:
    texts = tuple(Text(place="here", text=text) for text in ("Hold it.", "On hold.", "Holders."))

    assert len(_found(OPENINGS, texts)) == 1


@cache
def docstrings() -> tuple[Text, ...]:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return tuple(
        Text(place=f"{path}:{getattr(node, 'lineno', 1)}", text=text)
        for path, source in _sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented) and (text := ast.get_docstring(node))
    )


@cache
def texts_of_code() -> tuple[Text, ...]:
    """Collect every text in the code: docstrings, and what errors and commands say."""
    return tuple(
        Text(place=f"{path}:{node.lineno}", text=node.value)
        for path, source in _sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    )


@cache
def comments() -> tuple[Text, ...]:
    """Collect each block of comments as one text, since a phrase may go over a line's end."""
    blocks: list[tuple[str, int, list[str]]] = []
    for path, source in _sources():
        last = -1
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                line, text = token.start[0], token.string.lstrip("# ")
                if line == last + 1:
                    blocks[-1][2].append(text)
                else:
                    blocks.append((path, line, [text]))
                last = line
    return tuple(Text(place=f"{path}:{line}", text=" ".join(block)) for path, line, block in blocks)


@cache
def descriptions() -> tuple[Text, ...]:
    collected: list[Text] = []

    class Collect(Visitor):
        def enter(self, node: Node, *_: object) -> None:
            description = getattr(node, "description", None)
            if description is not None:
                name = getattr(node, "name", None)
                place = name.value if name else node.kind
                collected.append(Text(place=f"GraphQL {place}", text=description.value))

    visit(parse(printed()), Collect())
    return tuple(collected)


def _sources() -> Iterator[tuple[str, str]]:
    for floor in SHIPPED:
        for file in sorted((ROOT / floor).rglob("*.py")):
            path: Path = file.relative_to(ROOT)
            if not NOT_OURS & set(path.parts):
                yield path.as_posix(), file.read_text(encoding="utf-8")
