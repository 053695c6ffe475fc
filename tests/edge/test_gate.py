"""Tests of the gate: the size and cost that a document may have."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLError, GraphQLSchema, get_introspection_query, parse

from models.core.rules import MAX_SUBJECTS
from schema.gate.documents import Admission
from schema.gate.gate import Gate
from schema.gate.limits import Limits
from schema.gate.measure import Measure
from schema.root import schema
from tests.support.servers.edge import Context, make_schema

SCHEMA: GraphQLSchema = make_schema()._schema


def codes(query: str, *, gate: Gate | None = None) -> set[object]:
    """Return the gate's codes; the empty set is an admission."""
    try:
        admission = (gate or Gate()).admit(query, schema=SCHEMA, suggestions=False)
    except GraphQLError as error:
        return {(error.extensions or {})["code"]}
    return {(error.extensions or {})["code"] for error in admission.errors}


def bomb(fragments: int) -> str:
    """Return fragments that each spread the next one twice."""
    links = (
        f"fragment F{n} on Box {{ ...F{n + 1} inner {{ ...F{n + 1} }} }}" for n in range(fragments)
    )
    return "{ box { ...F0 } } " + " ".join(links) + f" fragment F{fragments} on Box {{ name }}"


def nested(levels: int) -> str:
    return "{ box" + " { inner" * (levels - 2) + " { name }" + " }" * (levels - 1)


def aliased(count: int) -> str:
    return "{ box { " + " ".join(f"a{n}: name" for n in range(count)) + " } }"


def at_root(count: int) -> str:
    return " ".join("hello" for _ in range(count))


def excesses() -> Iterator[tuple[str, str, str]]:
    """Yield what is just admitted, what is just refused, and the code."""
    yield nested(10), nested(11), "QUERY_TOO_DEEP"
    yield aliased(15), aliased(16), "TOO_MANY_ALIASES"
    yield "{ hello }" + " " * 19_991, "{ hello }" + " " * 19_992, "QUERY_TOO_LONG"
    yield (
        "{ box { " + "name " * 80 + "} }",
        "{ box { " + "name " * 300 + "} }",
        "TOO_MANY_COMPARISONS",
    )
    yield (
        " ".join(f"query Q{n} {{ hello }}" for n in range(20)),
        " ".join(f"query Q{n} {{ hello }}" for n in range(21)),
        "TOO_MANY_OPERATIONS",
    )
    yield "#\n" * 50 + "{ hello }", "#\n" * 51 + "{ hello }", "TOO_MANY_COMMENTS"
    yield (
        "{ box { " + "name @skip(if: false) " * 50 + "} }",
        "{ box { " + "name @skip(if: false) " * 51 + "} }",
        "TOO_MANY_DIRECTIVES",
    )
    yield "{" + at_root(10) + "}", "{" + at_root(11) + "}", "TOO_MANY_ROOT_FIELDS"
    yield (
        "{...A ...A} fragment A on Query {" + at_root(5) + "}",
        "{...A ...A hello} fragment A on Query {" + at_root(5) + "}",
        "TOO_MANY_ROOT_FIELDS",
    )
    yield "mutation { signIn }", "mutation { signIn again: signIn }", "TOO_MANY_ROOT_FIELDS"
    yield "mutation { signIn __typename }", "mutation { signIn signIn }", "TOO_MANY_ROOT_FIELDS"
    yield (
        "{ box { boxes(first: 4998) { name } } }",
        "{ box { boxes(first: 4999) { name } } }",
        "QUERY_TOO_COSTLY",
    )
    yield (
        "query ($n: Int!) { box { boxes(first: $n) { boxes(first: 40) { name } } } }",
        "query ($n: Int!) { box { boxes(first: $n) { boxes(first: $n) { name } } } }",
        "QUERY_TOO_COSTLY",
    )


@pytest.mark.parametrize(("admitted", "refused", "code"), list(excesses()))
def test_each_limit_admits_what_it_names_and_refuses_one_more(
    admitted: str, refused: str, code: str
) -> None:
    assert codes(admitted) == set()
    assert codes(refused) == {code}


