"""Forms that were never sent, and codes that nobody used, are erased when they are over."""

from datetime import datetime

from models.session.transfer_code import TransferCode
from models.session.unsent_form import UnsentForm


async def forget_unsent(*, now: datetime) -> int:
    """Delete what is over, and return the number of rows."""
    forms: int = await UnsentForm.filter(expires_at__lte=now).delete()
    codes: int = await TransferCode.filter(expires_at__lte=now).delete()
    return forms + codes
