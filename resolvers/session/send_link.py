"""A sign-in link that was asked for is mailed where an account waits for its first card."""

from datetime import datetime

from models.account.account import Account
from models.card_changes import first_card
from models.database.transaction import Change, tx
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus
from models.session.sign_in_request import SignInRequest

SENDER = "service:sign-in-link"


async def mail_next_link(*, notices: AccountNotices, now: datetime) -> bool:
    """Settle the request that has waited longest; False when there is none.

    The request goes with the mail in one change, so that a crash loses neither. A second worker
    with the same request finds a link that is too young to send another.
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
    """Mail a new link to the registered mailbox, unless there is a card, or the last is young."""
    await account.hold(at=now)
    if account.mailbox is None or account.status is not AccountStatus.ACTIVE:
        return
    if await first_card.has_card(account) or await first_card.mailed_lately(account, at=now):
        return
    link = await first_card.make_link(account, key=notices.key, at=now)
    await notices.tell(account, Template.SIGN_IN_LINK, recipient=account.mailbox, at=now, link=link)
    account.note(change, "SIGN_IN_LINK_SENT", actor=SENDER, at=now)
