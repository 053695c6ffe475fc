"""Check the printed contract by the rules of docs/schema-design.md: ``python -m schema.lint``."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_nullable_type,
    value_from_ast_untyped,
)

from schema.print_schema import printed
from schema.walk import elements, fields_of, objects

Rule = Callable[[GraphQLSchema], Iterator[str]]

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_CAMEL = re.compile(r"[a-z][A-Za-z0-9]*")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_CODES = "Codes of its user errors: "
# Whatever has one of these names is a position in a list or a stream.
_CURSORS = {"after", "before", "cursor", "next", "startCursor", "endCursor"}
_PAGING = {"first": "Int", "after": "Cursor", "last": "Int", "before": "Cursor"}


def described(schema: GraphQLSchema) -> Iterator[str]:
    """Every type, field, argument, input field and enum value has a description."""
    for place, element in elements(schema):
        if not (element.description or "").strip():
            yield f"{place} has no description"


def named(schema: GraphQLSchema) -> Iterator[str]:
    """Types are PascalCase, fields and arguments camelCase, enum values CAPITALS; inputs say so."""
    for place, element in elements(schema):
        name = place.rpartition(".")[2]
        if isinstance(element, GraphQLNamedType):
            fits = _PASCAL
            if isinstance(element, GraphQLInputObjectType) and not name.endswith(
                ("Input", "Filter")
            ):
                yield f"{place} is an input and does not end in Input or Filter"
        else:
            fits = _CAPITALS if isinstance(element, GraphQLEnumValue) else _CAMEL
        if not fits.fullmatch(name):
            yield f"{place} is not written as its kind is"


def deprecated(schema: GraphQLSchema) -> Iterator[str]:
    """A deprecation says why, and the date after which the element may go."""
    for place, element in elements(schema):
        reason = getattr(element, "deprecation_reason", None)
        if reason is not None and not _DATE.search(reason):
            yield f"{place} is deprecated without a date: {reason}"


def connections(schema: GraphQLSchema) -> Iterator[str]:
    """What has edges is a …Connection of …Edges, as Relay has it, and stands in no union."""
    for kind in objects(schema):
        if "edges" in kind.fields and not kind.name.endswith("Connection"):
            yield f"{kind.name} has edges and is not named a Connection"
        if kind.name.endswith("Connection"):
            yield from _connection(kind)
        if kind.name.endswith("Edge") and not {"node", "cursor"} <= kind.fields.keys():
            yield f"{kind.name} has no node or no cursor"
    for union in schema.type_map.values():
        members = union.types if isinstance(union, GraphQLUnionType) else ()
        for member in members:
            if member.name.endswith("Connection"):
                yield f"{union.name} hides the connection {member.name}"


def _connection(kind: GraphQLObjectType) -> Iterator[str]:
    edges, info = kind.fields.get("edges"), kind.fields.get("pageInfo")
    if edges is None or not re.fullmatch(r"\[\w+Edge!\]!", str(edges.type)):
        yield f"{kind.name}.edges is not a list of edges"
    if info is None or str(info.type) != "PageInfo!":
        yield f"{kind.name}.pageInfo is not PageInfo!"


def paging(schema: GraphQLSchema) -> Iterator[str]:
    """A field that returns a connection takes first and after, and may take last and before."""
    for place, field in fields_of(schema):
        taken = {name: str(get_named_type(its.type)) for name, its in field.args.items()}
        if not get_named_type(field.type).name.endswith("Connection"):
            continue
        for name, kind in _PAGING.items():
            if name in taken and taken[name] != kind:
                yield f"{place}({name}:) is not {kind}"
        if not {"first", "after"} <= taken.keys():
            yield f"{place} returns a connection without first and after"
        if ("last" in taken) != ("before" in taken):
            yield f"{place} pages backwards by half"


def cursors(schema: GraphQLSchema) -> Iterator[str]:
    """There is one scalar of positions, Cursor."""
    for place, element in elements(schema):
        if place.rpartition(".")[2] in _CURSORS and isinstance(
            element, GraphQLField | GraphQLArgument | GraphQLInputField
        ):
            kind = get_named_type(element.type).name
            if kind != "Cursor":
                yield f"{place} is a position and not a Cursor: {kind}"


def identified(schema: GraphQLSchema) -> Iterator[str]:
    """What has an id is a Node, whose id no other type's equals."""
    for kind in objects(schema):
        nodes = {face.name for face in kind.interfaces}
        if "id" in kind.fields and "Node" not in nodes:
            yield f"{kind.name} has an id and is no Node"


