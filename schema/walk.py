"""Ways through a contract: its own types, their fields, and whatever has a description."""

from collections.abc import Iterator

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_specified_scalar_type,
)

Element = GraphQLNamedType | GraphQLField | GraphQLArgument | GraphQLInputField | GraphQLEnumValue


def own(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    for name, kind in schema.type_map.items():
        if not name.startswith("__") and not is_specified_scalar_type(kind):
            yield kind


def objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    return (kind for kind in own(schema) if isinstance(kind, GraphQLObjectType))


def fields_of(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for kind in own(schema):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield from ((f"{kind.name}.{name}", field) for name, field in kind.fields.items())


def elements(schema: GraphQLSchema) -> Iterator[tuple[str, Element]]:
    """List what has a description, with where it stands."""
    for kind in own(schema):
        yield kind.name, kind
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", value) for name, value in kind.values.items())
        if isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", taken) for name, taken in kind.fields.items())
    for place, field in fields_of(schema):
        yield place, field
        yield from ((f"{place}.{name}", taken) for name, taken in field.args.items())
