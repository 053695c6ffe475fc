"""The arguments of a partner's lists."""

from typing import Annotated

import strawberry
from graphql import GraphQLError

from schema.scalars import Cursor

LONGEST_PAGE = 100

PartnerFirst = Annotated[
    int, strawberry.argument(description=f"How many to give: 1 to {LONGEST_PAGE}.")
]
PartnerAfter = Annotated[
    Cursor | None,
    strawberry.argument(description="The cursor to go on behind; null begins at the beginning."),
]


def checked(first: int) -> int:
    """Refuse a page that is too long, as a mistake of the asker's.

    :raises GraphQLError: BAD_USER_INPUT.
    """
    if not 1 <= first <= LONGEST_PAGE:
        message = f"first: expected 1 to {LONGEST_PAGE}"
        raise GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
    return first
