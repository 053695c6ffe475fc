"""Staff close the case of an account whose company is no longer on file."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.account.missing_company import (
    MissingCompany,
    MissingCompanyNotFound,
    MissingCompanyOver,
)
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
from models.review.claim import OwnCase, require_never_belonged
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_proven_staff
from models.session.session import Viewer

RAISES = (
    *(*NOT_STAFF, CardProofNeeded, InvalidInput, OwnCase),
    *(MissingCompanyNotFound, MissingCompanyOver),
)


async def close_missing(
    *, viewer: Viewer | None, case_id: UUID, note: str, now: datetime
) -> MissingCompany:
    """Close a case with a note; the account stays as staff have left it.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the note is invalid.
    :raises MissingCompanyNotFound: when there is no such case.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises MissingCompanyOver: when it has ended.
    """
    someone = require_proven_staff(viewer, at=now)
    note = read_text("note", note, kinds.NOTE)
    case = await MissingCompany.get_or_none(id=case_id)
    if case is None:
        raise MissingCompanyNotFound("id")
    account = await Account.get(id=case.account_id)
    await require_never_belonged(account, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await case.close(change, note=note, actor=someone.actor, at=now)
    return case
