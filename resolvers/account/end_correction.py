"""Staff end a correction of a mailbox: they withdraw their own, or refuse a colleague's."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.account.mailbox_correction import (
    CorrectionStatus,
    MailboxCorrection,
    MailboxCorrectionNotFound,
    MailboxCorrectionOver,
)
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.review.claim import OwnCase, is_same_person, require_never_belonged
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_proven_staff
from models.session.session import Viewer

RAISES = (
    *(*NOT_STAFF, CardProofNeeded, InvalidInput, OwnCase),
    *(MailboxCorrectionNotFound, MailboxCorrectionOver),
)


async def end_correction(
    *,
    viewer: Viewer | None,
    correction_id: UUID,
    note: str,
    notices: AccountNotices,
    now: datetime,
) -> MailboxCorrection:
    """End a correction that is not in force yet, in whatever state its account is.

    Who was told about it is told that the mailbox stays.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the note is invalid.
    :raises MailboxCorrectionNotFound: when there is no such correction.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises MailboxCorrectionOver: when it has ended or expired.
    """
    someone = require_proven_staff(viewer, at=now)
    note = read_text("note", note, kinds.NOTE)
    correction = await MailboxCorrection.get_or_none(id=correction_id)
    if correction is None:
        raise MailboxCorrectionNotFound("id")
    account = await Account.get(id=correction.account_id)
    await require_never_belonged(account, staff=someone)
    own = await is_same_person(someone.certificate_id, correction.proposed_by)
    to = CorrectionStatus.WITHDRAWN if own else CorrectionStatus.REFUSED
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.refresh_from_db()
        await correction.refresh_from_db()
        correction.require_open(at=now)
        was_told = correction.status is CorrectionStatus.CONFIRMED
        await correction.end(change, to, actor=someone.actor, at=now, note=note)
        if was_told:
            await notices.tell_everybody(
                account,
                Template.MAILBOX_KEPT,
                at=now,
                values={"ended_at": now.isoformat()},
                also=(correction.email,),
            )
    return correction
