"""How subscriptions are executed: thousands are open, so each holds as little as it can."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from functools import partial
from inspect import isawaitable
from typing import Any, Protocol, cast

from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError, create_source_event_stream, execute_subscription_event
from graphql.execution.executor import Executor as CoreExecutor
from strawberry.types import ExecutionResult

from models.core.language import Language
from schema.execution.executor import Executor
from schema.execution.operations import GatedSchema, as_error
from schema.execution.plain import Plain, Projection, Projections, WrittenResult
from schema.gate.counting import Counting
from schema.gate.guard import admitted, unclear
from schema.gate.masking import tell

Messages = AsyncGenerator[ExecutionResult, None]
_Make = Callable[[], CoreExecutor[Any]]
_projections = Projections()


class _Source(Protocol):
    """What a subscription's resolver returns."""

    def __aiter__(self) -> Any: ...

    async def aclose(self) -> None: ...


class StreamingSchema(GatedSchema):
    """A schema that executes subscriptions without Strawberry's extensions and contexts.

    Those are made for one operation, and would be held by each stream as long as it is open.
    """

    async def subscribe(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> Messages:
        """Return the messages of a subscription; what it is refused for is the only one."""
        language = getattr(context_value, "language", Language.EN)
        try:
            begun = await self._begin(
                query or "",
                variables=variable_values,
                context=context_value,
                root=root_value,
                operation=operation_name,
            )
        except Exception as error:
            begun = [as_error(error)]
        if isinstance(begun, list):
            return _refused(begun, language=language)
        return _messages(*begun, language=language)

    async def _begin(
        self,
        text: str,
        *,
        variables: dict[str, Any] | None,
        context: object,
        root: object,
        operation: str | None,
    ) -> tuple[_Make, _Source] | list[GraphQLError]:
        """Start a subscription's events, or return why it is refused."""
        schema = self._schema
        admission = await admitted(self.gate, text, schema=schema, context=context)
        refusals = [
            *admission.errors,
            *unclear(admission.document, named=operation is not None),
        ]
        if refusals:
            return refusals
        make = partial(
            Executor.build, schema, admission.document, root, context, variables, operation
        )
        executor = make()
        if isinstance(executor, Sequence):
            return [*executor]
        if not isinstance(context, Counting):
            source = await _started(executor)
        else:
            turns = self.gate.turns
            async with turns.running(context.address, cost=admission.cost):
                source = await _started(executor)
        return source if isinstance(source, list) else (make, source)


async def _started(executor: CoreExecutor[Any]) -> _Source | list[GraphQLError]:
    source = create_source_event_stream(executor)
    if isawaitable(source):
        source = await source
    if isinstance(source, CoreResult):
        return [*(source.errors or ())]
    return cast(_Source, source)


async def _messages(make: _Make, source: _Source, *, language: Language) -> Messages:
    """Execute the subscription once for each event (GraphQL §6.2.3.2).

    An executor takes more memory than all else that a waiting stream holds, so it is made again.
    """
    kind, project = None, None
    # A client that disconnects must not leave a running generator behind.
    async with aclosing(source):
        try:
            async for payload in source:
                if isinstance(payload, Plain):
                    if type(payload) is not kind:
                        kind, project = type(payload), _projections.of(make(), payload)
                    if project and (known := written(project, payload)):
                        yield known
                        continue
                yield await _executed(make(), payload, language=language)
        except Exception as error:
            told = tell(as_error(error), language=language)
            yield ExecutionResult(data=None, errors=[told])


async def _executed(
    executor: CoreExecutor[Any], payload: object, *, language: Language
) -> ExecutionResult:
    result = execute_subscription_event(executor.build_per_event_executor(payload))
    done = await result if isawaitable(result) else result
    errors = [tell(error, language=language) for error in done.errors or ()]
    return ExecutionResult(data=done.data, errors=errors or None)


def written(project: Projection, payload: Plain) -> WrittenResult | None:
    """Return the result of a subscription for a plain payload; None if it must be executed."""
    # Of a value that cannot be written, the executor makes the error.
    with suppress(Exception):
        return payload.written_by(project)
    return None


async def _refused(errors: list[GraphQLError], *, language: Language) -> Messages:
    yield ExecutionResult(data=None, errors=[tell(error, language=language) for error in errors])
