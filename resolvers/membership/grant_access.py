"""The worker mails the sign-in link of a request for access that has taken effect."""

from datetime import datetime

from tortoise.expressions import Q, Subquery

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.card_changes.access import grant_access, may_be_requested
from models.database.set_aside import SetAside
from models.database.transaction import tx
from models.membership.access_request import AccessRequest
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus

GRANTER = "service:access"


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
    request = await SetAside.first_of(due.order_by("effective_at"), job=GRANTER, at=now)
    if request is None:
        return False
    account = await Account.get(id=request.account_id)
    async with SetAside.on_fault(request.id, job=GRANTER, at=now), tx() as change:
        await account.hold(at=now)
        found = await due.get_or_none(id=request.id)
        if found is not None and await may_be_requested(account):
            await grant_access(change, found, account, actor=GRANTER, notices=notices, at=now)
    return True
