"""A viewer opens an account: their own, or any account as staff."""

from uuid import UUID

from models.account.account import Account
from models.session.permissions import require_signed_in
from models.session.session import Viewer


async def see_account(*, viewer: Viewer | None, account_id: UUID) -> Account:
    """Return the account if the viewer may see it.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AccountNotFound: when there is no account that the viewer may see.
    """
    someone = require_signed_in(viewer)
    return await Account.for_viewer(someone, account_id)
