"""Access for the registered mailbox of an account whose members cannot sign in."""

from datetime import datetime

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.card_changes import first_card
from models.card_changes.members import usable_cards
from models.database.transaction import Change
from models.journal.kinds import EventKind
from models.link.account_link import AccountLinkPurpose
from models.mail.kinds import Template
from models.membership.access_request import AccessOutcome, AccessRequest
from models.notices.account import AccountNotices, LinkAbout
from models.session.roles import AccountKind, AccountStatus


async def may_be_requested(account: Account) -> bool:
    """Return whether the account's state and kind allow a request by its mailbox.

    A mailbox never makes staff, and nothing is bound during a dispute or a suspension, or while
    the mailbox is about to be corrected.
    """
    return (
        account.kind is not AccountKind.STAFF
        and account.status is AccountStatus.ACTIVE
        and account.frozen_at is None
        and account.mailbox is not None
        and not await MailboxCorrection.about_to_correct().filter(account_id=account.id).exists()
    )


async def request_access(
    change: Change, account: Account, *, actor: str, notices: AccountNotices, at: datetime
) -> None:
    """Start a request, and tell every member; does nothing while one waits or is stopped.

    Called while the account is locked, when it has members, none of them can sign in, and the
    mailed link alone may not bind a card (`first_card.is_waiting_for_card`).
    """
    earlier = await AccessRequest.open_of(account.id)
    if earlier is not None and earlier.granted_at is None:
        return
    if earlier is not None:
        await earlier.end(change, AccessOutcome.EXPIRED, actor=actor, at=at)
    request = await AccessRequest.begin(change, account.id, actor=actor, at=at)
    values = {
        "asked_at": request.asked_at.isoformat(),
        "effective_at": request.effective_at.isoformat(),
    }
    await notices.tell_everybody(
        account,
        Template.ACCESS_REQUESTED,
        at=at,
        values=values,
        about=LinkAbout(subject=request.subject, purpose=AccountLinkPurpose.STOP_ACCESS),
    )


async def grant_access(
    change: Change,
    request: AccessRequest,
    account: Account,
    *,
    actor: str,
    notices: AccountNotices,
    at: datetime,
) -> None:
    """Mail the sign-in link, unless somebody can sign in; called while the account is locked."""
    if await usable_cards(account, at=at).exists():
        await request.end(change, AccessOutcome.SIGNED_IN, actor=actor, at=at)
        return
    await request.grant(change, actor=actor, at=at)
    await mail_link(change, account, actor=actor, notices=notices, at=at)


async def mail_link(
    change: Change, account: Account, *, actor: str, notices: AccountNotices, at: datetime
) -> None:
    """Mail a new sign-in link to the registered mailbox, unless one was mailed lately."""
    if account.mailbox is None or await first_card.mailed_lately(account, at=at):
        return
    link = await first_card.make_link(account, key=notices.key, at=at)
    await notices.tell(account, Template.SIGN_IN_LINK, recipient=account.mailbox, at=at, link=link)
    account.note(change, EventKind.SIGN_IN_LINK_SENT, actor=actor, at=at)
