"""A viewer looks at an account: her own, or, as one of the staff, any."""

from uuid import UUID

from models.account.account import Account
from models.session.permissions import require_signed_in
from models.session.session import Viewer


async def see_account(*, viewer: Viewer | None, account_id: UUID) -> Account:
    """Find an account.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises AccountNotFound: when there is none that this viewer may see.
    """
    someone = require_signed_in(viewer)
    return await Account.for_viewer(someone, account_id)