def test_tokens_are_counted_while_they_are_read() -> None:
    gate = Gate(limits=Limits(tokens=6))

    assert codes("{ box { name } }", gate=gate) == set()
    assert codes("{ box { name name } } ¿", gate=gate) == {"TOO_MANY_TOKENS"}


def test_directives_are_counted_on_one_node_too() -> None:
    repeated = "{ hello" + " @skip(if: false)" * 6 + " }"

    assert codes(repeated) == {"TOO_MANY_DIRECTIVES"}


def test_directives_on_operations_and_variables_count() -> None:
    gate = Gate(limits=Limits(directives=1))

    assert codes("query ($a: Int @a) @b { hello }", gate=gate) == {"TOO_MANY_DIRECTIVES"}


def test_directives_count_wherever_a_fragment_is_opened() -> None:
    parts = " ".join("...A" for _ in range(26))
    twice = "fragment A on Box { name @skip(if: false) inner @skip(if: false) { name } }"
    often = "fragment A on Box { name " + "@skip(if: false) " * 6 + "}"

    assert codes(f"{{ box {{ {parts} }} }} {twice}") == {"TOO_MANY_DIRECTIVES"}
    assert codes(f"{{ box {{ ...A }} }} {often}") == {"TOO_MANY_DIRECTIVES"}


def test_the_rules_that_strawberry_adds_are_kept() -> None:
    assert codes('mutation { write(note: { text: "a", mark: "b" }) }') == set()
    assert codes('mutation { write(note: { text: "a", mark: null }) }') == {
        "GRAPHQL_VALIDATION_FAILED"
    }


def test_an_excess_names_its_limit() -> None:
    admission = Gate().admit(nested(11), schema=SCHEMA, suggestions=False)

    assert [error.formatted for error in admission.errors] == [
        {
            "message": "An operation may have 10 levels at most.",
            "extensions": {"code": "QUERY_TOO_DEEP", "limit": 10},
        }
    ]


def test_fragments_count_wherever_they_are_opened() -> None:
    parts = " ".join("...A" for _ in range(8))
    query = f"{{ box {{ {parts} }} }} fragment A on Box {{ a: name b: name }}"

    assert codes(query) == {"TOO_MANY_ALIASES"}


def test_what_is_answered_for_each_item_of_a_list_costs_as_often() -> None:
    text = """subscription ($subjects: [UpdateSubjectInput!]!) {
      updates(subjects: $subjects) { ... on Update { subject } } }"""

    [size] = Measure(schema._schema).measure(parse(text), limit=1_000)

    assert size.cost == 1 + MAX_SUBJECTS


def test_depth_goes_through_fragments() -> None:
    chain = "fragment A on Box { inner { ...B } } fragment B on Box { inner { ...C } }"
    last = "fragment C on Box { inner { inner { inner { inner { inner { inner { name } } } } } } }"

    assert codes(f"{{ box {{ ...A }} }} {chain} {last}") == set()
    assert codes(f"{{ box {{ inner {{ ...A }} }} }} {chain} {last}") == {"QUERY_TOO_DEEP"}


def test_a_fragment_bomb_is_measured_in_a_blink() -> None:
    # Opened one by one, its 2^100 spreads would outlive the test run.
    assert codes(bomb(100)) == {"QUERY_TOO_DEEP", "QUERY_TOO_COSTLY"}


@pytest.mark.parametrize(
    "query",
    [
        "{ box { ...A } } fragment A on Box { ...A }",
        "{ box { ...A } } fragment A on Box { inner { ...B } } fragment B on Box { ...A }",
        "{ ...Missing }",
        "{ box { } }",
        "{ box { inner(first: 1) } }",
        "{ hello } fragment A on Query { ...A }",
    ],
)
def test_what_makes_no_sense_is_left_to_validation(query: str) -> None:
    found = codes(query)

    assert found <= {"GRAPHQL_VALIDATION_FAILED"}
    assert found or query == "{ box { } }"


def test_nesting_without_depth_does_not_exhaust_the_stack() -> None:
    inline = "{" + "...{" * 150 + "hello" + "}" * 151
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(150))

    assert codes(inline) == set()
    assert codes("{ ...F0 } " + chain + " fragment F150 on Query { hello }") == set()


