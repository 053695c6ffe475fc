"""What each field of a schema costs, and how often it repeats what is selected in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.types.field import StrawberryField

from schema.gate.directives import Cost, ListSize

_UNREADABLY_MANY = 1_000_000
_Directive = TypeVar("_Directive", ListSize, Cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of a field.

    ``weight`` is what each call of it costs; ``size`` its length, or of ``sized`` fields within,
    where no slicing argument is given, ``longest`` where a variable is. ``repeats`` is whether the
    field itself is the list, ``is_row`` whether it has the length that the field around declares.
    """

    returns: GraphQLNamedType | None = None
    weight: int = 1
    size: int = 1
    longest: int = 1
    slicing: tuple[str, ...] = ()
    sized: frozenset[str] = frozenset()
    repeats: bool = False
    is_row: bool = False

    def rows(self, node: FieldNode) -> int:
        """Return how often what is selected in this field may be repeated."""
        given = [
            _number(argument.value, unknown=self.longest)
            for argument in node.arguments or ()
            if argument.name.value in self.slicing
        ]
        return max(given, default=self.size)


def _number(value: object, *, unknown: int) -> int:
    """Return the value of an integer; of a variable, and of what is none, ``unknown``."""
    match value:
        case IntValueNode(value=digits):
            return int(digits) if len(digits) < 7 else _UNREADABLY_MANY
    return unknown


# What validation refuses costs no more than its text.
_UNKNOWN = Price()


class Prices:
    """The prices of a schema's fields, read once from the directives of their declarations."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._by_type = {
            kind.name: {name: _price(field) for name, field in kind.fields.items()}
            for kind in _with_fields(schema)
        }
        self._mark_rows(schema)

    def of(self, parent: GraphQLNamedType | None, name: str) -> Price:
        return self._by_type.get(parent.name if parent else "", {}).get(name, _UNKNOWN)

    def _mark_rows(self, schema: GraphQLSchema) -> None:
        rows = {
            (price.returns.name, field)
            for prices in self._by_type.values()
            for price in prices.values()
            if price.returns
            for field in price.sized
        }
        for kind in _with_fields(schema):
            own = self._by_type[kind.name]
            for name, price in own.items():
                if (kind.name, name) in rows:
                    own[name] = Price(returns=price.returns, weight=price.weight, is_row=True)


def unsized(schema: GraphQLSchema) -> Iterator[str]:
    """List the fields that return a list and declare no length."""
    prices = Prices(schema)
    for kind in _with_fields(schema):
        for name, field in kind.fields.items():
            price = prices.of(kind, name)
            if _is_list(field) and not (price.is_row or _declared(field, ListSize)):
                yield f"{kind.name}.{name}"


def _with_fields(schema: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    for kind in schema.type_map.values():
        is_own = not kind.name.startswith("__")
        if is_own and isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield kind


def _price(field: GraphQLField) -> Price:
    size, cost = _declared(field, ListSize), _declared(field, Cost)
    weight = int(cost.weight) if cost else 1
    returns = get_named_type(field.type)
    # A stream of several subjects is declared as a list of them.
    repeats = _is_list(field) or bool(size and not size.sized_fields)
    length = (size.assumed_size or 1) if size else 1
    if repeats and is_leaf_type(returns):
        # Nothing is selected in it that could be repeated.
        weight = max(weight, length)
    return Price(
        returns=returns,
        weight=weight,
        size=length,
        longest=max(size.longest, length) if size else 1,
        slicing=tuple(size.slicing_arguments or ()) if size else (),
        sized=frozenset(size.sized_fields or ()) if size else frozenset(),
        repeats=repeats,
    )


def _is_list(field: GraphQLField) -> bool:
    return isinstance(get_nullable_type(field.type), GraphQLList)


def _declared(field: GraphQLField, kind: type[_Directive]) -> _Directive | None:
    known: Mapping[str, object] = field.extensions
    definition = cast(StrawberryField | None, known.get("strawberry-definition"))
    found = definition.directives if definition else ()
    return next((one for one in found if isinstance(one, kind)), None)
