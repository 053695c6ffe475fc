"""A member who gave notice of leaving the account stays."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.leaving import NotLeaving
from models.card_changes.manage_cards import AccountFrozen, lock_account
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.notices.account import AccountNotices
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer

RAISES = (SignInNeeded, AccountFrozen, NotLeaving)


async def cancel_leaving(
    *, viewer: Viewer | None, notices: AccountNotices, now: datetime
) -> Account:
    """Cancel the viewer's notice of leaving.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AccountFrozen: while an objection waits for staff.
    :raises NotLeaving: when the viewer gave no notice.
    """
    someone = require_signed_in(viewer)
    async with tx() as change:
        account = await lock_account(someone, at=now)
        card = await Certificate.get(id=someone.certificate_id)
        membership = await Membership.get(id=card.membership_id)
        if membership.leaves_at is None:
            raise NotLeaving
        await membership.give_notice(change, leaves_at=None, actor=someone.actor, at=now)
        payload = {"certificate": card.sha256}
        account.note(
            change, EventKind.LEAVING_CANCELLED, actor=someone.actor, at=now, payload=payload
        )
        values = {"holder": masked(card.holder_name), "cancelled_at": now.isoformat()}
        await notices.tell_everybody(
            account,
            Template.LEAVING_CANCELLED,
            at=now,
            values=values,
        )
    return account
