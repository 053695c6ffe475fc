"""Tests of a document's price: a page's rows count, what stands beside them counts once."""

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema, get_named_type, parse

from schema.gate.measure import BESIDE_EDGES, measure
from schema.print_schema import printed

ROW = "edges { cursor node { name kind } }"


def cost(query: str) -> int:
    [size] = measure(parse(query), page=100)
    return size.cost


def test_what_stands_beside_the_edges_is_paid_for_once() -> None:
    rows = cost(f"{{ list(first: 50) {{ {ROW} }} }}")

    whole = cost(f"{{ list(first: 50) {{ __typename next pageInfo {{ endCursor }} {ROW} }} }}")

    assert rows == 2 + 50 * 4
    assert whole == rows + 4


def test_pages_in_a_row_are_paid_for_each() -> None:
    inner = "cards(first: 20) { pageInfo { endCursor } edges { node { sha256 } } }"

    assert cost(f"{{ list(first: 30) {{ edges {{ node {{ {inner} }} }} }} }}") == (
        2 + 30 * (1 + 4 + 20 * 2)
    )


def test_what_is_not_known_to_stand_beside_the_edges_is_a_row() -> None:
    assert cost("{ list(first: 50) { name } }") == 1 + 50
    assert cost("{ list(first: 50) { rows { name } } }") == 1 + 50 * 2
    assert cost("{ list(first: 50) { pageInfo: rows { name } } }") == 1 + 50 * 2


@pytest.mark.parametrize(
    ("selected", "fragments"),
    [
        (f"... {{ next pageInfo {{ endCursor }} {ROW} }}", ""),
        ("...A", f"fragment A on List {{ next pageInfo {{ endCursor }} {ROW} }}"),
        (
            "...A",
            "fragment A on List { next ...B ...C } fragment B on List { pageInfo { ...D } }"
            f"fragment D on PageInfo {{ endCursor }} fragment C on List {{ {ROW} }}",
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
    inner = f"fragment A on X {{ list(first: 5) {{ {ROW} }} }}"
    pages = f"{{ outer(first: 10) {{ edges {{ ...A }} }} }} {inner}"

    assert cost(pages) == 2 + 10 * (2 + 5 * 4)


def test_every_paged_field_has_edges_and_nothing_beside_them_that_grows() -> None:
    schema = build_schema(printed())
    paged = {
        connection.name: connection.fields
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field in kind.fields.values()
        if {"first", "last"} & field.args.keys()
        and isinstance(connection := get_named_type(field.type), GraphQLObjectType)
    }
    beside = {name for fields in paged.values() for name in fields} - {"edges"}

    assert len(paged) > 10
    assert all("edges" in fields for fields in paged.values())
    assert beside | {"__typename"} == BESIDE_EDGES
    for fields in paged.values():
        for name in fields.keys() - {"edges"}:
            inner = getattr(get_named_type(fields[name].type), "fields", {})
            assert not any("[" in str(field.type) or field.args for field in inner.values()), name
