"""The demo's initial accounts: an existing account and an administrator."""

from datetime import datetime
from pathlib import Path

from models.account.account import Account
from models.card_changes import first_card
from models.database.transaction import tx
from models.link.link import token
from models.membership.membership import Membership
from models.session.roles import AccountKind, Role
from resolvers.account.import_accounts import import_accounts
from resolvers.staff.create_admin import Which, create_admin

ACCOUNTS = Path(__file__).with_name("accounts.json")
MAILBOX = "admin@portal.example"


async def settle_in(*, key: bytes, at: datetime) -> str | None:
    """Import the existing account; return the token that binds the administrator's card.

    Return None when the administrator has a card.
    """
    await import_accounts(ACCOUNTS, now=at)
    admin = await Account.filter(kind=AccountKind.STAFF, role=Role.ADMIN).first()
    if admin is None:
        created = await create_admin(
            name="測試・系統管理", mailbox=MAILBOX, which=Which.FIRST, key=key, now=at
        )
        return created.token
    if await Membership.standing(at=at).filter(account_id=admin.id).exists():
        return None
    async with tx():
        link = await first_card.make_link(admin, key=key, at=at)
    return token(link.id, key=key)
