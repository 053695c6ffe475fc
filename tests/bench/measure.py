"""What benchmarks measure, and the one table in which all of it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure, beside a peer's in the same run where there is one.

    ``goal`` is of the ratio to the peer, or without a peer of the figure itself: the most that it
    may be, or with ``at_least`` the least.
    """

    what: str
    here: float
    peer: float | None = None
    beside: str = ""
    goal: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        return self.here / self.peer if self.peer else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.goal is None:
            return None
        figure = self.here if self.ratio is None else self.ratio
        return figure >= self.goal if self.at_least else figure <= self.goal


def table_of(measures: Iterable[Measure], *, title: str) -> Table:
    table = Table("measure", "here", "peer", "ratio", "goal", "met", title=title)
    for one in measures:
        sign = "≥" if one.at_least else "≤"
        table.add_row(
            one.what,
            _shown(one.here),
            f"{_shown(one.peer)} {one.beside}" if one.peer is not None else "",
            f"{one.ratio:.2f}" if one.ratio is not None else "",
            f"{sign} {one.goal:g}" if one.goal is not None else "",
            {True: "yes", False: "no", None: ""}[one.is_met],
        )
    return table


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:,.3g}"
