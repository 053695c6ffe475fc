"""The comparison of a company's stated facts with those on file: equal, different or missing."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.company.company import Company, CompanyField, CompanyOnFile
from models.core.characters import canonical


class Outcome(StrEnum):
    """The result of comparing a stated fact with the one on file."""

    MATCHES = "MATCHES"
    DIFFERS = "DIFFERS"
    NOT_ON_FILE = "NOT_ON_FILE"


class LookAlike(StrEnum):
    """A kind of difference that readers overlook; it is a difference all the same."""

    WIDTH = "WIDTH"
    TAI = "TAI"
    SPACES = "SPACES"
    CASE = "CASE"
    PUNCTUATION = "PUNCTUATION"


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _one_tai(text: str) -> str:
    return text.replace("台", "臺")


def _closed_up(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _unpunctuated(text: str) -> str:
    # Also the 之 and － of house numbers.
    return re.sub(r"[\-‐-―－—_.,、。·．・()（）「」'\"]|(?<=\d)之(?=\d)", "", text)


_FOLDS: Mapping[LookAlike, Callable[[str], str]] = {
    LookAlike.WIDTH: _narrow,
    LookAlike.TAI: _one_tai,
    LookAlike.SPACES: _closed_up,
    LookAlike.CASE: str.casefold,
    LookAlike.PUNCTUATION: _unpunctuated,
}


@dataclass(frozen=True, kw_only=True)
class FieldResult:
    """The result for one field, and the look-alikes that alone explain a difference."""

    field: CompanyField
    outcome: Outcome
    look_alikes: tuple[LookAlike, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "field": self.field.value,
            "outcome": self.outcome.value,
            "look_alikes": [alike.value for alike in self.look_alikes],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "FieldResult":
        alikes = kept["look_alikes"]
        return cls(
            field=CompanyField(str(kept["field"])),
            outcome=Outcome(str(kept["outcome"])),
            look_alikes=tuple(LookAlike(a) for a in alikes) if isinstance(alikes, list) else (),
        )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The comparison of a company's statement with one row on file, field by field."""

    on_file: CompanyOnFile
    results: tuple[FieldResult, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)

    @property
    def all_match(self) -> bool:
        return self.count(Outcome.MATCHES) == len(self.results)

    @property
    def any_differs(self) -> bool:
        return self.count(Outcome.DIFFERS) > 0


def compare(company: Company, on_file: CompanyOnFile) -> Comparison:
    """Compare every field exactly, after Unicode NFC and trimming.

    A company that is not under control counts as one of which nothing is on file.
    """
    if on_file.release is not None:
        unknown = (FieldResult(field=one, outcome=Outcome.NOT_ON_FILE) for one in CompanyField)
        return Comparison(on_file=on_file, results=tuple(unknown))
    results = tuple(
        _compare_field(field, company.fact(field), on_file.fact(field)) for field in CompanyField
    )
    return Comparison(on_file=on_file, results=results)


def closest(company: Company, rows: Sequence[CompanyOnFile]) -> Comparison:
    """Compare with every row that the registry has for the number, and return the nearest.

    One number may have several different rows. The nearest is under control, has the fewest
    differences, then the fewest gaps, and comes first.

    :raises ValueError: when there is no row.
    """
    return min(
        (compare(company, row) for row in rows),
        key=lambda found: (
            found.on_file.release is not None,
            found.count(Outcome.DIFFERS),
            found.count(Outcome.NOT_ON_FILE),
        ),
    )


def _compare_field(field: CompanyField, stated: str, filed: str | None) -> FieldResult:
    kept = canonical(filed or "")
    if not kept:
        return FieldResult(field=field, outcome=Outcome.NOT_ON_FILE)
    if stated == kept:
        return FieldResult(field=field, outcome=Outcome.MATCHES)
    return FieldResult(field=field, outcome=Outcome.DIFFERS, look_alikes=_look_alikes(stated, kept))


def _look_alikes(stated: str, filed: str) -> tuple[LookAlike, ...]:
    if _folded(stated, without=None) != _folded(filed, without=None):
        return ()
    needed = (
        alike
        for alike in LookAlike
        if _folded(stated, without=alike) != _folded(filed, without=alike)
    )
    return tuple(needed)


def _folded(text: str, *, without: LookAlike | None) -> str:
    for alike, fold in _FOLDS.items():
        if alike is not without:
            text = fold(text)
    return text
