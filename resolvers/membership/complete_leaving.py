"""The worker ends the membership of a member whose notice of leaving has passed."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.leaving import is_last_administrator, leave, lock_administrators
from models.database.set_aside import SetAside
from models.database.transaction import tx
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.membership.moves import MemberActor
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus, Role

LEAVER = "service:leaving"


async def complete_next(*, notices: AccountNotices, now: datetime) -> bool:
    """End one membership that is due; return False when there is none.

    While an objection waits for staff, or the account is suspended, nobody could cancel a notice,
    so no member leaves; afterwards the whole notice runs again (`Membership.renew_notices`). The
    notice of an administrator who has become the last one is cancelled.
    """
    due = Membership.filter(
        ended_at__isnull=True,
        leaves_at__lte=now,
        account__frozen_at__isnull=True,
        account__status=AccountStatus.ACTIVE,
    )
    membership = await SetAside.first_of(due.order_by("leaves_at"), job=LEAVER, at=now)
    if membership is None:
        return False
    account = await Account.get(id=membership.account_id)
    async with SetAside.on_fault(membership.id, job=LEAVER, at=now), tx() as change:
        if account.role is Role.ADMIN:
            await lock_administrators()
        await account.hold(at=now)
        found = await due.get_or_none(id=membership.id)
        if found is None:
            return True
        if await is_last_administrator(account, found, at=now):
            await found.give_notice(change, leaves_at=None, actor=LEAVER, at=now)
            card = await Certificate.listed_of(found)
            values = {"holder": masked(card.holder_name), "cancelled_at": now.isoformat()}
            await notices.tell_everybody(account, Template.LEAVING_CANCELLED, at=now, values=values)
            return True
        await leave(
            change,
            found,
            account,
            actor_kind=MemberActor.SERVICE,
            actor=LEAVER,
            notices=notices,
            at=now,
        )
    return True
