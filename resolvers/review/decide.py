"""A reviewer decides a case, once, after a fresh card signature, and never their own company's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.shown import Shown
from models.application.transitions import ActorKind, Status
from models.card_changes.manage_cards import AccountFrozen
from models.company.company import CompanyField
from models.company.comparison import closest
from models.core.errors import CouldNotFindOut, UserError
from models.database.transaction import tx
from models.forms import kinds
from models.forms.problem import Problem
from models.forms.typed_text import InvalidInput, read_optional_text, read_text
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.outside.ems import RegistryPort
from models.review.claim import (
    AlreadyClaimed,
    OwnCase,
    name_of_actor,
    require_not_own,
    require_unclaimed,
)
from models.review.decision import (
    AccountAlreadyOpen,
    AlreadyDecided,
    RegistryNotAnswering,
    Remark,
    ReviewDecision,
    refusal_of,
)
from models.review.preview import Letterhead, LetterPreview, preview
from models.review.queue import case_of
from models.review.recipient import RECIPIENT_REFUSALS, ApprovalRecipient
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    SignedIn,
    require_proven_staff,
    require_staff,
)
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a decision needs: the registry, the notices, and the applicant's deadline."""

    registry: RegistryPort
    notices: Notices
    account_notices: AccountNotices
    open_life: timedelta


APPROVE_RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    ApplicationNotFound,
    OwnCase,
    AlreadyDecided,
    AlreadyClaimed,
    ApplicationMoved,
    AccountAlreadyOpen,
    AccountFrozen,
    RegistryNotAnswering,
    *RECIPIENT_REFUSALS,
)


async def approve(
    *,
    viewer: Viewer | None,
    asked: Shown,
    recipient: ApprovalRecipient,
    note: str | None,
    means: Means,
    now: datetime,
) -> Application:
    """Approve an application for the stated recipient; the note is for colleagues.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises ApplicationNotFound: when there is no such case.
    :raises OwnCase: when it is a case of the viewer's own company.
    :raises AlreadyDecided: when another reviewer or the automatic review decided first.
    :raises AlreadyClaimed: when another reviewer has it.
    :raises ApplicationMoved: when it is not under review, or has changed since it was shown.
    :raises AccountAlreadyOpen: when the control number has an account.
    :raises AccountFrozen: when it changes an account's data while an objection waits for staff.
    :raises RegistryNotAnswering: when the registered mailbox cannot be determined.
    :raises RegistryHasNoMailbox, RegistryHasMailbox: when the registry says otherwise of the
        recipient.
    :raises MailboxNotVerified: when two reviewers have verified no mailbox for the case.
    :raises NotADataChange: when the recipient is an account's mailbox, and there is no account.
    :raises InvalidInput: when the note is invalid.
    """
    someone = require_proven_staff(viewer, at=now)
    remark = Remark(text=read_optional_text("note", note, kinds.NOTE))
    application = await _open_case(someone, asked, at=now)
    verdict = await _verdict(application, someone, means=means, at=now)
    try:
        async with tx() as change:
            await require_still(someone, at=now, case=application)
            is_new = application.account_id is None
            if is_new and await Account.is_open_for(application.control_number):
                raise AccountAlreadyOpen("id")
            await verdict.approve(change, recipient=recipient, remark=remark)
    except ApplicationMoved as faster:
        raise await _refused(asked.application_id) from faster
    return application


REJECT_RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    ApplicationNotFound,
    OwnCase,
    AlreadyDecided,
    AlreadyClaimed,
    ApplicationMoved,
    RegistryNotAnswering,
)


async def reject(
    *,
    viewer: Viewer | None,
    asked: Shown,
    fields: Sequence[CompanyField],
    note: str,
    means: Means,
    now: datetime,
) -> Application:
    """Reject an application for some of its fields, with a note for the applicant.

    Note and fields are sent to the registered mailbox only; without one they stay with the case.

    :raises SignInNeeded: and all others of ``approve`` but AccountAlreadyOpen and those about the
        recipient.
    :raises InvalidInput: when no field is marked, or the note is invalid.
    """
    someone = require_proven_staff(viewer, at=now)
    text = read_text("note", note, kinds.NOTE)
    if not fields:
        raise InvalidInput((Problem(code="REQUIRED", path=("fields",), values={}),))
    remark = Remark(text=text, marked=tuple(dict.fromkeys(fields)))
    application = await _open_case(someone, asked, at=now)
    verdict = await _verdict(application, someone, means=means, at=now)
    try:
        async with tx() as change:
            await require_still(someone, at=now, case=application)
            await verdict.reject(change, remark=remark)
    except ApplicationMoved as faster:
        raise await _refused(asked.application_id) from faster
    return application


PREVIEW_RAISES = (*NOT_STAFF, ApplicationNotFound, InvalidInput, RegistryNotAnswering)


async def preview_rejection(
    *,
    viewer: Viewer | None,
    application_id: UUID,
    note: str,
    means: Means,
    letterhead: Letterhead,
    now: datetime,
) -> LetterPreview:
    """Return the letter that a rejection with this note would send now. Nothing changes.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises ApplicationNotFound: when there is no such case.
    :raises InvalidInput: when the note is invalid.
    :raises RegistryNotAnswering: when it is not known where the letter would go.
    """
    someone = require_staff(viewer)
    application = await case_of(someone, application_id)
    remark = Remark(text=read_text("note", note, kinds.NOTE))
    verdict = await _verdict(application, someone, means=means, at=now)
    return await preview(verdict, remark, letterhead=letterhead, at=now)


async def _open_case(someone: SignedIn, asked: Shown, *, at: datetime) -> Application:
    application = await case_of(someone, asked.application_id)
    await require_not_own(application, staff=someone)
    if application.status is not Status.UNDER_REVIEW:
        raise await _refused(application.id)
    await require_unclaimed(application, staff=someone, at=at)
    application.require_shown(asked)
    return application


async def _verdict(
    application: Application, someone: SignedIn, *, means: Means, at: datetime
) -> ReviewDecision:
    try:
        # Queried outside any transaction; the decision records and uses this answer.
        rows = await means.registry.look_up(control_number=application.control_number)
    except CouldNotFindOut as trouble:
        raise RegistryNotAnswering("id") from trouble
    return ReviewDecision(
        application=application,
        found=closest(application.company, rows) if rows else None,
        actor_kind=ActorKind.REVIEWER,
        actor=someone.actor,
        notices=means.notices,
        account_notices=means.account_notices,
        open_life=means.open_life,
        at=at,
    )


async def _refused(application_id: UUID) -> UserError:
    now = await Application.get(id=application_id)
    return refusal_of(now, decider=await name_of_actor(now.decided_by or ""))