def test_a_number_too_long_to_read_is_too_many() -> None:
    query = "{ box { boxes(first: " + "9" * 15_000 + ") { name } } }"

    assert codes(query) == {"QUERY_TOO_COSTLY"}


def test_introspection_passes() -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    assert codes(query) == set()


def test_introspection_that_goes_in_circles_is_refused() -> None:
    circle = "fields { type { " * 4 + "name" + " } }" * 4

    assert codes("{ __schema { types { " + circle + " } } }") == {"GRAPHQL_VALIDATION_FAILED"}


def test_introspection_can_be_switched_off() -> None:
    assert codes("{ __schema { types { name } } }", gate=Gate(introspection=False)) == {
        "GRAPHQL_VALIDATION_FAILED"
    }


class RecordingGate(Gate):
    """A gate that keeps its answers."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Admission] = []

    async def admit_in_turn(
        self, text: str, *, schema: GraphQLSchema, suggestions: bool, address: str
    ) -> Admission:
        given = await super().admit_in_turn(
            text, schema=schema, suggestions=suggestions, address=address
        )
        self.given.append(given)
        return given


async def test_a_text_asked_again_is_neither_parsed_nor_validated_again() -> None:
    gate = RecordingGate()
    schema = make_schema(gate)

    for _ in range(3):
        result = await schema.execute("{ hello }", context_value=Context())
        assert result.data == {"hello": "hello world"}

    assert len(gate.given) == 3
    assert gate.given[0] is gate.given[1] is gate.given[2]


def test_the_least_used_document_is_forgotten_first() -> None:
    gate = Gate(cache_documents=2)
    first = gate.admit("{ hello }", schema=SCHEMA, suggestions=False)
    second = gate.admit("{ told }", schema=SCHEMA, suggestions=False)
    gate.admit("{ hello }", schema=SCHEMA, suggestions=False)

    gate.admit("{ locked }", schema=SCHEMA, suggestions=False)

    assert gate.admit("{ hello }", schema=SCHEMA, suggestions=False) is first
    assert gate.admit("{ told }", schema=SCHEMA, suggestions=False) is not second


def test_the_memory_is_bounded_in_bytes() -> None:
    gate = Gate(cache_bytes=40)
    first = gate.admit("{ hello }", schema=SCHEMA, suggestions=False)

    gate.admit("{ told }" + " " * 30, schema=SCHEMA, suggestions=False)

    assert gate.admit("{ hello }", schema=SCHEMA, suggestions=False) is not first


def test_a_refused_document_is_not_kept() -> None:
    gate = Gate()

    first = gate.admit("{ nothing }", schema=SCHEMA, suggestions=False)

    assert gate.admit("{ nothing }", schema=SCHEMA, suggestions=False) is not first


def test_what_one_schema_admits_is_not_admitted_to_another() -> None:
    gate, other = Gate(), make_schema()._schema

    first = gate.admit("{ hello }", schema=SCHEMA, suggestions=False)

    assert gate.admit("{ hello }", schema=other, suggestions=False) is not first


@pytest.mark.parametrize(
    "query",
    [
        "{ helo }",
        "{ hello(nam: 1) }",
        "fragment A on Bax { name } { box { ...A } }",
    ],
)
async def test_strangers_get_no_suggestions(query: str) -> None:
    stranger = await make_schema().execute(query, context_value=Context())
    friend = await make_schema().execute(query, context_value=Context(suggestions=True))

    assert "Did you mean" not in str(stranger.errors)
    assert "Did you mean" in str(friend.errors)


async def test_a_wrong_variable_brings_no_suggestions() -> None:
    result = await make_schema().execute(
        "mutation ($note: Note!) { write(note: $note) }",
        variable_values={"note": {"txt": "a"}},
        context_value=Context(),
    )

    assert result.errors
    assert "Did you mean" not in str(result.errors)


async def test_without_a_context_nothing_is_suggested() -> None:
    result = await make_schema().execute("{ helo }")

    assert "Did you mean" not in str(result.errors)


def test_five_errors_are_enough() -> None:
    query = "{" + " ".join(f"wrong{n}" for n in range(10)) + "}"

    admission = Gate().admit(query, schema=SCHEMA, suggestions=False)

    assert len(admission.errors) == 6
    assert "limit reached" in admission.errors[-1].message
