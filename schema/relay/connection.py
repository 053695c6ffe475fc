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

# How many a page holds when nobody says, as the portal's manual shows it, and at most.
PAGE = 10
LONGEST_PAGE = 50
# Longer than any cursor that was handed out.
_LONGEST_CURSOR = 200

# The arguments of every connection.
First = Annotated[int, strawberry.argument(description=f"How many to give: 1 to {LONGEST_PAGE}.")]
After = Annotated[
    str | None,
    strawberry.argument(description="The cursor to go on behind; null begins at the beginning."),
]


@strawberry.type(description="Where a page of a list stands in it.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more come behind this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether the page was asked for behind a cursor."
    )
    start_cursor: str | None = strawberry.field(description="The first edge's cursor.")
    end_cursor: str | None = strawberry.field(
        description="The last edge's cursor: give it as `after` for the next page."
    )


@strawberry.type(description="One entry of a list.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="Its place in the list. Opaque.")
    node: Node = strawberry.field(description="The entry.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="The entries, in the list's order.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")

    @classmethod
    def of(cls, page: Page[Row], show: Callable[[Row], Node], *, name: str) -> Self:
        """Show a page of records; ``name`` is the list's, and its cursors are good there alone."""
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

    :raises GraphQLError: BAD_USER_INPUT, when a page is too long or the cursor is not this list's.
    """
    if not 1 <= first <= LONGEST_PAGE:
        raise _bad(f"first: expected 1 to {LONGEST_PAGE}")
    return Window(first=first, after=None if after is None else _read(after, name=name))


def written(place: Place, *, name: str) -> str:
    """Write a place as a cursor: base64url, without padding, of name, moment and id."""
    text = f"{name}|{place.at.astimezone(UTC).isoformat()}|{place.id}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _read(cursor: str, *, name: str) -> Place:
    try:
        place = _place(cursor, name=name)
        # What we would not have written ourselves was not handed out by us.
        if place is not None and written(place, name=name) == cursor:
            return place
    except (ValueError, OverflowError):
        pass  # No cursor of anybody's; refused like another list's.
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
    # Numbered rows stay within what a database's integer holds.
    number = key.isascii() and key.isdigit() and len(key) <= 18
    return Place(at=moment, id=int(key) if number else UUID(key))


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
