"""Lists by Relay's specification of cursor connections, over any kind of node."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, Self, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError

from models.core.paging import Page, Place, Row, Window
from schema.gate.directives import paged
from schema.scalars import Cursor

Node = TypeVar("Node")

# The default size of a page, which is that of the portal's manual, and the largest.
PAGE = 10
LONGEST_PAGE = 50
# Longer than any cursor that this service issues.
_LONGEST_CURSOR = 200

PAGED = paged("first", "last", default=PAGE, longest=LONGEST_PAGE)

# The arguments of every connection. One default for all keeps their descriptions true.
First = Annotated[
    int | None,
    strawberry.argument(
        description=f"The number of items to return from the beginning: 1 to {LONGEST_PAGE}. "
        f"Without `first` and `last`, the first {PAGE} are returned."
    ),
]
After = Annotated[
    Cursor | None, strawberry.argument(description="The cursor after which the items begin.")
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"The number of items to return from the end: 1 to {LONGEST_PAGE}. Not "
        "together with `first`."
    ),
]
Before = Annotated[
    Cursor | None, strawberry.argument(description="The cursor before which the items end.")
]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The paging arguments of a connection, as they came."""

    first: int | None = None
    after: Cursor | None = None
    last: int | None = None
    before: Cursor | None = None

    @property
    def size(self) -> int:
        """The number of items that are requested.

        :raises GraphQLError: BAD_USER_INPUT, when it is out of range, or given twice.
        """
        if self.first is not None and self.last is not None:
            raise bad_input("last: expected either first or last")
        name, size = ("last", self.last) if self.from_end else ("first", self.first)
        if size is None:
            return PAGE
        if not 1 <= size <= LONGEST_PAGE:
            raise bad_input(f"{name}: expected 1 to {LONGEST_PAGE}")
        return size

    @property
    def from_end(self) -> bool:
        return self.last is not None

    def window(self, *, name: str) -> Window:
        """Return what is requested of the list with this name.

        :raises GraphQLError: BAD_USER_INPUT, for a size out of range or another list's cursor.
        """
        return Window(
            size=self.size,
            after=_read("after", self.after, name=name),
            before=_read("before", self.before, name=name),
            from_end=self.from_end,
        )


@strawberry.type(description="The position of a page within a list.")
class PageInfo:
    has_next_page: bool = strawberry.field(
        description="Indicates whether there are more items after this page."
    )
    has_previous_page: bool = strawberry.field(
        description="Indicates whether there are more items before this page."
    )
    start_cursor: Cursor | None = strawberry.field(
        description="The cursor of the first edge, to be passed as `before` for the page before; "
        "null when the page is empty."
    )
    end_cursor: Cursor | None = strawberry.field(
        description="The cursor of the last edge, to be passed as `after` for the next page; "
        "null when the page is empty."
    )


@strawberry.type(description="An item of a list, with its cursor.")
class Edge(Generic[Node]):
    cursor: Cursor = strawberry.field(description="The position of the item in the list.")
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
        info = info_of(edges, has_next=page.has_next, has_previous=page.has_previous)
        return cls(edges=edges, page_info=info)


def info_of(edges: Sequence[Edge[Node]], *, has_next: bool, has_previous: bool) -> PageInfo:
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )


def written(place: Place, *, name: str) -> Cursor:
    """Encode a place as a cursor: the list's name, time and id, in base64url without padding."""
    text = f"{name}|{place.at.astimezone(UTC).isoformat()}|{place.id}"
    return Cursor(base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode())


def _read(argument: str, cursor: str | None, *, name: str) -> Place | None:
    if cursor is None:
        return None
    try:
        place = _place(cursor)
        # Only the canonical encoding is accepted.
        if place is not None and written(place, name=name) == cursor:
            return place
    except (ValueError, OverflowError):
        pass  # Malformed; refused like a cursor of another list.
    raise bad_input(f"{argument}: expected a cursor that this list has given")


def _place(cursor: str) -> Place | None:
    if len(cursor) > _LONGEST_CURSOR or not cursor.isascii():
        return None
    padding = "=" * (-len(cursor) % 4)
    text = base64.urlsafe_b64decode(cursor + padding).decode()
    _, at, key = text.split("|")
    moment = datetime.fromisoformat(at)
    # At most 18 digits, so that a number fits into the database's bigint.
    number = key.isascii() and key.isdigit() and len(key) <= 18
    return Place(at=moment, id=int(key) if number else UUID(key))


def bad_input(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
