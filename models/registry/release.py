"""Whether a facility of EMS_S_01 is under control for toxic chemicals, or was released from it."""

import re
from datetime import date

from models.company.company import Release, ReleaseReason

# 是否毒化物列管 ("0" or "1") and 毒化物解除列管日期 of EMS_S_01.
IS_TOXIC = "istoxic"
RELEASED_ON = "toxicreleasedate"

_IN_CONTROL, _OUT_OF_CONTROL = "1", frozenset({"0", ""})
# YYYY-MM-DD; YYYYMMDD has been seen too. A time may follow.
_DAY = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[ T][0-9:.]+)?", re.ASCII)


def release_of(flag: str | None, day: str | None) -> Release | None:
    """Return why a facility is out of control; None if it is in, or the file says nothing.

    A date of release counts whatever the flag says.

    :raises ValueError: when a value is none that the set has; the text names the column
    """
    if day:
        return Release(reason=ReleaseReason.RELEASED, on=_date(day))
    if flag is None or flag == _IN_CONTROL:
        return None
    if flag not in _OUT_OF_CONTROL:
        raise ValueError(f"{IS_TOXIC} is neither 0 nor 1")
    return Release(reason=ReleaseReason.NOT_TOXIC)


def _date(day: str) -> date:
    found = _DAY.fullmatch(day)
    try:
        if found is not None:
            return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        pass  # Such as the 31st of February.
    raise ValueError(f"{RELEASED_ON} is not a date")
