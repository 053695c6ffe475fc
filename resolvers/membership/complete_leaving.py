"""The worker ends the membership of a member whose notice of leaving has passed."""

from datetime import datetime
from uuid import UUID

from tortoise.queryset import QuerySet

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.leaving import is_last_administrator, leave, lock_administrators
from models.database.put_off import PutOff
from models.database.transaction import tx
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.membership.moves import MemberActor
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus, Role

LEAVER = "service:leaving"
_PUT_OFF = PutOff("leaving")


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
    membership_id = await _PUT_OFF.next(due.order_by("leaves_at"), at=now)
    if membership_id is None:
        return False
    with _PUT_OFF.trying(membership_id, at=now):
        await _complete(membership_id, due, notices=notices, now=now)
    return True


async def _complete(
    membership_id: UUID, due: QuerySet[Membership], *, notices: AccountNotices, now: datetime
) -> None:
    membership = await Membership.get(id=membership_id)
    account = await Account.get(id=membership.account_id)
    async with tx() as change:
        if account.role is Role.ADMIN:
            await lock_administrators()
        await account.hold(at=now)
        found = await due.get_or_none(id=membership.id)
        if found is None:
            return
        if await is_last_administrator(account, found, at=now):
            await found.give_notice(change, leaves_at=None, actor=LEAVER, at=now)
            card = await Certificate.listed_of(found)
            values = {"holder": masked(card.holder_name), "cancelled_at": now.isoformat()}
            await notices.tell_everybody(account, Template.LEAVING_CANCELLED, at=now, values=values)
            return
        await leave(
            change,
            found,
            account,
            actor_kind=MemberActor.SERVICE,
            actor=LEAVER,
            notices=notices,
            at=now,
        )
