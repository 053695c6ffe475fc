"""The mailbox of an account that was imported, and its replacement by a verified one."""

from datetime import datetime

from models.account.account import Account
from models.account.registered_mailbox import void_mailbox
from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.session.roles import AccountKind


class MailboxNotImported(UserError):
    """The account's mailbox is not an imported one: the registry or two reviewers decide it."""

    zh = Words(
        title="此帳號之信箱非匯入資料",
        message="僅原有帳號匯入之信箱得以此方式更正。其他帳號之信箱，請由公司申請變更基本資料。",
    )
    en = Words(
        title="The mailbox was not imported",
        message="Only the mailbox of an account that was imported is corrected in this way. In all "
        "other cases the company asks for a change of its data.",
    )


class AccountMailboxChanged(UserError):
    """The account's mailbox is no longer the one that was shown."""

    zh = Words(
        title="帳號之信箱已有異動",
        message="帳號目前之信箱與頁面顯示者不同，此動作未執行。請重新檢視帳號。",
    )
    en = Words(
        title="The account's mailbox has changed",
        message="The account's mailbox is no longer the one that was shown, so nothing was done. "
        "Look at the account again.",
    )


def require_imported(account: Account, *, is_verified: bool) -> None:
    """Require an account whose mailbox was imported and that nobody has verified since.

    An account that was applied for has the mailbox that EMS has or that two reviewers verified,
    and so has one whose data changed after a review that verified one (``is_verified``). That of a
    vendor or of staff was typed by an administrator who opened the account.

    :raises MailboxNotImported: when it is another one.
    """
    is_business = account.kind is AccountKind.BUSINESS
    if not is_business or account.application_id is not None or is_verified:
        raise MailboxNotImported("accountId")


def require_mailbox(account: Account, shown: str) -> None:
    """Require the mailbox that was shown; called while the account is locked.

    :raises AccountMailboxChanged: when the account has another one now.
    """
    if account.mailbox != shown:
        raise AccountMailboxChanged("mailbox")


async def replace_mailbox(
    change: Change, account: Account, email: str, *, actor: str, at: datetime
) -> None:
    """Replace the mailbox, and the fact that was imported with it; called while it is locked.

    What the old mailbox let in or confirmed is void (`void_mailbox`).
    """
    facts = dict(account.facts or {})
    if facts.get("business_email") == account.mailbox:
        facts["business_email"] = email
        account.facts = facts
    account.mailbox = email
    await account.save(update_fields=["mailbox", "facts"])
    await void_mailbox(change, account, actor=actor, at=at)
