"""The contract as clients read it: its types, a field's user errors, and how it names records."""

import re
from functools import cache

from graphql import GraphQLField, GraphQLSchema, build_schema, get_named_type
from strawberry.relay import to_base64
from tortoise.models import Model

from schema.print_schema import printed

_NAMED = "Codes of its user errors: "
# The types that are not called after their record.
_TYPES = {"CardChange": "CertificateDispute", "Membership": "Member"}


@cache
def contract() -> GraphQLSchema:
    """Return the schema that the printed text describes, for reading; all tests share it."""
    return build_schema(printed())


def codes_of(field: GraphQLField) -> set[str]:
    """List the codes that the description of a field, or of its result, names."""
    described = (field.description, getattr(get_named_type(field.type), "description", None))
    codes = "".join((text or "").partition(_NAMED)[2] for text in described)
    return set(re.findall(r"[A-Z_]+", codes))


def global_id(record: Model) -> str:
    """Return the global id of a record."""
    kind = type(record).__name__
    return to_base64(_TYPES.get(kind, kind), record.pk)
