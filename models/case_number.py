"""Case numbers, which people read to one another over the telephone."""

import secrets
from datetime import datetime, timedelta, timezone

# Taiwan has no summer time.
_TAIWAN = timezone(timedelta(hours=8))
# Letters and digits that cannot be taken for one another when read over the telephone.
_READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def case_number(at: datetime) -> str:
    """Make a case number that can be read over the telephone: GZ-YYYYMMDD-XXXXXX, Taiwan's day."""
    day = at.astimezone(_TAIWAN)
    letters = "".join(secrets.choice(_READABLE) for _ in range(6))
    return f"GZ-{day:%Y%m%d}-{letters}"
