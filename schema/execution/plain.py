"""Events whose fields are attributes: what a document selects of them is worked out once."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import orjson
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, collect_fields, collect_subfields
from graphql.execution.executor import Executor as CoreExecutor
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import ExecutionResult, get_object_definition

_DOCUMENTS = 500


class Plain:
    """The payload of an event of which no field has a resolver, arguments or subfields.

    Thousands of them are sent a second, to thousands of streams. They are not executed but
    projected: the executor would find out for each of them again what is selected and how it is
    written. Streams that are given the same payload and ask the same share what is written.
    """

    _written: "dict[Projection, WrittenResult] | None" = None

    def written_by(self, project: "Projection") -> "WrittenResult":
        """Return the result of a projection, which is written once."""
        known = self._written
        if known is None:
            known = self._written = {}
        result = known.get(project)
        if result is None:
            result = known[project] = WrittenResult(orjson.dumps({"data": project(self)}))
        return result


Projection = Callable[[Plain], dict[str, Any]]


class WrittenResult(ExecutionResult):
    """A result without errors whose JSON is known.

    Who sends it may note in ``frame`` what was sent, with the event's id: all streams that ask the
    same send the same.
    """

    def __init__(self, json: bytes) -> None:
        super().__init__(data=None, errors=None)
        self.json = json
        self.frame: tuple[str | None, bytes] | None = None


class Projections:
    """The projections of the last documents."""

    def __init__(self) -> None:
        # The operation is kept too, so that no other one gets its place in memory.
        self._known: OrderedDict[
            tuple[object, ...], tuple[OperationDefinitionNode, Projection | None]
        ] = OrderedDict()

    def of(self, executor: CoreExecutor[Any], payload: Plain) -> Projection | None:
        """Return what computes the data of a payload; None if the executor has to."""
        key = (id(executor.operation), type(payload), *_conditions(executor))
        known = self._known.get(key)
        if known is None:
            known = (executor.operation, _projection(executor, type(payload)))
            self._known[key] = known
            if len(self._known) > _DOCUMENTS:
                self._known.popitem(last=False)
        return known[1]


def _conditions(executor: CoreExecutor[Any]) -> tuple[object, ...]:
    """Return the variables on which a selection may depend: those of @skip and @include."""
    values = executor.variable_values.coerced
    return tuple((name, value) for name, value in values.items() if isinstance(value, bool))


def _projection(executor: CoreExecutor[Any], kind: type[Plain]) -> Projection | None:
    schema, operation = executor.schema, executor.operation
    root = schema.get_root_type(operation.operation)
    told = schema.get_type(get_object_definition(kind, strict=True).name)
    if root is None or not isinstance(told, GraphQLObjectType):
        return None
    asked = (executor.fragments, executor.variable_values)
    selected = collect_fields(schema, *asked, root, operation).grouped_field_set
    # More than one field of a subscription is refused before (GraphQL §5.2.3.1).
    [(key, nodes)] = selected.items()
    inner = collect_subfields(schema, *asked, operation, told, nodes).grouped_field_set
    parts = [_part(told, name, nodes) for name, nodes in inner.items()]
    if None in parts:
        return None

    def project(payload: Plain) -> dict[str, Any]:
        return {key: {name: write(payload) for name, write in parts}}  # type: ignore[misc]  # None is not among them.

    return project


def _part(
    told: GraphQLObjectType, key: str, nodes: list[FieldDetails]
) -> tuple[str, Callable[[Plain], Any]] | None:
    name = nodes[0].node.name.value
    if name == "__typename":
        return key, lambda _: told.name
    field = told.fields[name]
    leaf = get_nullable_type(field.type)
    if field.args or not is_leaf_type(leaf):
        return None
    attribute, write = _attribute(field), leaf.coerce_output_value
    if is_non_null_type(field.type):
        return key, lambda payload: write(getattr(payload, attribute))
    return key, lambda payload: _or_null(write, getattr(payload, attribute))


def _attribute(field: GraphQLField) -> str:
    return str(field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name)


def _or_null(write: Callable[[object], Any], value: object) -> Any:
    return None if value is None else write(value)
