"""The districts of the postal code: the first three digits of 郵遞區號 6 碼 (中華郵政 3+3)."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("postal_districts.csv")
_SIX_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class District:
    """A postal district; the districts of 新竹市 (and of 嘉義市) share one code."""

    code: str
    county: str
    name: str


def _load() -> tuple[District, ...]:
    found: dict[str, District] = {}
    with _TABLE.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            code, county, name = row["code"], row["county"], row["district"]
            if code in found:
                name = f"{found[code].name}、{name}"
            found[code] = District(code, county, name)
    return tuple(found.values())


# One for each code, in the order of the codes.
DISTRICTS = _load()
_BY_CODE = {district.code: district for district in DISTRICTS}


def district_of(code: str) -> District | None:
    """Return the district of a six-digit postal code, whose last three digits may be any.

    None unless the text is six ASCII digits whose first three are a district's code.
    """
    if not _SIX_DIGITS.fullmatch(code):
        return None
    return _BY_CODE.get(code[:3])
