"""What persons were told by the service, and when: the acts that the checker judges."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Told(StrEnum):
    """What one request came to."""

    YES = "yes"
    NO = "no"
    # 503: it may be asked again. Of a commit that failed it is not known whether it took place.
    UNAVAILABLE = "unavailable"
    # The connection broke, or there was none.
    LOST = "lost"
    # No answer, or no word of a stream, in time.
    NOTHING = "nothing"
    INTERNAL = "internal error"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Act:
    """One request of a person to a node; times are the machine's (monotonic)."""

    person: int
    name: str
    node: str
    began: float
    ended: float
    told: Told
    detail: str = ""


@dataclass
class Record:
    """All acts of a round, in the order in which they ended."""

    acts: list[Act] = field(default_factory=list)

    def of(self, *told: Told) -> Iterator[Act]:
        return (act for act in self.acts if act.told in told)

    def counts(self) -> Counter[Told]:
        return Counter(act.told for act in self.acts)


def percentile(values: list[float], share: float) -> float:
    """Return the value below or at which this share of the values lies; 0 of none."""
    if not values:
        return 0.0
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
