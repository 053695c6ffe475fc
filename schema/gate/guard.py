"""The gate's place in Strawberry's execution, which parses and validates nothing by itself."""

from collections.abc import AsyncIterator, Iterator
from typing import Protocol

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from models.core.errors import UserError
from schema.gate.counting import Counting
from schema.gate.documents import Admission
from schema.gate.introspection import asks_of_schema
from schema.gate.turns.turns import Turns
from schema.registered.documents import SMALL_COST, Registered, may_be_small, not_registered


class Admitting(Protocol):
    """What the guard needs of the gate."""

    registered: Registered

    @property
    def turns(self) -> Turns: ...

    def is_known(self, text: str, *, schema: GraphQLSchema) -> bool: ...

    async def admit_in_turn(
        self, text: str, *, schema: GraphQLSchema, suggestions: bool, address: str
    ) -> Admission: ...


class Guard(SchemaExtension):
    """Replaces Strawberry's parsing and validation by the gate's."""

    def __init__(self, gate: Admitting) -> None:
        self._gate = gate
        self._errors: list[GraphQLError] = []
        self._cost = 0

    async def on_parse(self) -> AsyncIterator[None]:
        asked = self.execution_context
        text, schema = asked.query or "", asked.schema._schema
        known = self._gate.is_known(text, schema=schema)
        admission = await admitted(self._gate, text, schema=schema, context=asked.context)
        asked.graphql_document = admission.document
        named = asked._provided_operation_name is not None
        self._errors = [*admission.errors, *unclear(admission.document, named=named)]
        self._cost = admission.cost
        if isinstance(asked.context, Counting) and not self._errors:
            await self._count(asked.context, cost=0 if known else admission.cost)
        yield

    async def _count(self, context: Counting, *, cost: int) -> None:
        try:
            kind = self.execution_context.operation_type.value.lower()
        except RuntimeError:
            return  # The endpoint reports that there is no such operation.
        try:
            await context.admitted(kind=kind, cost=cost)
        except UserError as refusal:
            raise GraphQLError(refusal.code, original_error=refusal) from refusal

    def on_validate(self) -> Iterator[None]:
        """Set the gate's errors; even an empty list makes Strawberry skip its validation."""
        self.execution_context.pre_execution_errors = self._errors
        yield

    async def on_execute(self) -> AsyncIterator[None]:
        context = self.execution_context.context
        if not isinstance(context, Counting):
            yield
            return
        # Introspection never waits for anything, so that all that run at once hold up the rest.
        busy = asks_of_schema(self.execution_context.query)
        turns = self._gate.turns
        async with turns.running(context.address, cost=self._cost, never_waits=busy):
            yield


async def admitted(
    gate: Admitting, text: str, *, schema: GraphQLSchema, context: object
) -> Admission:
    """Return a document that a request may run, or the errors for which it may not.

    :raises GraphQLError: when the text cannot be parsed, or must be registered and is not
    """
    free = not isinstance(context, Counting) or context.sends_free_form
    bound = not free and not gate.registered.has(text)
    if bound and not may_be_small(text):
        raise not_registered()
    admission = await gate.admit_in_turn(
        text,
        schema=schema,
        suggestions=bool(getattr(context, "suggestions", False)),
        address=str(getattr(context, "address", "")),
    )
    if bound and admission.cost > SMALL_COST:
        raise not_registered()
    return admission


def unclear(document: DocumentNode, *, named: bool) -> Iterator[GraphQLError]:
    """Yield the error of a request that does not say which operation is meant."""
    # Strawberry would run the first of several, contrary to GraphQL §6.1 (GetOperation).
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) > 1 and not named:
        message = "Several operations: say which in operationName."
        yield GraphQLError(message, extensions={"code": "OPERATION_NAME_MISSING"})
