"""Tests of the lint of the contract: what it holds to, and that each rule finds what breaks it."""

import pytest

from schema.lint import RULES, broken
from schema.print_schema import printed

GOOD = '''
"""How long a list is."""
directive @listSize(
  assumedSize: Int
  slicingArguments: [String!]
  sizedFields: [String!]
) on FIELD_DEFINITION
"""The queries."""
type Query {
  """A thing."""
  thing: Thing
  """The things. Codes of its user errors: NOT_ALLOWED."""
  things("How many." first: Int, "From where." after: Cursor): ThingConnection
    @listSize(assumedSize: 10, slicingArguments: ["first"], sizedFields: ["edges"])
  """An answer."""
  may: May
  """An object."""
  node("Its ID." id: ID!): Node
}
"""A thing."""
type Thing implements Node {
  """Its ID."""
  id: ID!
  """Its colours."""
  colours: [Colour!]! @listSize(assumedSize: 7)
  """Its old colour."""
  colour: Colour @deprecated(reason: "Use colours. Goes after 2027-01-01.")
}
"""Things."""
type ThingConnection {
  """The things."""
  edges: [ThingEdge!]!
  """The page."""
  pageInfo: PageInfo!
}
"""A thing of a page."""
type ThingEdge {
  """Its position."""
  cursor: Cursor!
  """The thing."""
  node: Thing!
}
"""A page."""
type PageInfo {
  """Whether there are more."""
  hasNextPage: Boolean!
}
"""A colour."""
enum Colour {
  """Red."""
  DARK_RED
}
"""A position."""
scalar Cursor
"""What has an ID."""
interface Node {
  """The ID."""
  id: ID!
}
"""What fails."""
interface UserError {
  """The code."""
  code: String!
}
"""It is refused."""
type Refused implements UserError {
  """The code."""
  code: String!
}
"""Yes."""
type Yes {
  """Until when."""
  until: String!
}
"""No."""
type No {
  """Why."""
  why: String!
}
"""Yes or no."""
union May = Yes | No
"""The mutations."""
type Mutation {
  """Paints."""
  paint("The colour." input: PaintInput!): PaintResult!
}
"""A colour to paint in."""
input PaintInput {
  """The colour."""
  colour: Colour!
}
"""Result of paint."""
union PaintResult = PaintSuccess | Refused
"""It was painted."""
type PaintSuccess {
  """The thing."""
  thing: Thing!
}
'''
# What each rule finds, and the change of the good contract that it finds so.
BREAKS = (
    ("described", '  """Its colours."""\n', ""),
    ("described", '"From where." after', "after"),
    ("described", '  """Red."""\n', ""),
    ("described", '  """The colour."""\n  colour: Colour!\n', "  colour: Colour!\n"),
    ("named", "DARK_RED", "darkRed"),
    ("named", "colours: [", "Colours: ["),
    ("named", "PaintInput", "PaintData"),
    ("deprecated", " Goes after 2027-01-01.", ""),
    ("connections", "ThingConnection", "Things"),
    ("connections", "pageInfo: PageInfo!", "pageInfo: PageInfo"),
    ("connections", "edges: [ThingEdge!]!", "edges: [Thing!]!"),
    ("connections", "union May = Yes | No", "union May = Yes | ThingConnection"),
    ("connections", '  """The thing."""\n  node: Thing!\n}\n"""A page', '}\n"""A page'),
    ("paging", '"How many." first: Int, ', ""),
    ("paging", "first: Int,", 'first: Int, "From the end." last: Int,'),
    ("paging", "first: Int,", "first: String,"),
    ("cursors", "cursor: Cursor!", "cursor: String!"),
    ("cursors", "after: Cursor", "after: String"),
    ("identified", "type Thing implements Node", "type Thing"),
    ("lists", "[Colour!]!", "[Colour]!"),
    ("reading", "union May = Yes | No", "union May = Yes | Refused"),
    ("sized", " @listSize(assumedSize: 7)", ""),
    (
        "sized",
        '@listSize(assumedSize: 10, slicingArguments: ["first"], sizedFields: ["edges"])',
        "",
    ),
    ("sized", 'slicingArguments: ["first"]', 'slicingArguments: ["most"]'),
    ("sized", ', sizedFields: ["edges"]', ""),
    ("reading", "): ThingConnection\n", "): ThingConnection!\n"),
    ("acting", '("The colour." input: PaintInput!)', '("The colour." colour: Colour!)'),
    ("acting", "): PaintResult!", "): Thing!"),
    ("acting", "union PaintResult = PaintSuccess | Refused", "union PaintResult = Yes | Refused"),
)


def test_the_contract_breaks_no_rule() -> None:
    assert broken(printed()) == []


def test_a_contract_that_keeps_all_rules_is_let_through() -> None:
    assert broken(GOOD) == []


@pytest.mark.parametrize(("rule", "before", "after"), BREAKS)
def test_what_breaks_a_rule_is_found_by_it(rule: str, before: str, after: str) -> None:
    assert before in GOOD

    found = broken(GOOD.replace(before, after))

    assert rule in {line.partition(":")[0] for line in found}, found


def test_each_rule_is_broken_here() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for rule, _, _ in BREAKS}
