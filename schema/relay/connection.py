"""Lists by Relay's specification of cursor connections, over any kind of node."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Generic, Self, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError

from models.core.paging import Page, Place, Row, Window

Node = TypeVar("Node")

# The default size of a page, which is that of the portal's manual, and the largest.
PAGE = 10
LONGEST_PAGE = 50
# Longer than any cursor that this service issues.
_LONGEST_CURSOR = 200

# The arguments of every connection.
First = Annotated[
    int, strawberry.argument(description=f"The number of items to return: 1 to {LONGEST_PAGE}.")
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="The cursor after which the page begins; null for the first page."
    ),
]


@strawberry.type(description="The position of a page within a list.")
class PageInfo:
    has_next_page: bool = strawberry.field(
        description="Indicates whether there are more items after this page."
    )
    has_previous_page: bool = strawberry.field(
        description="Indicates whether the page was requested with `after`."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first edge; null when the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last edge, to be passed as `after` for the next page; "
        "null when the page is empty."
    )


@strawberry.type(description="An item of a list, with its cursor.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The position of the item in the list. Opaque.")
    node: Node = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(
        description="The items of the page, in the list's order."
    )
    page_info: PageInfo = strawberry.field(description="The position of the page.")

    @classmethod
    def of(cls, page: Page[Row], show: Callable[[Row], Node], *, name: str) -> Self:
        """Return a page of records; its cursors are valid only for the list of this ``name``."""
        edges = [
            Edge(cursor=written(place, name=name), node=show(row))
            for row, place in zip(page.rows, page.places, strict=True)
        ]
        info = PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, page_info=info)


def window_of(*, first: int, after: str | None, name: str) -> Window:
    """Read the arguments of a connection.

    :raises GraphQLError: BAD_USER_INPUT, for ``first`` out of range or another list's cursor.
    """
    if not 1 <= first <= LONGEST_PAGE:
        raise _bad(f"first: expected 1 to {LONGEST_PAGE}")
    return Window(first=first, after=None if after is None else _read(after, name=name))


def written(place: Place, *, name: str) -> str:
    """Encode a place as a cursor: the list's name, time and id, in base64url without padding."""
    text = f"{name}|{place.at.astimezone(UTC).isoformat()}|{place.id}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _read(cursor: str, *, name: str) -> Place:
    try:
        place = _place(cursor, name=name)
        # Only the canonical encoding is accepted.
        if place is not None and written(place, name=name) == cursor:
            return place
    except (ValueError, OverflowError):
        pass  # Malformed; refused like a cursor of another list.
    raise _bad("after: expected a cursor that this list has given")


def _place(cursor: str, *, name: str) -> Place | None:
    if len(cursor) > _LONGEST_CURSOR or not cursor.isascii():
        return None
    padding = "=" * (-len(cursor) % 4)
    text = base64.urlsafe_b64decode(cursor + padding).decode()
    said, at, key = text.split("|")
    if said != name:
        return None
    moment = datetime.fromisoformat(at)
    # At most 18 digits, so that a number fits into the database's bigint.
    number = key.isascii() and key.isdigit() and len(key) <= 18
    return Place(at=moment, id=int(key) if number else UUID(key))


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
