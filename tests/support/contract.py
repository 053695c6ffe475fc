"""What the printed contract says of a result."""

import re

from graphql import GraphQLNonNull, GraphQLUnionType


def codes_of(result: object) -> set[str]:
    """List the codes that a result's description names."""
    union = result.of_type if isinstance(result, GraphQLNonNull) else result
    assert isinstance(union, GraphQLUnionType)
    _, _, codes = (union.description or "").partition("Codes of its user errors: ")
    assert codes, union.name
    return set(re.findall(r"[A-Z_]+", codes))
