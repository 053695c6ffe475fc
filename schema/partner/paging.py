"""The arguments of a partner's lists."""

from typing import Annotated

import strawberry
from graphql import GraphQLError

from schema.gate.directives import paged
from schema.scalars import Cursor

LONGEST_PAGE = 100

USUAL_PAGE = 50
PAGED_FOR_PARTNERS = paged("first", default=USUAL_PAGE, longest=LONGEST_PAGE)

PartnerFirst = Annotated[
    int, strawberry.argument(description=f"The number of items to return, 1 to {LONGEST_PAGE}.")
]
PartnerAfter = Annotated[
    Cursor | None,
    strawberry.argument(
        description="The cursor after which to continue. Null starts at the beginning."
    ),
]


def checked(first: int) -> int:
    """Check the page size.

    :raises GraphQLError: BAD_USER_INPUT, when it is out of range.
    """
    if not 1 <= first <= LONGEST_PAGE:
        message = f"first: expected 1 to {LONGEST_PAGE}"
        raise GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
    return first
