"""Staff propose the mailbox that an imported account should have."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account, AccountNotActive, AccountNotFound
from models.account.imported_mailbox import (
    AccountMailboxChanged,
    MailboxNotImported,
    require_imported,
    require_mailbox,
)
from models.account.mailbox_correction import MailboxCorrection, MailboxCorrectionPending
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.review import data_change
from models.review.claim import OwnCase, require_never_belonged
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_proven_staff
from models.session.session import Viewer

RAISES = (
    *(*NOT_STAFF, CardProofNeeded, InvalidInput, AccountNotFound, OwnCase),
    *(AccountNotActive, AccountFrozen, MailboxNotImported, AccountMailboxChanged),
    MailboxCorrectionPending,
)


async def propose_correction(
    *,
    viewer: Viewer | None,
    account_id: UUID,
    shown: str,
    email: str,
    reason: str,
    evidence: str,
    now: datetime,
) -> MailboxCorrection:
    """Propose a mailbox in place of an imported one; another member of staff must confirm it.

    ``shown`` is the mailbox that the page showed, ``evidence`` where the proof is filed. Nobody is
    written to yet.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: naming every invalid field, and the address if it is the present one.
    :raises AccountNotFound: when there is no such account.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises AccountNotActive, AccountFrozen: when the account is suspended, closed or in a dispute.
    :raises MailboxNotImported: when the account's mailbox was not imported, or was decided since.
    :raises AccountMailboxChanged: when the account's mailbox is not the one that was shown.
    :raises MailboxCorrectionPending: when another correction is waiting.
    """
    someone = require_proven_staff(viewer, at=now)
    form = Form()
    email = form.text("email", email, kinds.EMAIL)
    reason = form.text("reason", reason, kinds.NOTE)
    evidence = form.text("evidence", evidence, kinds.REFERENCE)
    if email and email.casefold() == shown.casefold():
        form.refuse("email", "MAILBOX_UNCHANGED")
    form.close()
    account = await Account.for_viewer(someone, account_id)
    await require_never_belonged(account, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.refresh_from_db()
        require_mailbox(account, shown)
        account.require_active()
        require_not_frozen(account)
        require_imported(account, is_verified=await data_change.has_verified_mailbox(account))
        return await MailboxCorrection.begin(
            change,
            account,
            previous=shown,
            email=email,
            reason=reason,
            evidence=evidence,
            certificate_id=someone.certificate_id,
            actor=someone.actor,
            at=now,
        )
