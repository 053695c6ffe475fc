"""What a request may run: documents that the gate admits, and that this caller may send."""

from collections.abc import Iterator
from typing import Protocol

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from schema.gate.counting import Counting
from schema.gate.documents import Admission
from schema.registered.documents import SMALL_COST, Registered, may_be_small, not_registered


class Admitting(Protocol):
    """What is needed of the gate."""

    registered: Registered

    async def admit_in_turn(
        self, text: str, *, schema: GraphQLSchema, suggestions: bool, address: str
    ) -> Admission: ...


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
