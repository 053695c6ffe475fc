"""How operations are executed: without suggestions, and plain events without the executor."""

from contextlib import suppress
from typing import Any

from graphql import ExecutionResult
from graphql.pyutils import AwaitableOrValue
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.plain import Plain, Projections

_projections = Projections()


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation, or one of a subscription for one event.

    Errors about variables suggest no names.
    """

    @classmethod
    def build(cls, *args: Any, **kwargs: Any) -> Any:
        return super().build(*args, **{**kwargs, "hide_suggestions": True})

    def execute_operation(
        self,
        serially: bool | None = None,  # noqa: FBT001  # As in graphql-core.
    ) -> AwaitableOrValue[Any]:
        payload = self.root_value
        if isinstance(payload, Plain) and (project := _projections.of(self, payload)):
            # Of a value that cannot be written, the executor makes the error.
            with suppress(Exception):
                return ExecutionResult(project(payload), None)
        return super().execute_operation(serially)