def lists(schema: GraphQLSchema) -> Iterator[str]:
    """No list has holes."""
    for place, element in elements(schema):
        kind = get_nullable_type(getattr(element, "type", None))
        if isinstance(kind, GraphQLList) and not isinstance(kind.of_type, GraphQLNonNull):
            yield f"{place} is a list of nullable items"


def sized(schema: GraphQLSchema) -> Iterator[str]:
    """A list declares its length, or the field that returns the type which has it does."""
    rows = {
        (get_named_type(field.type).name, name)
        for _, field in fields_of(schema)
        for name in _list_size(field).get("sizedFields", ())
    }
    for place, field in fields_of(schema):
        owner, _, name = place.rpartition(".")
        is_list = isinstance(get_nullable_type(field.type), GraphQLList)
        if is_list and (owner, name) not in rows and "assumedSize" not in _list_size(field):
            yield f"{place} is a list without @listSize"
        fields = getattr(get_named_type(field.type), "fields", {})
        if "edges" in fields and not _list_size(field):
            yield f"{place} returns edges without @listSize"
        if missing := set(_list_size(field).get("slicingArguments", ())) - field.args.keys():
            yield f"{place} has no argument {', '.join(sorted(missing))}"


def _list_size(field: GraphQLField) -> Mapping[str, Any]:
    """Return the arguments of the field's @listSize."""
    for directive in (field.ast_node.directives or ()) if field.ast_node else ():
        if directive.name.value == "listSize":
            return {
                argument.name.value: value_from_ast_untyped(argument.value)
                for argument in directive.arguments or ()
            }
    return {}


def reading(schema: GraphQLSchema) -> Iterator[str]:
    """What reads is null where it refuses: no union of it has a user error, and it is nullable.

    The messages of a stream are no reading.
    """
    streamed = _streamed(schema)
    for kind in objects(schema):
        if kind in (schema.mutation_type, schema.subscription_type):
            continue
        for name, field in kind.fields.items():
            place, result = f"{kind.name}.{name}", get_named_type(field.type)
            answers = isinstance(result, GraphQLUnionType) and any(map(_fails, result.types))
            if answers and kind.name not in streamed:
                yield f"{place} answers with a user error"
            if _CODES in (field.description or "") and isinstance(field.type, GraphQLNonNull):
                yield f"{place} may refuse and cannot be null"


def _streamed(schema: GraphQLSchema) -> set[str]:
    """Return the names of the types of which subscriptions send messages."""
    root = schema.subscription_type
    results = [get_named_type(field.type) for field in root.fields.values()] if root else []
    return {
        kind.name
        for union in results
        if isinstance(union, GraphQLUnionType)
        for kind in union.types
    }


def acting(schema: GraphQLSchema) -> Iterator[str]:
    """A mutation takes one input and returns its success or a user error, all named after it."""
    mutations = schema.mutation_type.fields if schema.mutation_type else {}
    for name, field in mutations.items():
        title = name[0].upper() + name[1:]
        if {key: str(its.type) for key, its in field.args.items()} != {"input": f"{title}Input!"}:
            yield f"{name} does not take one input: {title}Input!"
        result = get_named_type(field.type)
        if str(field.type) != f"{title}Result!" or not isinstance(result, GraphQLUnionType):
            yield f"{name} does not return {title}Result!"
            continue
        if [one.name for one in result.types if not _fails(one)] != [f"{title}Success"]:
            yield f"{name} has another success than {title}Success"


RULES: tuple[Rule, ...] = (
    described,
    named,
    deprecated,
    connections,
    paging,
    cursors,
    identified,
    lists,
    sized,
    reading,
    acting,
)


def broken(sdl: str) -> list[str]:
    """List what breaks a rule in a contract, each with the rule's name."""
    schema = build_schema(sdl)
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(schema)]


def _fails(kind: GraphQLObjectType) -> bool:
    return "UserError" in {face.name for face in kind.interfaces}


def main() -> None:
    if found := broken(printed()):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
