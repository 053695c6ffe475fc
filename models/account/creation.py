"""Manual creation of accounts for vendors and staff, under account numbers of the service's own."""

from datetime import datetime

from models.account.account import Account
from models.account.number import AccountNumber
from models.database.transaction import Change
from models.forms.typed_text import OpeningForm
from models.journal.kinds import EventKind
from models.session.roles import AccountKind, AccountStatus, Role


async def create_account_manually(
    change: Change,
    form: OpeningForm,
    *,
    kind: AccountKind,
    role: Role | None,
    actor: str,
    at: datetime,
) -> Account:
    """Create an account that waits for its first card.

    The reason contains personal data, so it is stored with the account and not in the journal.
    """
    account = await Account.create(
        control_number=await AccountNumber.give(kind),
        kind=kind,
        status=AccountStatus.ACTIVE,
        role=role,
        opened_at=at,
        name=form.name,
        mailbox=form.mailbox,
        opening=form.kept,
        changed_at=at,
    )
    opened = {"kind": kind.value, **({"role": role.value} if role else {})}
    account.note(change, EventKind.ACCOUNT_OPENED, actor=actor, at=at, payload=opened)
    return account
