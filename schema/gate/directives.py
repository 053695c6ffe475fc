"""The directives of the GraphQL cost specification: how long a list is, and what a field costs."""

import strawberry
from strawberry import UNSET
from strawberry.schema_directive import Location

# Verifying a card: its signature, the chain of its certificate, and its revocation, for which a
# responder of the CA may be asked.
VERIFYING = 200
# Reading the stored revocation lists for one card.
STANDING = 50
# Asking the registry.
LOOKING_UP = 20


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="The length of a list, for the cost of a document.",
)
class ListSize:
    assumed_size: int | None = strawberry.field(
        default=UNSET,
        description="The greatest length; where there are slicing arguments, the length without "
        "them.",
    )
    slicing_arguments: list[str] | None = strawberry.field(
        default=UNSET,
        description="The arguments that set the length; the greatest of them counts.",
    )
    sized_fields: list[str] | None = strawberry.field(
        default=UNSET,
        description="The fields of the returned type that have this length, if the field itself is "
        "no list.",
    )
    require_one_slicing_argument: bool | None = strawberry.field(
        default=True,
        description="Whether exactly one slicing argument must be given.",
    )
    # The greatest length that a slicing argument may ask for; the directive has no word for it.
    longest: strawberry.Private[int] = 1


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="cost",
    description="The cost of a field in units, each time that it is resolved; without this "
    "directive it is 1.",
)
class Cost:
    weight: str = strawberry.field(description="The number of units.")


def at_most(size: int) -> ListSize:
    """Declare the greatest length of a list that takes no page size."""
    return ListSize(assumed_size=size, require_one_slicing_argument=UNSET)


def paged(*arguments: str, default: int, longest: int) -> ListSize:
    """Declare a connection whose page size, ``longest`` at most, is set by ``arguments``."""
    return ListSize(
        assumed_size=default,
        slicing_arguments=list(arguments),
        sized_fields=["edges"],
        require_one_slicing_argument=False,
        longest=longest,
    )


def units(weight: int) -> Cost:
    """Declare the cost of a field that does more than read a record."""
    return Cost(weight=str(weight))
