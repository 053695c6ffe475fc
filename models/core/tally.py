"""Counts of what happens in this process, by values that are declared before anything is counted.

What a request brings, and whom it is about, can be no value: metrics are made of these counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence


class Undeclared(Exception):
    """Something was counted under values that its tally does not declare."""


class Tally:
    """Counts under one name, by the values of its labels."""

    def __init__(
        self,
        name: str,
        help_text: str,
        *,
        labels: Sequence[str],
        declared: Iterable[tuple[str, ...]],
    ) -> None:
        """``declared`` are all combinations of values that may be counted."""
        self.name = name
        self.help_text = help_text
        self.labels = tuple(labels)
        # What has not happened yet is there with zero, so that rates begin.
        self._counts = Counter({tuple(str(value) for value in one): 0 for one in declared})

    def count(self, *values: str) -> None:
        """Count one more.

        :raises Undeclared: when the values are not declared together
        """
        if values not in self._counts:
            raise Undeclared(f"{self.name} {values}")
        self._counts[values] += 1

    def counts(self) -> Mapping[tuple[str, ...], int]:
        """Return the counts of all that is declared."""
        return dict(self._counts)
