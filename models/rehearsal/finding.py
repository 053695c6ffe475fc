"""What a rehearsal found of each assumption; of the holder's own values only measures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.rehearsal.assumptions.catalogue import ASSUMPTIONS
from models.rehearsal.assumptions.declaration import Standing
from models.rehearsal.assumptions.names import Assumption


@dataclass(frozen=True, slots=True)
class Finding:
    """An assumption, what was found of it, and the value found: types, lengths, names of hosts."""

    assumption: Assumption
    standing: Standing
    found: str = ""


@dataclass(slots=True)
class Findings:
    """The findings so far, one of each assumption."""

    by_assumption: dict[Assumption, Finding] = field(default_factory=dict)

    def held(self, assumption: Assumption, found: str = "") -> None:
        self._add(assumption, Standing.HELD, found)

    def differs(self, assumption: Assumption, found: str = "") -> None:
        self._add(assumption, Standing.DIFFERS, found)

    def not_seen(self, assumption: Assumption, why: str = "") -> None:
        self._add(assumption, Standing.NOT_SEEN, why)

    def compare(self, assumption: Assumption, found: str, *, holds: object) -> None:
        """Add what was found, which holds or differs."""
        self._add(assumption, Standing.HELD if holds else Standing.DIFFERS, found)

    def add(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            self.by_assumption[one.assumption] = one

    def all(self) -> tuple[Finding, ...]:
        """Return a finding of every assumption, in their order; what was not judged is not seen."""
        return tuple(
            self.by_assumption.get(name, Finding(name, Standing.NOT_SEEN)) for name in ASSUMPTIONS
        )

    def _add(self, assumption: Assumption, standing: Standing, found: str) -> None:
        self.by_assumption[assumption] = Finding(assumption, standing, found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many assumptions held, differ and were not seen, and which differ."""

    held: int
    differs: int
    not_seen: int
    differing: tuple[Assumption, ...]

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> "Tally":
        standings = [one.standing for one in findings]
        return cls(
            held=standings.count(Standing.HELD),
            differs=standings.count(Standing.DIFFERS),
            not_seen=standings.count(Standing.NOT_SEEN),
            differing=tuple(one.assumption for one in findings if one.standing is Standing.DIFFERS),
        )
