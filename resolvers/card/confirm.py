"""請定期確認使用者憑證: a holder confirms that the account's list of cards is correct."""

from datetime import datetime

from models.access.recheck import require_still
from models.account.account import Account
from models.core.rules import CARDS_CONFIRMED_FOR
from models.database.transaction import tx
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer

RAISES = (SignInNeeded,)


async def confirm(*, viewer: Viewer | None, now: datetime) -> Account:
    someone = require_signed_in(viewer)
    account = await Account.for_viewer(someone, someone.account_id)
    async with tx() as change:
        await account.hold(at=now)
        await require_still(someone, at=now)
        await Account.filter(id=account.id).update(confirmed_at=now)
        account.note(change, "CARDS_CONFIRMED", actor=someone.actor, at=now)
    account.confirmed_at = now
    return account


def is_due(*, confirmed_at: datetime | None, opened_at: datetime, now: datetime) -> bool:
    return now - (confirmed_at or opened_at) >= CARDS_CONFIRMED_FOR
