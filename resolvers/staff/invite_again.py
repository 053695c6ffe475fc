"""Another ADMIN invites a member of staff whose cards have ended, or who never bound one."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.access.recheck import require_still
from models.account.account import Account, AccountNotActive, AccountNotFound
from models.account.invitation import Invitation, Inviter
from models.card_changes.invited import AnotherAdminNeeded, MemberHasCard
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.card_changes.members import cards_in_force
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_invited
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.review.claim import has_card_there
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_proven_staff,
)
from models.session.roles import AccountKind, Role
from models.session.session import Viewer

RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    AccountNotFound,
    AnotherAdminNeeded,
    AccountNotActive,
    AccountFrozen,
    MemberHasCard,
)


async def invite_again(
    *,
    viewer: Viewer | None,
    account_id: UUID,
    name: str,
    last_four: str,
    notices: AccountNotices,
    now: datetime,
) -> Account:
    """Mail a new invitation to a staff account's mailbox; an older one is voided.

    Where a membership stands, only that member's card can be bound, whatever the name.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: with every invalid field.
    :raises AccountNotFound: when there is no such staff account.
    :raises AnotherAdminNeeded: when the viewer has, or had, a card of it.
    :raises AccountNotActive, AccountFrozen: when it is suspended, closed, or in a dispute.
    :raises MemberHasCard: when a valid card is bound to it.
    """
    admin = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    invited = read_invited(name=name, last_four=last_four)
    account = await Account.for_viewer(admin, account_id)
    if account.kind is not AccountKind.STAFF:
        raise AccountNotFound("accountId")
    if await has_card_there(Q(account_id=account.id), staff=admin):
        raise AnotherAdminNeeded("accountId")
    async with tx() as change:
        await require_still(admin, at=now, beside=account.id)
        await account.hold(at=now)
        account.require_active()
        require_not_frozen(account)
        if await cards_in_force(account, at=now).exists():
            raise MemberHasCard("accountId")
        if account.mailbox is None:
            raise ValueError("a staff account has no mailbox")  # Cannot happen: opening needs one.
        link = await Invitation.make(
            change,
            account,
            invited,
            made_by=Inviter.ADMIN,
            actor=admin.actor,
            key=notices.key,
            at=now,
        )
        await account.rename(invited.name)
        await notices.tell(
            account,
            Template.STAFF_INVITATION,
            recipient=account.mailbox,
            at=now,
            values={"name": invited.name},
            link=link,
        )
    return account
