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
    """How many rows are requested, and after which position; None is the beginning."""

    first: int
    after: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list with their positions, and whether more follow."""

    rows: Sequence[Row]
    places: Sequence[Place]
    has_next: bool
    has_previous: bool


async def page(rows: QuerySet[Row], window: Window, *, order: str) -> Page[Row]:
    """Return the rows after a position, ordered by a time column and, for equal times, by id.

    ``order`` is the column, with a leading dash for descending order. Rows that are inserted or
    deleted meanwhile move no other row to another page.
    """
    column, backwards = order.removeprefix("-"), order.startswith("-")
    dash, beyond = ("-", "lt") if backwards else ("", "gt")
    key = rows.model._meta.pk_attr
    if (after := window.after) is not None:
        further: dict[str, Any] = {f"{column}__{beyond}": after.at}
        beside: dict[str, Any] = {column: after.at, f"{key}__{beyond}": after.id}
        rows = rows.filter(Q(**further) | Q(**beside))
    found = await rows.order_by(f"{dash}{column}", f"{dash}{key}").limit(window.first + 1)
    shown = found[: window.first]
    return Page(
        rows=shown,
        places=[_place_of(row, column) for row in shown],
        has_next=len(found) > len(shown),
        has_previous=after is not None,
    )


def _place_of(row: Model, column: str) -> Place:
    return Place(at=cast(datetime, getattr(row, column)), id=cast("UUID | int", row.pk))
