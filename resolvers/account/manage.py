"""Staff look up accounts, and an ADMIN suspends, restores or closes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.access.recheck import require_still
from models.account.account import Account, AccountMoved, AccountNotFound
from models.account.invitation import Invitation
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.account.saved_phrase import SavedPhrase
from models.card.certificate import CertificateStatus
from models.card_changes.members import end_membership
from models.card_changes.undo import close_disputes
from models.core.paging import Page, Window, page
from models.database.transaction import Change, tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_optional_text, read_text
from models.link.account_link import AccountLink
from models.mail.kinds import Template
from models.membership.access_request import AccessOutcome, AccessRequest
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.notices.account import AccountNotices
from models.review import data_change
from models.review.claim import OwnCase, require_never_belonged
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    SignedIn,
    require_proven_staff,
    require_staff,
)
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Session, SessionEnd, Viewer

_ENDS: Mapping[AccountStatus, SessionEnd] = {
    AccountStatus.SUSPENDED: SessionEnd.ACCOUNT_SUSPENDED,
    AccountStatus.CLOSED: SessionEnd.ACCOUNT_CLOSED,
}
_LETTERS: Mapping[AccountStatus, Template] = {
    AccountStatus.SUSPENDED: Template.SUSPENDED,
    AccountStatus.ACTIVE: Template.RESTORED,
    AccountStatus.CLOSED: Template.CLOSED,
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A filter for accounts; empty criteria match everything."""

    statuses: tuple[AccountStatus, ...] = ()
    kinds: tuple[AccountKind, ...] = ()
    name: str | None = None


FIND_RAISES = (*NOT_STAFF, AccountNotFound)


async def find_account(*, viewer: Viewer | None, control_number: str) -> Account:
    """Return the open account of a control number, or else the one closed last.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises AccountNotFound: when the number never had an account.
    """
    require_staff(viewer)
    number = kinds.ACCOUNT_NUMBER.name_of(control_number)
    found = await _numbered(number) if number else None
    if found is None:
        raise AccountNotFound("controlNumber")
    return found


async def _numbered(control_number: str) -> Account | None:
    numbered = Account.filter(control_number=control_number)
    still_open = await numbered.exclude(status=AccountStatus.CLOSED).first()
    return still_open or await numbered.order_by("-changed_at", "-opened_at").first()


LIST_RAISES = (*NOT_STAFF, InvalidInput)


async def find_accounts(*, viewer: Viewer | None, wanted: Wanted, window: Window) -> Page[Account]:
    """Return a page of accounts, newest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises InvalidInput: when the name is invalid.
    """
    require_staff(viewer)
    name = read_optional_text("name", wanted.name, kinds.SEARCH)
    found = Account.all()
    if wanted.statuses:
        found = found.filter(status__in=wanted.statuses)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    if name:
        found = found.filter(name__contains=name)
    listed: Page[Account] = await page(found, window, order="-opened_at")
    return listed


CHANGE_STATUS_RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    AccountNotFound,
    OwnCase,
    AccountMoved,
)


async def change_status(
    *,
    viewer: Viewer | None,
    account_id: UUID,
    to: AccountStatus,
    reason: str,
    notices: AccountNotices,
    now: datetime,
) -> Account:
    """Suspend (SUSPENDED), restore (ACTIVE) or close (CLOSED) an account, and notify its holders.

    Suspending or closing ends its sessions at once; closing also releases its cards.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the reason is invalid.
    :raises AccountNotFound: when there is no such account.
    :raises OwnCase: when the account is the viewer's own or that of the viewer's company.
    :raises AccountMoved: when the account's status does not allow the change.
    """
    someone = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    text = read_text("reason", reason, kinds.NOTE)
    account = await Account.for_viewer(someone, account_id)
    await require_never_belonged(account, staff=someone)
    async with tx() as change:
        if to is AccountStatus.CLOSED:
            await data_change.lock_open(account)
        await require_still(someone, at=now, beside=account.id)
        await account.change_status(change, to, reason=text, actor=someone.actor, at=now)
        # Notices are written before the cards are released, because their holders get one too.
        since = {"since": now.isoformat()}
        await notices.tell_everybody(account, _LETTERS[to], at=now, values=since)
        await _end(change, account, to, staff=someone, at=now)
    return account


async def _end(
    change: Change, account: Account, to: AccountStatus, *, staff: SignedIn, at: datetime
) -> None:
    if to in _ENDS:
        which, because = Q(account_id=account.id), _ENDS[to]
        await Session.end(change, which, because=because, actor=staff.actor, at=at)
    if to is AccountStatus.SUSPENDED:
        # Nobody can renew at a suspended account, so its dormant memberships do not end.
        await Membership.pause_endings(account.id, at=at)
    if to is AccountStatus.ACTIVE:
        await Membership.renew_notices(change, account.id, actor=staff.actor, at=at)
        await AccessRequest.renew_notice(account.id, at=at)
    if to is not AccountStatus.CLOSED:
        return
    for membership in await Membership.filter(account_id=account.id, ended_at__isnull=True):
        await end_membership(
            change,
            membership,
            account,
            Ending.ACCOUNT_CLOSED,
            actor_kind=MemberActor.ADMIN,
            status=CertificateStatus.RELEASED,
            session_end=SessionEnd.ACCOUNT_CLOSED,
            actor=staff.actor,
            at=at,
        )
    links = AccountLink.filter(account_id=account.id, spent_at__isnull=True)
    await links.update(spent_at=at)
    closed = AccessOutcome.ACCOUNT_CLOSED
    await AccessRequest.end_open(change, account.id, closed, actor=staff.actor, at=at)
    over = CorrectionStatus.ACCOUNT_CLOSED
    await MailboxCorrection.end_open(change, account.id, over, actor=staff.actor, at=at)
    await Invitation.void(change, account, actor=staff.actor, at=at)
    await SavedPhrase.erase(account.id)
    await close_disputes(change, account, actor=staff.actor, at=at)
    await data_change.close(account, change, actor=staff.actor, at=at)
