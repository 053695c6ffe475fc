"""The price of introspection: the objects that it returns are counted on the schema itself."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    StringValueNode,
    is_abstract_type,
)

# A field of introspection is read from memory: it takes about a tenth of what a unit takes.
FIELDS_OF_A_UNIT = 10
_ASKED = re.compile(r"__(?:schema|type)\b")


def asks_of_schema(text: str | None) -> bool:
    """Return whether a document may introspect; one that only contains the words may, too."""
    return _ASKED.search(text or "") is not None


@dataclass(frozen=True, slots=True)
class _Group:
    """Objects of the schema, and how often each stands in the answer."""

    objects: Mapping[int, tuple[Any, int]]
    count: int


class Introspection:
    """Counts the fields of the answer to an introspection."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema

    def cost(
        self, node: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], *, limit: int
    ) -> int:
        """Return the units of cost of ``__schema`` or ``__type``; more than ``limit`` is not exact.

        It takes no more steps than there are fields in the answer, and stops at the limit. The
        fragments must not form a cycle.
        """
        most = limit * FIELDS_OF_A_UNIT
        total = 0
        stack = [(node.selection_set, self._start(node))]
        while stack and total <= most:
            selections, group = stack.pop()
            if selections is None or not group.count:
                continue
            for selection in selections.selections:
                match selection:
                    case FieldNode():
                        total += group.count
                        if selection.selection_set and total <= most:
                            inner = self._expanded(selection.name.value, group)
                            stack.append((selection.selection_set, inner))
                    case InlineFragmentNode():
                        stack.append((selection.selection_set, group))
                    case FragmentSpreadNode():
                        stack.append((_of(fragments.get(selection.name.value)), group))
        return -(-total // FIELDS_OF_A_UNIT)

    def _start(self, node: FieldNode) -> _Group:
        if node.name.value == "__schema":
            return _grouped([(self._schema, 1)])
        names = [argument.value for argument in node.arguments or ()]
        named = [
            self._schema.get_type(name.value) for name in names if isinstance(name, StringValueNode)
        ]
        # A variable may name any type: each of its fields counts as if it were of the greatest.
        return _grouped([(kind, 1) for kind in named or self._schema.type_map.values() if kind])

    def _expanded(self, name: str, group: _Group) -> _Group:
        within = _WITHIN.get(name)
        if within is None:
            return _grouped([])
        return _grouped(
            (inner, count)
            for outer, count in group.objects.values()
            for inner in within(outer, self._schema)
        )


def _grouped(found: Iterable[tuple[Any, int]]) -> _Group:
    objects: dict[int, tuple[Any, int]] = {}
    total = 0
    for one, count in found:
        known = objects.get(id(one))
        objects[id(one)] = (one, count + known[1] if known else count)
        total += count
    return _Group(objects, total)


def _of(fragment: FragmentDefinitionNode | None) -> SelectionSetNode | None:
    return fragment.selection_set if fragment else None


def _one(value: object) -> tuple[object, ...]:
    return () if value is None else (value,)


def _fields(kind: object, _: GraphQLSchema) -> Iterable[object]:
    return kind.fields.values() if isinstance(kind, _WITH_FIELDS) else ()


def _input_fields(kind: object, _: GraphQLSchema) -> Iterable[object]:
    return kind.fields.values() if isinstance(kind, GraphQLInputObjectType) else ()


def _interfaces(kind: object, _: GraphQLSchema) -> Iterable[object]:
    return kind.interfaces if isinstance(kind, _WITH_FIELDS) else ()


def _possible(kind: Any, schema: GraphQLSchema) -> Iterable[object]:
    return schema.get_possible_types(kind) if is_abstract_type(kind) else ()


def _enum_values(kind: object, _: GraphQLSchema) -> Iterable[object]:
    return kind.values.values() if isinstance(kind, GraphQLEnumType) else ()


_WITH_FIELDS = (GraphQLObjectType, GraphQLInterfaceType)
# The lists and objects of introspection (GraphQL §4.2), by the name of their field. What is
# deprecated counts whether or not it is asked for.
_WITHIN: Mapping[str, Callable[[Any, GraphQLSchema], Iterable[object]]] = {
    "types": lambda schema, _: schema.type_map.values(),
    "directives": lambda schema, _: schema.directives,
    "queryType": lambda schema, _: _one(schema.query_type),
    "mutationType": lambda schema, _: _one(schema.mutation_type),
    "subscriptionType": lambda schema, _: _one(schema.subscription_type),
    "fields": _fields,
    "inputFields": _input_fields,
    "interfaces": _interfaces,
    "possibleTypes": _possible,
    "enumValues": _enum_values,
    "args": lambda owner, _: getattr(owner, "args", {}).values(),
    "type": lambda owner, _: _one(getattr(owner, "type", None)),
    "ofType": lambda kind, _: _one(getattr(kind, "of_type", None)),
}
