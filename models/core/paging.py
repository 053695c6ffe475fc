"""Long lists, a page at a time: rows are found by where the last page ended, not counted off."""

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
    """Name a place in a list: the moment that its rows are ordered by, and the row's id."""

    at: datetime
    id: UUID | int


@dataclass(frozen=True, kw_only=True)
class Window:
    """Say how many rows are wanted, behind which place; None is the beginning."""

    first: int
    after: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Hold some rows of a list with their places, and whether more come behind them."""

    rows: Sequence[Row]
    places: Sequence[Place]
    has_next: bool
    has_previous: bool


async def page(rows: QuerySet[Row], window: Window, *, by: str) -> Page[Row]:
    """Read the rows behind a place, ordered by a moment and, where two are the same, by id.

    ``by`` names the moment's column, with a dash before it for the newest first. Rows that come or
    go meanwhile move no other row onto another page.
    """
    column, backwards = by.removeprefix("-"), by.startswith("-")
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
    """Say where a row stands."""
    return Place(at=cast(datetime, getattr(row, column)), id=cast("UUID | int", row.pk))
