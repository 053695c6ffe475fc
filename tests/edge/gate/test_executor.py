"""Tests of how plain fields are executed: whatever is asked, as graphql-core does it."""

import re
from collections.abc import Generator, Iterator, Mapping
from enum import Enum
from typing import Any, NewType, cast

import httpx
import pytest
import strawberry
from graphql import parse, print_ast
from graphql.pyutils import Undefined
from strawberry.schema.config import StrawberryConfig

from schema.execution import executor
from schema.execution.operations import GatedSchema
from schema.gate.gate import Gate
from schema.root import schema
from tests.rights.doors import data_types, doors, shown
from tests.rights.walk import whatever_it_costs
from tests.rights.world import world
from tests.support.portal import TestPortal

# What is another one each time.
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}")


@strawberry.enum
class Colour(Enum):
    RED = "red"


class Later:
    """A value that must be awaited."""

    def __await__(self) -> Generator[None, None, str]:
        yield from ()
        return "later"


# Written whatever it is, and never.
Anything = NewType("Anything", object)
Nothing = NewType("Nothing", object)
CONFIG = StrawberryConfig(
    scalar_map={
        Anything: strawberry.scalar(name="Anything", serialize=lambda value: [value]),
        Nothing: strawberry.scalar(name="Nothing", serialize=lambda _: None),
    }
)


@strawberry.type
class Inner:
    name: str = "inner"


@strawberry.type
class Odd:
    """Every kind of value that a field can have, and that it should not have."""

    plain: str = "plain"
    none: str | None = None
    missing: str = cast(str, None)
    failing: str | None = cast(str, ValueError("a value"))
    unset: Anything | None = cast(Anything, Undefined)
    fault: Anything | None = cast(Anything, ValueError("a value of any kind"))
    nothing: Nothing | None = cast(Nothing, "something")
    any_late: Anything | None = cast(Anything, None)
    late: str | None = cast(str, None)
    number: int | None = 2**40
    wrong: int | None = cast(int, "x")
    real: float | None = float("nan")
    colour: Colour | None = Colour.RED
    no_colour: Colour | None = cast(Colour, "blue")
    many: list[str] | None = None
    some: list[str] = strawberry.field(default_factory=lambda: ["a", cast(str, None)])
    inner: Inner = strawberry.field(default_factory=Inner)

    @strawberry.field
    def asked(self, times: int = 2) -> str:
        return "asked " * times


@strawberry.type
class Query:
    @strawberry.field
    def odd(self) -> Odd | None:
        return Odd(late=cast(str, Later()), any_late=cast(Anything, Later()))

    @strawberry.field
    def odds(self) -> list[Odd | None]:
        return [Odd(), None, Odd(missing="here"), cast(Odd, Inner())]


SMALL = GatedSchema(gate=Gate(), query=Query, config=CONFIG)
FIELDS = (
    *("plain", "none", "failing", "unset", "fault", "late", "anyLate", "nothing", "number"),
    *("wrong", "real", "colour", "noColour", "many", "asked", "asked(times: 3)", "__typename"),
    *("inner { name }", "some", "a: plain b: plain", "...F ... on Odd { plain }"),
    *("plain @skip(if: $yes) none", "plain @include(if: $no) colour @include(if: $yes)"),
)


def _documents() -> Iterator[str]:
    head = "query($yes: Boolean! = true, $no: Boolean! = false) "
    tail = " fragment F on Odd { plain colour inner { __typename name } }"
    for field in (*FIELDS, "missing", "plain missing none"):
        rest = tail if "...F" in field else ""
        for way in ("odd", "odds"):
            yield f"{head if '$' in field else ''}{{ {way} {{ {field} }} }}{rest}"


def _by_graphql_core(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(executor, "_reader", lambda *_: None)


@pytest.mark.parametrize("text", [*_documents()])
async def test_whatever_a_value_is_the_answer_is_graphql_cores(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_reading = await SMALL.execute(text)
    _by_graphql_core(monkeypatch)
    expected = await SMALL.execute(text)

    assert _shown(by_reading) == _shown(expected)


def _shown(result: Any) -> str:
    errors = [(error.formatted, repr(error.original_error)) for error in result.errors or ()]
    return _IDS.sub("…", repr((result.data, errors)))


async def test_every_document_is_answered_as_graphql_core_does(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await world(portal)
    texts = [*_registered(), *_of_doors(people.things)]
    asked = [
        (people.askers[asker], text, _variables(text, people.things))
        for text in texts
        for asker in "MCAN"
    ]
    with whatever_it_costs():
        by_reading = [await _answer(*one) for one in asked]
        _by_graphql_core(monkeypatch)
        expected = [await _answer(*one) for one in asked]

    for one, found, should in zip(asked, by_reading, expected, strict=True):
        assert found == should, one[1]
    assert sum('"errors"' in one for one in expected) > 50
    assert sum(len(one) > 200 for one in expected) > 50


def _registered() -> Iterator[str]:
    for text in schema.gate.registered.texts.values():
        if text.lstrip().startswith(("query", "{")):
            yield text


def _of_doors(things: Mapping[str, str]) -> Iterator[str]:
    fields = {
        name: " ".join(shown(name, field) for field in kind.fields)
        for name, kind in data_types().items()
    }
    for door in doors():
        text = "{ " + door.document % fields[door.type] + " }"
        for name, value in things.items():
            text = text.replace("{" + name + "}", value)
        yield text


def _variables(text: str, things: Mapping[str, str]) -> dict[str, object]:
    """Give each variable what the world has of its name, or a value of its type."""
    [operation, *_] = parse(text).definitions
    found: dict[str, object] = {}
    for variable in getattr(operation, "variable_definitions", None) or ():
        name, kind = variable.variable.name.value, print_ast(variable.type)
        numbers: dict[str, object] = {"Int": 5, "Boolean": True}
        found[name] = things.get(name, numbers.get(kind.rstrip("!"), "A0000006"))
    return found


async def _answer(browser: httpx.AsyncClient, text: str, variables: dict[str, object]) -> str:
    answer = await browser.post("/graphql", json={"query": text, "variables": variables})
    return _IDS.sub("…", answer.text)
