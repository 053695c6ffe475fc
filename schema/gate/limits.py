"""The limits of a document, and the errors for what exceeds them."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLError,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
)

from schema.gate.measure import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a document."""

    characters: int = 20_000
    tokens: int = 1_500
    comments: int = 50
    operations: int = 20
    # Comparisons of fields that may have one name (GraphQL §5.3.2), which grow with the square of
    # their number: a document of the portal needs some hundreds.
    comparisons: int = 10_000
    depth: int = 10
    aliases: int = 15
    directives: int = 50
    directives_on_one_node: int = 5
    query_fields: int = 10
    # A request can try one link or card only, so that a rate limit counts every attempt.
    mutation_fields: int = 1
    cost: int = 5_000
    errors: int = 5

    def excesses_of(self, size: Size) -> Iterator[GraphQLError]:
        """Yield an error for each limit that an operation exceeds."""
        mutates = size.operation is OperationType.MUTATION
        for code, what, found, limit in (
            ("QUERY_TOO_DEEP", "levels", size.depth, self.depth),
            ("TOO_MANY_ALIASES", "aliases", size.aliases, self.aliases),
            ("TOO_MANY_DIRECTIVES", "directives", size.directives, self.directives),
            (
                "TOO_MANY_DIRECTIVES",
                "directives in one place",
                size.directives_on_one_node,
                self.directives_on_one_node,
            ),
            (
                "TOO_MANY_ROOT_FIELDS",
                "fields at the root of a mutation" if mutates else "fields at the root",
                size.root_fields,
                self.mutation_fields if mutates else self.query_fields,
            ),
            ("QUERY_TOO_COSTLY", "units of cost", size.cost, self.cost),
        ):
            if found > limit:
                yield excess(code, what, limit=limit)


def excess(code: str, what: str, *, limit: int) -> GraphQLError:
    message = f"An operation may have {limit} {what} at most."
    return GraphQLError(message, extensions={"code": code, "limit": limit})


class BoundedMerging(OverlappingFieldsCanBeMergedRule):
    """The rule that fields of one name can be merged, which gives up early."""

    comparisons = Limits().comparisons

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = self.comparisons
