"""A requested sign-in link is mailed if the account waits for its first card."""

from datetime import datetime

from models.account.account import Account
from models.card_changes import first_card
from models.database.transaction import Change, tx
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.session.roles import AccountKind, AccountStatus
from models.session.sign_in_request import SignInRequest

SENDER = "service:sign-in-link"


async def mail_next_link(*, notices: AccountNotices, now: datetime) -> bool:
    """Process the request that has waited longest; return False when there is none.

    The request is deleted in the transaction that queues the mail, so that a crash loses neither. A
    second worker with the same request finds a link that is too recent to send another.
    """
    request = await SignInRequest.oldest()
    if request is None:
        return False
    async with tx() as change:
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
    if account.mailbox is None or account.status is not AccountStatus.ACTIVE:
        return
    # A mailbox never makes staff: they are invited by an administrator.
    if account.kind is AccountKind.STAFF or account.frozen_at is not None:
        return
    if not await first_card.is_waiting_for_card(account, at=now):
        return
    if await first_card.mailed_lately(account, at=now):
        return
    link = await first_card.make_link(account, key=notices.key, at=now)
    await notices.tell(account, Template.SIGN_IN_LINK, recipient=account.mailbox, at=now, link=link)
    account.note(change, "SIGN_IN_LINK_SENT", actor=SENDER, at=now)
