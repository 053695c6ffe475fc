"""The worker mails the sign-in link of a request for access that has taken effect."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.card_changes.access import grant_access, may_be_requested
from models.database.put_off import PutOff
from models.database.transaction import tx
from models.membership.access_request import AccessRequest
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus

GRANTER = "service:access"
_PUT_OFF = PutOff("access")


async def grant_next(*, notices: AccountNotices, now: datetime) -> bool:
    """Grant one request that is due; return False when there is none.

    A stopped request waits until staff approve it. While the account is frozen or suspended, or
    its mailbox is about to be corrected, requests wait.
    """
    in_time = Q(effective_at__lte=now, stopped_at__isnull=True)
    due = AccessRequest.waiting().filter(
        in_time | Q(approved_at__isnull=False),
        granted_at__isnull=True,
        account__status=AccountStatus.ACTIVE,
        account__frozen_at__isnull=True,
        account__mailbox__isnull=False,
        account_id__not_in=Subquery(MailboxCorrection.about_to_correct().values("account_id")),
    )
    for request_id in await _PUT_OFF.all(due.order_by("effective_at"), at=now):
        handled = True
        with _PUT_OFF.trying(request_id, at=now):
            handled = await _grant(request_id, due, notices=notices, now=now)
        if handled:
            return True
    return False


async def _grant(
    request_id: UUID, due: QuerySet[AccessRequest], *, notices: AccountNotices, now: datetime
) -> bool:
    """Grant a request; return False if it waits because the account does not allow it."""
    request = await AccessRequest.get(id=request_id)
    account = await Account.get(id=request.account_id)
    async with tx() as change:
        await account.hold(at=now)
        found = await due.get_or_none(id=request.id)
        if found is None:
            return True
        allowed = await may_be_requested(account)
        if allowed:
            await grant_access(change, found, account, actor=GRANTER, notices=notices, at=now)
        return allowed
