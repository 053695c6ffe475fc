"""The case number, by which an application is referred to on the telephone."""

import secrets
from datetime import datetime

from models.core.rules import TAIWAN

# Letters and digits that are not confused with one another on the telephone.
_READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def case_number(at: datetime) -> str:
    """Return a new case number: GZ-YYYYMMDD-XXXXXX, with the date in Taiwan."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(6))
    return f"GZ-{at.astimezone(TAIWAN):%Y%m%d}-{letters}"
