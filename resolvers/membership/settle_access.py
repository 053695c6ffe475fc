"""Staff list the requests for access, and approve or refuse one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.core.paging import Page, Window, page
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
from models.membership.access_request import (
    AccessOutcome,
    AccessRequest,
    AccessRequestNotFound,
    AccessRequestOver,
)
from models.review.claim import OwnCase, require_never_belonged
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_proven_staff,
    require_staff,
)
from models.session.session import Viewer


class AccessDecision(StrEnum):
    """The decision of staff on a request for access."""

    APPROVED = "APPROVED"
    REFUSED = "REFUSED"


LIST_RAISES = NOT_STAFF


async def access_requests(*, viewer: Viewer | None, window: Window) -> Page[AccessRequest]:
    """Return a page of the requests that are not over, oldest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    """
    require_staff(viewer)
    listed: Page[AccessRequest] = await page(AccessRequest.waiting(), window, order="asked_at")
    return listed


async def see_request(*, viewer: Viewer | None, request_id: UUID) -> AccessRequest:
    """Return a request, open or not.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises AccessRequestNotFound: when there is none.
    """
    require_staff(viewer)
    found = await AccessRequest.get_or_none(id=request_id)
    if found is None:
        raise AccessRequestNotFound("id")
    return found


RAISES = (
    *NOT_STAFF,
    OwnCase,
    CardProofNeeded,
    InvalidInput,
    AccessRequestNotFound,
    AccessRequestOver,
)


async def settle_access(
    *, viewer: Viewer | None, request_id: UUID, decision: AccessDecision, note: str, now: datetime
) -> AccessRequest:
    """Make a request take effect at once, even if it was stopped; or end it.

    The worker mails the link of one that is approved.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the note is invalid.
    :raises AccessRequestNotFound: when there is no such request.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises AccessRequestOver: when the request has ended.
    """
    someone = require_proven_staff(viewer, at=now)
    note = read_text("note", note, kinds.NOTE)
    request = await AccessRequest.get_or_none(id=request_id)
    if request is None:
        raise AccessRequestNotFound("id")
    account = await Account.get(id=request.account_id)
    await require_never_belonged(account, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.hold(at=now)
        if decision is AccessDecision.APPROVED:
            await request.approve(change, note=note, actor=someone.actor, at=now)
        else:
            refused = AccessOutcome.REFUSED
            await request.end(change, refused, actor=someone.actor, at=now, note=note)
    return request
