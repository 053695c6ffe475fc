"""An ADMIN confirms or rejects the card that an invited member of staff has bound."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.access.recheck import require_still
from models.account.account import Account, AccountNotActive, AccountNotFound
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.invited import AnotherAdminNeeded, NotAwaitingConfirmation, awaiting
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.card_changes.members import end_membership
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.notices.account import AccountNotices
from models.review.claim import has_card_there
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    SignedIn,
    require_proven_staff,
)
from models.session.roles import AccountKind, Role
from models.session.session import SessionEnd, Viewer

REJECT_RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    AccountNotFound,
    AnotherAdminNeeded,
    AccountNotActive,
    NotAwaitingConfirmation,
)
RAISES = (*REJECT_RAISES, AccountFrozen)


async def confirm(
    *,
    viewer: Viewer | None,
    account_id: UUID,
    certificate_id: UUID,
    notices: AccountNotices,
    now: datetime,
) -> Account:
    """Begin the rights of the member whose card was shown, and notify her.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises AccountNotFound: when there is no such staff account.
    :raises AnotherAdminNeeded: when the viewer has, or had, a card of it.
    :raises AccountNotActive, AccountFrozen: when it is suspended, closed, or in a dispute.
    :raises NotAwaitingConfirmation: when that card does not await a confirmation.
    """
    admin, account = await _admin_and_account(viewer, account_id, at=now)
    async with tx() as change:
        await require_still(admin, at=now, beside=account.id)
        await account.hold(at=now)
        await _require_another(admin, account)
        account.require_active()
        require_not_frozen(account)
        card = await awaiting(account, certificate_id, at=now)
        membership = await Membership.get(id=card.membership_id)
        if not await membership.confirm(change, actor=admin.actor, at=now):
            # Cannot happen: the card awaits confirmation under the account's lock.
            raise NotAwaitingConfirmation("certificateId")
        payload = _said(card, membership)
        account.note(
            change, EventKind.STAFF_CARD_CONFIRMED, actor=admin.actor, at=now, payload=payload
        )
        await notices.tell_everybody(
            account, Template.STAFF_CONFIRMED, at=now, values=_values(card, at=now)
        )
    return account


async def reject(
    *,
    viewer: Viewer | None,
    account_id: UUID,
    certificate_id: UUID,
    notices: AccountNotices,
    now: datetime,
) -> Account:
    """End the membership of the person whose card was shown; the account can be invited again.

    It raises what `confirm` raises, except that a dispute does not prevent it.
    """
    admin, account = await _admin_and_account(viewer, account_id, at=now)
    async with tx() as change:
        await require_still(admin, at=now, beside=account.id)
        await account.hold(at=now)
        await _require_another(admin, account)
        account.require_active()
        card = await awaiting(account, certificate_id, at=now)
        membership = await Membership.get(id=card.membership_id)
        payload = _said(card, membership)
        account.note(
            change, EventKind.STAFF_CARD_REJECTED, actor=admin.actor, at=now, payload=payload
        )
        # The letter is written before the card ends, because its holder gets one too.
        await notices.tell_everybody(
            account, Template.STAFF_REJECTED, at=now, values=_values(card, at=now)
        )
        await end_membership(
            change,
            membership,
            account,
            Ending.ENDED_BY_STAFF,
            actor_kind=MemberActor.ADMIN,
            status=CertificateStatus.REMOVED,
            session_end=SessionEnd.CARD_REMOVED,
            actor=admin.actor,
            at=now,
        )
    return account


async def _admin_and_account(
    viewer: Viewer | None, account_id: UUID, *, at: datetime
) -> tuple[SignedIn, Account]:
    admin = require_proven_staff(viewer, at_least=Role.ADMIN, at=at)
    account = await Account.for_viewer(admin, account_id)
    if account.kind is not AccountKind.STAFF:
        raise AccountNotFound("accountId")
    return admin, account


async def _require_another(admin: SignedIn, account: Account) -> None:
    if await has_card_there(Q(account_id=account.id), staff=admin):
        raise AnotherAdminNeeded("accountId")


def _said(card: Certificate, membership: Membership) -> dict[str, str]:
    return {"certificate": card.sha256, "membership": str(membership.id)}


def _values(card: Certificate, *, at: datetime) -> dict[str, str]:
    return {"holder": masked(card.holder_name), "decided_at": at.isoformat()}
