"""A requested sign-in link is mailed if the account waits for its first card.

Where members exist and none can sign in, the request becomes one for access (`AccessRequest`).
"""

from datetime import datetime

from models.account.account import Account
from models.card_changes import first_card
from models.card_changes.access import mail_link, may_be_requested, request_access
from models.card_changes.members import usable_cards
from models.database.set_aside import SetAside
from models.database.transaction import Change, tx
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus
from models.session.sign_in_request import SignInRequest

SENDER = "service:sign-in-link"


async def mail_next_link(*, notices: AccountNotices, now: datetime) -> bool:
    """Process the request that has waited longest; return False when there is none.

    The request is deleted in the transaction that queues the mail, so that a crash loses neither. A
    second worker with the same request finds a link that is too recent to send another.
    """
    waiting = SignInRequest.all().order_by("asked_at")
    request = await SetAside.first_of(waiting, job=SENDER, at=now)
    if request is None:
        return False
    async with SetAside.on_fault(request.id, job=SENDER, at=now), tx() as change:
        await request.settle()
        account = await Account.get_or_none(
            control_number=request.control_number, status=AccountStatus.ACTIVE
        )
        if account is not None:
            await _mail(change, account, notices=notices, now=now)
    return True


async def _mail(
    change: Change, account: Account, *, notices: AccountNotices, now: datetime
) -> None:
    await account.hold(at=now)
    if not await may_be_requested(account):
        return
    if await first_card.is_waiting_for_card(account, at=now):
        await mail_link(change, account, actor=SENDER, notices=notices, at=now)
    elif not await usable_cards(account, at=now).exists():
        await request_access(change, account, actor=SENDER, notices=notices, at=now)
