"""A mailbox is verified for a case without one in the registry: by one reviewer, and a second."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.review.case_mailbox import (
    CaseMailbox,
    MailboxAlreadyConfirmed,
    MailboxNotProposed,
    SecondPersonNeeded,
)
from models.review.claim import AlreadyClaimed, OwnCase, require_not_own, require_unclaimed
from models.review.queue import case_of
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    SignedIn,
    require_proven_staff,
)
from models.session.session import Viewer

_CASE_REFUSALS = (*NOT_STAFF, CardProofNeeded, ApplicationNotFound, OwnCase, ApplicationMoved)
PROPOSE_RAISES = (*_CASE_REFUSALS, AlreadyClaimed, InvalidInput)


async def propose(
    *,
    viewer: Viewer | None,
    application_id: UUID,
    version: int,
    email: str,
    verified_how: str,
    now: datetime,
) -> Application:
    """Propose a mailbox that the reviewer has verified otherwise than by the registry.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the address or how it was verified is invalid.
    :raises ApplicationNotFound: when there is no such case.
    :raises OwnCase: when it is a case of the viewer's own company.
    :raises ApplicationMoved: when it is not under review, or has changed since it was read.
    :raises AlreadyClaimed: when another reviewer has it.
    """
    someone = require_proven_staff(viewer, at=now)
    form = Form()
    email = form.text("email", email, kinds.EMAIL)
    verified_how = form.text("verifiedHow", verified_how, kinds.NOTE)
    form.close()
    application = await _open_case(someone, application_id, version=version)
    await require_unclaimed(application, staff=someone, at=now)
    async with tx() as change:
        await require_still(someone, at=now, case=application)
        await CaseMailbox.propose(
            application, change, email=email, verified_how=verified_how, staff=someone, at=now
        )
    return application


CONFIRM_RAISES = (
    *_CASE_REFUSALS,
    MailboxNotProposed,
    MailboxAlreadyConfirmed,
    SecondPersonNeeded,
)


async def confirm(
    *,
    viewer: Viewer | None,
    application_id: UUID,
    version: int,
    mailbox_id: UUID,
    now: datetime,
) -> Application:
    """Confirm the mailbox that another reviewer proposed, who may hold the claim meanwhile.

    :raises SignInNeeded: and all others of ``propose`` but InvalidInput and AlreadyClaimed.
    :raises MailboxNotProposed: when it is not the one that is proposed now.
    :raises SecondPersonNeeded: when the viewer proposed it, by whatever card.
    :raises MailboxAlreadyConfirmed: when another reviewer confirmed it.
    """
    someone = require_proven_staff(viewer, at=now)
    application = await _open_case(someone, application_id, version=version)
    async with tx() as change:
        await require_still(someone, at=now, case=application)
        await CaseMailbox.confirm(application, change, mailbox_id=mailbox_id, staff=someone, at=now)
    return application


async def _open_case(someone: SignedIn, application_id: UUID, *, version: int) -> Application:
    application = await case_of(someone, application_id)
    await require_not_own(application, staff=someone)
    if application.version != version:
        raise ApplicationMoved("version", values={"status": application.status.value})
    return application
