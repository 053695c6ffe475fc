"""What the reader of an account's registered mailbox has begun, and its end with the mailbox."""

from datetime import datetime

from tortoise.expressions import Q

from models.account.account import Account
from models.database.transaction import Change
from models.link.account_link import AccountLink
from models.membership.identity_join import IdentityJoin
from models.session.session import Session, SessionEnd, SessionKind


async def void_mailbox(change: Change, account: Account, *, actor: str, at: datetime) -> None:
    """Void what the present mailbox lets in: its links, sessions, and what it has confirmed.

    Called while the account is locked, when the mailbox is replaced or was found to be wrong.
    """
    await AccountLink.void_of_mailbox(account.id, at=at)
    begun = Q(kind=SessionKind.BIND_ONLY, account_id=account.id)
    because = SessionEnd.MAILBOX_CORRECTED
    await Session.end(change, begun, because=because, actor=actor, at=at)
    await IdentityJoin.void_of_account(account.id, at=at)
