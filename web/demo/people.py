"""The demo's initial accounts: an existing account and an administrator."""

from datetime import datetime
from pathlib import Path

from models.account.account import Account
from models.membership.membership import Membership
from models.session.roles import AccountStatus, Role
from resolvers.account.import_accounts import import_accounts
from resolvers.staff.create_admin import Which, create_admin
from resolvers.staff.invite_at_terminal import Need, invite_at_terminal
from web.demo.catalogue import CATALOGUE

ACCOUNTS = Path(__file__).with_name("accounts.json")
MAILBOX = "admin@portal.example"
# The invitation names the holder of this card.
ADMIN = next(plan for plan in CATALOGUE if plan.id == "zhou")


async def settle_in(*, key: bytes, at: datetime) -> str | None:
    """Import the existing account; return the token that binds the administrator's card.

    Return None when the administrator has a card, or a dispute blocks changes of cards.
    """
    await import_accounts(ACCOUNTS, now=at)
    admin = await Account.filter(role=Role.ADMIN, status=AccountStatus.ACTIVE).first()
    if admin is None:
        created = await create_admin(
            name=ADMIN.holder,
            last_four=ADMIN.id_last4,
            mailbox=MAILBOX,
            which=Which.FIRST,
            key=key,
            now=at,
        )
        return created.token
    belongs = await Membership.standing(at=at).filter(account_id=admin.id).exists()
    if belongs or admin.frozen_at is not None:
        return None
    invited = await invite_at_terminal(
        control_number=admin.control_number,
        name=ADMIN.holder,
        last_four=ADMIN.id_last4,
        need=Need.ANYHOW,
        key=key,
        now=at,
    )
    return invited.token
