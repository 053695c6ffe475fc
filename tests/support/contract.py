"""What the printed contract says of a field's user errors."""

import re

from graphql import GraphQLField, get_named_type

_NAMED = "Codes of its user errors: "


def codes_of(field: GraphQLField) -> set[str]:
    """List the codes that the description of a field, or of its result, names."""
    described = (field.description, getattr(get_named_type(field.type), "description", None))
    codes = "".join((text or "").partition(_NAMED)[2] for text in described)
    return set(re.findall(r"[A-Z_]+", codes))
