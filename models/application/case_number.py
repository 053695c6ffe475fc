"""The number that a case is named by over the telephone."""

import secrets
from datetime import datetime

from models.core.taiwan import TAIWAN

# Letters and digits that cannot be taken for one another when read over the telephone.
_READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def case_number(at: datetime) -> str:
    """Make a case number: GZ-YYYYMMDD-XXXXXX, Taiwan's day."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(6))
    return f"GZ-{at.astimezone(TAIWAN):%Y%m%d}-{letters}"
