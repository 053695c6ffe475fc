"""A second member of staff confirms the mailbox that a colleague proposed for an account."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account, AccountNotActive
from models.account.imported_mailbox import AccountMailboxChanged, require_mailbox
from models.account.mailbox_correction import (
    CorrectionStatus,
    MailboxCorrection,
    MailboxCorrectionNotFound,
    MailboxCorrectionOver,
)
from models.account.registered_mailbox import void_mailbox
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.database.transaction import tx
from models.link.account_link import AccountLinkPurpose
from models.mail.kinds import Template
from models.notices.account import AccountNotices, LinkAbout
from models.review.case_mailbox import MailboxAlreadyConfirmed, SecondPersonNeeded
from models.review.claim import OwnCase, is_same_person, require_never_belonged
from models.review.proposer import ProposerLeft, require_still_staff
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_proven_staff,
    require_staff,
)
from models.session.roles import Role
from models.session.session import Viewer

RAISES = (
    *(*NOT_STAFF, CardProofNeeded, MailboxCorrectionNotFound, MailboxCorrectionOver, OwnCase),
    *(MailboxAlreadyConfirmed, SecondPersonNeeded, ProposerLeft),
    *(AccountNotActive, AccountFrozen, AccountMailboxChanged),
)


async def confirm_correction(
    *, viewer: Viewer | None, correction_id: UUID, notices: AccountNotices, now: datetime
) -> MailboxCorrection:
    """Confirm a proposed mailbox, and tell both mailboxes and every member.

    It takes effect after `MEMBER_NOTICE`; until then no mailbox lets a card in, and what the old
    one has begun is void. Every reader of the letter can stop it; if a reader of
    an earlier letter has, an ADMIN must confirm, and there is no link to stop it again.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff; after an objection, an ADMIN.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises MailboxCorrectionNotFound: when there is no such correction.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises MailboxCorrectionOver: when it has ended or expired.
    :raises MailboxAlreadyConfirmed: when another member of staff has confirmed it.
    :raises SecondPersonNeeded: when the viewer proposed it, by whatever card.
    :raises ProposerLeft: when who proposed it is no longer staff.
    :raises AccountNotActive, AccountFrozen: when the account is suspended, closed or in a dispute.
    :raises AccountMailboxChanged: when the account has another mailbox than at the proposal.
    """
    someone = require_proven_staff(viewer, at=now)
    correction = await MailboxCorrection.get_or_none(id=correction_id)
    if correction is None:
        raise MailboxCorrectionNotFound("id")
    if correction.after_objection:
        someone = require_staff(viewer, at_least=Role.ADMIN)
    account = await Account.get(id=correction.account_id)
    await require_never_belonged(account, staff=someone)
    if await is_same_person(someone.certificate_id, correction.proposed_by):
        raise SecondPersonNeeded("id")
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.refresh_from_db()
        await correction.refresh_from_db()
        correction.require_open(at=now)
        if correction.status is CorrectionStatus.CONFIRMED:
            raise MailboxAlreadyConfirmed("id")
        await require_still_staff(correction.proposed_by, at=now)
        account.require_active()
        require_not_frozen(account)
        require_mailbox(account, correction.previous)
        await correction.confirm(
            change, certificate_id=someone.certificate_id, actor=someone.actor, at=now
        )
        # From now on neither mailbox lets anybody in; both read the letter.
        await void_mailbox(change, account, actor=someone.actor, at=now)
        await _tell(correction, account, notices=notices, at=now)
    return correction


async def _tell(
    correction: MailboxCorrection, account: Account, *, notices: AccountNotices, at: datetime
) -> None:
    template, about = Template.MAILBOX_CORRECTION_EXAMINED, None
    if not correction.after_objection:
        template = Template.MAILBOX_CORRECTION
        about = LinkAbout(subject=correction.subject, purpose=AccountLinkPurpose.STOP_MAILBOX)
    effective_at = correction.effective_at or at
    await notices.tell_everybody(
        account,
        template,
        at=at,
        values={"effective_at": effective_at.isoformat()},
        about=about,
        also=(correction.email,),
    )
