"""Tests of a document's price: what is in a list counts as often as the list is declared long."""

from collections.abc import Callable
from time import process_time

import pytest
import strawberry
from graphql import (
    GraphQLObjectType,
    Lexer,
    Source,
    TokenKind,
    get_introspection_query,
    get_named_type,
    parse,
)

from schema.gate.directives import at_most, paged, units
from schema.gate.gate import Gate
from schema.gate.introspection import FIELDS_OF_A_UNIT
from schema.gate.limits import Limits
from schema.gate.measure import Measure
from schema.gate.prices import Prices, unsized
from schema.gate.tokens import tokens_in
from schema.root import schema
from tests.support.contract import contract

ROW = "edges { cursor node { name kind } }"


@strawberry.type
class PageInfo:
    end_cursor: str


@strawberry.type
class Node:
    name: str
    kind: str
    tags: list[str] = strawberry.field(directives=[at_most(7)])
    children: list["Node"] = strawberry.field(directives=[at_most(5)])

    @strawberry.field(description="A field.", directives=[paged("first", default=10, longest=50)])
    def list(self, first: int | None = None) -> "List | None":
        """Its answer does not matter."""


@strawberry.type
class Edge:
    cursor: str
    node: Node


@strawberry.type
class List:
    edges: list[Edge]
    page_info: PageInfo
    next: str


@strawberry.type
class Query:
    @strawberry.field(
        description="A field.", directives=[paged("first", "last", default=10, longest=50)]
    )
    def list(self, first: int | None = None, last: int | None = None) -> List | None:
        """Its answer does not matter."""

    @strawberry.field
    def node(self) -> Node | None:
        """Its answer does not matter."""

    @strawberry.field(description="A field.", directives=[units(200)])
    def verified(self) -> bool | None:
        """Its answer does not matter."""


SMALL = strawberry.Schema(Query)._schema


def cost(query: str, *, of: object = SMALL) -> int:
    assert of in (SMALL, schema._schema)
    measure = Measure(SMALL if of is SMALL else schema._schema)
    [size] = measure.measure(parse(query), limit=5_000)
    return size.cost


def test_what_stands_beside_the_edges_is_paid_for_once() -> None:
    rows = cost(f"{{ list(first: 50) {{ {ROW} }} }}")

    whole = cost(f"{{ list(first: 50) {{ __typename next pageInfo {{ endCursor }} {ROW} }} }}")

    assert rows == 2 + 50 * 4
    assert whole == rows + 4


def test_pages_in_a_row_are_paid_for_each() -> None:
    inner = "list(first: 20) { pageInfo { endCursor } edges { node { kind } } }"

    assert cost(f"{{ list(first: 30) {{ edges {{ node {{ {inner} }} }} }} }}") == (
        2 + 30 * (1 + 4 + 20 * 2)
    )


def test_a_page_without_a_size_has_the_usual_one() -> None:
    assert cost("{ list { edges { cursor } } }") == 2 + 10
    assert cost("{ list(first: 3, last: 20) { edges { cursor } } }") == 2 + 20
    assert cost("query($n: Int) { list(first: $n) { edges { cursor } } }") == 2 + 50
    assert cost("{ list(first: null) { edges { cursor } } }") == 2 + 50


def test_a_list_counts_as_long_as_it_is_declared() -> None:
    assert cost("{ node { tags } }") == 1 + 7
    assert cost("{ node { children { name children { name } } } }") == 1 + 1 + 5 * (2 + 5)
    assert cost("{ node { children { tags } } }") == 1 + 1 + 5 * 7


def test_a_weight_is_paid_for_each_call() -> None:
    aliased = " ".join(f"a{n}: verified" for n in range(15))

    assert cost(f"{{ {aliased} }}") == 15 * 200


@pytest.mark.parametrize(
    ("selected", "fragments"),
    [
        (f"... {{ next pageInfo {{ endCursor }} {ROW} }}", ""),
        (f"... on List {{ next pageInfo {{ endCursor }} {ROW} }}", ""),
        ("...A", f"fragment A on List {{ next pageInfo {{ endCursor }} {ROW} }}"),
        (
            "...A",
            (
                "fragment A on List { next ...B ...C } fragment B on List { pageInfo { ...D } } "
                f"fragment D on PageInfo {{ endCursor }} fragment C on List {{ {ROW} }}"
            ),
        ),
        (
            "next pageInfo { endCursor } ... { edges { ...A } }",
            "fragment A on Edge { cursor node { ...B } } fragment B on Node { name kind }",
        ),
    ],
)
def test_fragments_change_no_price(selected: str, fragments: str) -> None:
    plain = f"{{ list(first: 50) {{ next pageInfo {{ endCursor }} {ROW} }} }}"

    spread = cost(f"{{ list(first: 50) {{ {selected} }} }} {fragments}")

    assert spread == cost(plain) == 2 + 3 + 50 * 4


def test_a_fragment_over_pages_is_paid_for_wherever_it_is_opened() -> None:
    inner = f"fragment A on Node {{ list(first: 5) {{ {ROW} }} }}"
    pages = f"{{ list(first: 10) {{ edges {{ node {{ ...A }} }} }} }} {inner}"

    assert cost(pages) == 2 + 10 * (1 + 2 + 5 * 4)


def test_every_list_of_the_contract_declares_its_length() -> None:
    assert list(unsized(schema._schema)) == []


def test_a_list_without_a_length_is_found() -> None:
    @strawberry.type
    class Loose:
        names: list[str]

    @strawberry.type(name="Query")
    class Holder:
        loose: Loose | None = None

    assert list(unsized(strawberry.Schema(Holder)._schema)) == ["Loose.names"]


