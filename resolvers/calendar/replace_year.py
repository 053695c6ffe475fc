"""An ADMIN, or an operator at a terminal, replaces a year of the office calendar."""

from datetime import datetime

from models.calendar.file import read_year
from models.calendar.office_year import OfficeYear
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput
from models.partner.administrator import (
    Operator,
    require_administrator,
    require_still_administrator,
)
from models.session.permissions import NOT_STAFF, CardProofNeeded
from models.session.session import Viewer

RAISES = (*NOT_STAFF, CardProofNeeded, InvalidInput)


async def replace_year(*, actor: Viewer | Operator | None, csv: str, now: datetime) -> OfficeYear:
    """Put the year of a file in place of what is known of that year.

    :raises SignInNeeded, NotAllowed: unless the actor is an ADMIN or an operator.
    :raises CardProofNeeded: when an ADMIN's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the file is not the calendar of one year.
    """
    asking = require_administrator(actor, at=now)
    read = read_year(csv)
    async with tx() as change:
        await require_still_administrator(asking, at=now)
        return await OfficeYear.replace(change, read.year, read.free, actor=asking.actor, at=now)
