"""How operations are executed: without suggestions, and plain fields without ceremony."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import GraphQLObjectType, get_nullable_type, is_leaf_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path, Undefined
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter

# Fields of a schema, of which there are some thousands.
_FIELDS = 20_000


class _Unusual(Exception):
    """A value of which graphql-core itself decides what comes."""


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation; errors about variables suggest no names.

    Most fields are attributes of what a resolver returned. For each of them graphql-core makes an
    object that tells a resolver about the operation, and asks of the value what its type tells.
    """

    @classmethod
    def build(cls, *args: Any, **kwargs: Any) -> Any:
        return super().build(*args, **{**kwargs, "hide_suggestions": True})

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: list[FieldDetails],
        path: Path,
        position_context: Any,
    ) -> Any:
        """Resolve a field (GraphQL §6.4); one that is plain, and has a plain value, by reading it.

        Whatever is unusual about a value, graphql-core finds it again and says it.
        """
        read = _reader(parent_type, field_details_list[0].node.name.value)
        if read is not None:
            try:
                return read(source, self.is_awaitable)
            except Exception:  # noqa: S110  # It is raised again below.
                pass
        return super().execute_field(
            parent_type, source, field_details_list, path, position_context
        )


@lru_cache(_FIELDS)
def _reader(
    kind: GraphQLObjectType, name: str
) -> Callable[[Any, Callable[[Any], bool]], Any] | None:
    """Return what reads a leaf that is an attribute; None for any other field."""
    if name == "__typename":
        return lambda _source, _is_awaitable: kind.name
    field = kind.fields.get(name)
    declared = field and field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if field is None or declared is None or field.args or not declared.is_basic_field:
        return None
    leaf = get_nullable_type(field.type)
    if not is_leaf_type(leaf):
        return None
    fetch, attribute, write = (
        declared.default_resolver,
        declared.python_name,
        leaf.coerce_output_value,
    )
    needed = is_non_null_type(field.type)

    def read(source: Any, is_awaitable: Callable[[Any], bool]) -> Any:
        value = fetch(source, attribute)
        if value is None and not needed:
            return None
        if value is Undefined or isinstance(value, Exception) or is_awaitable(value):
            raise _Unusual
        written = write(value)
        if written is None or written is Undefined or is_awaitable(written):
            raise _Unusual
        return written

    return read