def test_every_field_of_the_contract_has_a_price() -> None:
    prices, printed_schema = Prices(schema._schema), contract()

    fields = [
        (kind, name)
        for kind in printed_schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name in kind.fields
    ]

    assert len(fields) > 500
    assert all(prices.of(kind, name).returns is not None for kind, name in fields)


def test_what_verifies_a_card_or_calls_outside_has_a_weight() -> None:
    prices, mutation = Prices(schema._schema), schema._schema.mutation_type
    assert mutation

    signed = {
        name
        for name, field in mutation.fields.items()
        if "signature" in getattr(get_named_type(field.args["input"].type), "fields", {})
    }
    weighty = {name for name in mutation.fields if prices.of(mutation, name).weight > 100}

    assert len(signed) > 8
    assert weighty == signed | {"activateAccount", "checkCertificate"}
    assert cost("{ partner { certificateMayAct { __typename } } }", of=schema._schema) > 50
    assert Prices(schema._schema).of(schema._schema.get_type("ReviewCase"), "onFile").weight > 10


def _counted(value: object) -> int:
    """Count the fields of an answer."""
    if isinstance(value, dict):
        return len(value) + sum(map(_counted, value.values()))
    return sum(map(_counted, value)) if isinstance(value, list) else 0


CIRCLES = (
    "types { interfaces { possibleTypes { name } } }",
    "types { a: interfaces { possibleTypes { name kind } } b: interfaces { name } }",
    "types { enumValues { name } inputFields { name type { name ofType { name } } } }",
    "types { ...A } directives { args { name } locations }",
    "queryType { fields { args { type { kind ofType { kind } } } } }",
    "mutationType { name } subscriptionType { fields { name } }",
)


@pytest.mark.parametrize("selected", CIRCLES)
async def test_introspection_is_paid_for_by_what_it_returns(selected: str) -> None:
    fragment = "fragment A on __Type { possibleTypes { name ... on __Type { kind } } }"
    query = f"{{ __schema {{ {selected} }} }} {fragment if '...A' in selected else ''}"
    answer = await schema.execute(query)

    paid = cost(query, of=schema._schema)

    assert answer.errors is None
    assert answer.data
    assert paid * FIELDS_OF_A_UNIT == pytest.approx(_counted(answer.data), abs=30)


def test_one_named_type_costs_less_than_any_type() -> None:
    named = cost('{ __type(name: "Query") { fields { name } } }', of=schema._schema)
    any_type = cost(
        "query($n: String!) { __type(name: $n) { fields { name } } }", of=schema._schema
    )

    assert named < 20 < any_type


def _introspection() -> str:
    return get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )


def test_the_whole_contract_can_be_introspected() -> None:
    admission = Gate().admit(_introspection(), schema=schema._schema, suggestions=False)

    assert admission.errors == ()
    assert 1_000 < admission.cost < Limits().cost


def _multiplied(count: int) -> str:
    inner = "interfaces { possibleTypes { name fields { name } } }"
    return "{ __schema { types { " + " ".join(f"a{n}: {inner}" for n in range(count)) + " } } }"


def test_multiplied_introspection_is_refused_and_not_counted_to_its_end() -> None:
    spread = "{ __schema { types { ...F0 } } }" + " ".join(
        f"fragment F{n} on __Type {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40)
    )
    spread += " fragment F40 on __Type { name }"
    began = process_time()

    codes = [
        (error.extensions or {})["code"]
        for query in (_multiplied(14), spread)
        for error in Gate().admit(query, schema=schema._schema, suggestions=False).errors
    ]

    assert codes == ["QUERY_TOO_COSTLY"] * 2
    # Counted to its end, the second would outlive the test run.
    assert process_time() - began < 5


def lexed(text: str) -> int:
    """Count the tokens as graphql-core reads them, comments included."""
    lexer, count = Lexer(Source(text)), 0
    token = lexer.token
    while token.kind is not TokenKind.EOF:
        token = lexer.lookahead() if token.next is None else token.next
        lexer.token = token
        count += token.kind is not TokenKind.EOF
    comments = 0
    first = lexer.token
    while first.prev is not None:
        first = first.prev
        comments += first.kind is TokenKind.COMMENT
    return count + comments


TEXTS: tuple[Callable[[], str], ...] = (
    _introspection,
    lambda: _multiplied(14),
    lambda: "{ a(b: [1, 2.5e-3, -4], c: {d: $e}) @f ...G } # told\n\n,",
    lambda: '{ a(b: "told \\" # not { a } comment", c: """block " \\""" { } """) }',
)


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_counted_as_the_parser_counts_them(text: Callable[[], str]) -> None:
    assert tokens_in(text()) == lexed(text())


@pytest.mark.parametrize(
    "part", ['"', '"""', '"\\"', "#", "\\", '"\n', "a", ".", "{", "\u0301", "-"]
)
def test_counting_tokens_takes_time_that_grows_with_the_text(part: str) -> None:
    text = part * (200_000 // len(part))
    began = process_time()

    tokens_in(text)

    # With each start searching to the end it would be minutes.
    assert process_time() - began < 2


def test_a_price_is_asked_before_the_reading_and_is_its_tokens() -> None:
    gate, text = Gate(), "{ service { " + "name " * 60 + "} }"

    new = gate.price(text, schema=schema._schema)
    admission = gate.admit(text, schema=schema._schema, suggestions=False)

    assert new == 65
    assert gate.price(text, schema=schema._schema) == admission.cost == 61
    assert gate.price("{ " * 9_000, schema=schema._schema) == Limits().tokens
    assert gate.price("{ " * 30_000, schema=schema._schema) == 1
