"""How queries and mutations are executed: admitted by the gate, in turn, with masked errors."""

from collections.abc import Iterable
from inspect import isawaitable
from typing import Any

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry import Schema
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from models.core.language import Language
from schema.execution.executor import Executor
from schema.gate.counting import Counting
from schema.gate.gate import Gate
from schema.gate.guard import admitted, unclear
from schema.gate.introspection import asks_of_schema
from schema.gate.masking import tell

_ALL = frozenset(OperationType)


class GatedSchema(Schema):
    """A schema that executes what its gate admits, without Strawberry's extensions.

    Their hooks and contexts are made again for each operation, and the gate needs none of them.
    """

    def __init__(self, *, gate: Gate, **arguments: Any) -> None:
        """Admit documents by ``gate``."""
        super().__init__(execution_context_class=Executor, **arguments)
        self.gate = gate

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Return the result of an operation; unexpected errors are logged once and masked.

        :raises CannotGetOperationTypeError: when the document has no such operation
        :raises InvalidOperationTypeError: when it is of another type than those allowed
        """
        allowed = _ALL if allowed_operation_types is None else allowed_operation_types
        try:
            result = await self._execute(
                query or "",
                variables=variable_values,
                context=context_value,
                root=root_value,
                named=operation_name,
                allowed=allowed,
                extensions=operation_extensions,
            )
        except (CannotGetOperationTypeError, InvalidOperationTypeError):
            raise
        except Exception as error:
            result = ExecutionResult(data=None, errors=[as_error(error)])
        if result.errors:
            language = getattr(context_value, "language", Language.EN)
            result.errors = [tell(error, language=language) for error in result.errors]
        return result

    async def _execute(
        self,
        text: str,
        *,
        variables: dict[str, Any] | None,
        context: object,
        root: object,
        named: str | None,
        allowed: Iterable[OperationType],
        extensions: dict[str, Any] | None,
    ) -> ExecutionResult:
        counting = context if isinstance(context, Counting) else None
        was_known = self.gate.is_known(text, schema=self._schema)
        admission = await admitted(self.gate, text, schema=self._schema, context=context)
        document = admission.document
        refusals = [*admission.errors, *unclear(document, named=named is not None)]
        kind = _kind_of(document, named)
        if counting and kind and not refusals:
            cost = 0 if was_known else admission.cost
            await counting.admitted(kind=kind.value.lower(), cost=cost)
        if kind is None:
            raise CannotGetOperationTypeError(named)
        if kind not in allowed:
            raise InvalidOperationTypeError(kind)
        if refusals:
            return ExecutionResult(data=None, errors=refusals)

        async def run() -> ExecutionResult:
            executor = Executor.build(
                self._schema,
                document,
                root,
                context,
                variables,
                named,
                is_awaitable=optimized_is_awaitable,
                operation_extensions=extensions,
            )
            if isinstance(executor, list):
                return ExecutionResult(data=None, errors=executor)
            done = executor.execute_operation()
            if isawaitable(done):
                done = await done
            return ExecutionResult(data=done.data, errors=done.errors)

        if counting is None:
            return await run()
        # Introspection never waits for anything, so that all that run at once hold up the rest.
        busy = asks_of_schema(text)
        turns = self.gate.turns
        async with turns.running(counting.address, cost=admission.cost, never_waits=busy):
            return await run()


def _kind_of(document: DocumentNode, named: str | None) -> OperationType | None:
    """Return the type of the operation that is meant, or of the first one."""
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            name = definition.name.value if definition.name else None
            if named is None or name == named:
                return OperationType(definition.operation.value)
    return None


def as_error(error: Exception) -> GraphQLError:
    if isinstance(error, GraphQLError):
        return error
    return GraphQLError(str(error), original_error=error)
