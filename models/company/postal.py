"""The districts of the postal code: the first three digits of 郵遞區號 6 碼 (中華郵政 3+3)."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("postal_districts.csv")
_SIX_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class District:
    """Hold a postal district; the districts of 新竹市 (and of 嘉義市) share one code."""

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


# In the order of their codes, one for each code.
DISTRICTS = _load()
_BY_CODE = {district.code: district for district in DISTRICTS}


def district_of(code: str) -> District | None:
    """Give the district of a six-digit postal code, whose last three digits may be any.

    None when these are not six ASCII digits, or the first three are no district's.
    """
    if not _SIX_DIGITS.fullmatch(code):
        return None
    return _BY_CODE.get(code[:3])
