"""自然人憑證管理: the cards of an account, a page at a time."""

from uuid import UUID

from models.account.account import Account, AccountNotFound
from models.card.certificate import LISTED, Certificate
from models.core.paging import Page, Window, page
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer

RAISES = (SignInNeeded, AccountNotFound)


async def list_certificates(
    *, viewer: Viewer | None, account_id: UUID, window: Window
) -> Page[Certificate]:
    """Return a page of the account's cards, current and former, oldest first.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AccountNotFound: when there is no account that the viewer may see.
    """
    account = await Account.for_viewer(require_signed_in(viewer), account_id)
    listed = Certificate.filter(account_id=account.id, status__in=LISTED)
    return await page(listed, window, order="bound_at")
