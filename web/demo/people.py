"""Who is at the demo's portal before anybody applies: an old account, and an administrator."""

from datetime import datetime
from pathlib import Path

from models.account.account import Account
from models.card.certificate import AT_PLACE, Certificate
from models.card_changes import first_card
from models.database.transaction import tx
from models.link.link import token
from models.session.roles import AccountKind, Role
from resolvers.account.import_accounts import import_accounts
from resolvers.staff.create_admin import Which, create_admin

ACCOUNTS = Path(__file__).with_name("accounts.json")
MAILBOX = "admin@portal.example"


async def settle_in(*, key: bytes, at: datetime) -> str | None:
    """Open the old account once; give the token by which the administrator's card is bound.

    None when the administrator has a card already.
    """
    await import_accounts(ACCOUNTS, now=at)
    admin = await Account.filter(kind=AccountKind.STAFF, role=Role.ADMIN).first()
    if admin is None:
        made = await create_admin(
            name="測試・系統管理", mailbox=MAILBOX, which=Which.FIRST, key=key, now=at
        )
        return made.token
    if await Certificate.filter(account_id=admin.id, status__in=AT_PLACE).exists():
        return None
    async with tx():
        link = await first_card.make_link(admin, key=key, at=at)
    return token(link.id, key=key)
