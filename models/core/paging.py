"""Keyset pagination: a page is found by the last row of the one before, not by counting rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A position in a list: the time by which rows are ordered, and the row's id."""

    at: datetime
    id: UUID | int


@dataclass(frozen=True, kw_only=True)
class Window:
    """How many rows are requested: the first of those between two positions, or the last.

    ``after`` and ``before`` are None for the list's beginning and end.
    """

    size: int
    after: Place | None = None
    before: Place | None = None
    from_end: bool = False


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list with their positions, and whether more stand behind and before them."""

    rows: Sequence[Row]
    places: Sequence[Place]
    has_next: bool
    has_previous: bool


async def page(rows: QuerySet[Row], window: Window, *, order: str) -> Page[Row]:
    """Return the rows of a window, ordered by a time column and, for equal times, by id.

    ``order`` is the column, with a leading dash for descending order. Rows that are inserted or
    deleted meanwhile move no other row to another page.
    """
    column, descends = order.removeprefix("-"), order.startswith("-")
    key = rows.model._meta.pk_attr
    if window.after is not None:
        rows = rows.filter(_beyond(window.after, column, key, "lt" if descends else "gt"))
    if window.before is not None:
        rows = rows.filter(_beyond(window.before, column, key, "gt" if descends else "lt"))
    dash = "-" if descends is not window.from_end else ""
    found = await rows.order_by(f"{dash}{column}", f"{dash}{key}").limit(window.size + 1)
    more = len(found) > window.size
    shown = found[: window.size]
    if window.from_end:
        shown.reverse()
    return Page(
        rows=shown,
        places=[_place_of(row, column) for row in shown],
        has_next=window.before is not None if window.from_end else more,
        has_previous=more if window.from_end else window.after is not None,
    )


def cut(rows: Sequence[Row], window: Window, *, order: str) -> Page[Row]:
    """Return a window of rows that were all fetched, in ascending order of a time and of the id."""
    places = [_place_of(row, order) for row in rows]
    begin = sum(_key(place) <= _key(window.after) for place in places) if window.after else 0
    end = sum(_key(place) < _key(window.before) for place in places) if window.before else len(rows)
    first, last = begin, max(begin, end)
    if window.from_end:
        first = max(first, last - window.size)
    else:
        last = min(last, first + window.size)
    return Page(
        rows=rows[first:last],
        places=places[first:last],
        has_next=window.before is not None if window.from_end else last < max(begin, end),
        has_previous=first > begin if window.from_end else window.after is not None,
    )


def _key(place: Place) -> tuple[datetime, int]:
    return place.at, int(place.id)


def _beyond(place: Place, column: str, key: str, side: str) -> Q:
    """Match the rows on one side of a position: ``gt`` or ``lt``."""
    further: dict[str, Any] = {f"{column}__{side}": place.at}
    beside: dict[str, Any] = {column: place.at, f"{key}__{side}": place.id}
    return Q(**further) | Q(**beside)


def _place_of(row: Model, column: str) -> Place:
    return Place(at=cast(datetime, getattr(row, column)), id=cast("UUID | int", row.pk))
