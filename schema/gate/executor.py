"""How operations are executed: without suggestions, and an event once for all who follow it."""

from typing import Any

from graphql.pyutils import AwaitableOrValue
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from models.journal.reader import JournalEntry


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation, or one of a subscription for one event.

    Errors about variables suggest no names. The payload of an event that has an ``entry`` depends
    on nothing but that: neither on who follows nor on the time. What one document selects of it is
    computed once, and kept with the entry.
    """

    @classmethod
    def build(cls, *args: Any, **kwargs: Any) -> Any:
        return super().build(*args, **{**kwargs, "hide_suggestions": True})

    def execute_operation(self, serially: bool | None = None) -> AwaitableOrValue[Any]:
        entry = getattr(self.root_value, "entry", None)
        if not isinstance(entry, JournalEntry):
            return super().execute_operation(serially)
        # Documents are parsed once (`schema.gate.documents`). The operation is kept too, so that
        # no other one gets its place in memory.
        key = (type(self.root_value), id(self.operation), repr(self.variable_values.coerced))
        known = entry.results.get(key)
        if known is not None:
            return known[1]  # type: ignore[index]  # It was put there below.
        result = super().execute_operation(serially)
        if not self.is_awaitable(result):
            entry.results[key] = (self.operation, result)
        return result
