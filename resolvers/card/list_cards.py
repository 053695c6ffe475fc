"""自然人憑證管理: the cards of an account, a page at a time."""

from uuid import UUID

from models.account.account import Account
from models.card.certificate import LISTED, Certificate
from models.core.paging import Page, Window, page
from models.session.permissions import require_signed_in
from models.session.session import Viewer


async def list_certificates(
    *, viewer: Viewer | None, account_id: UUID, window: Window
) -> Page[Certificate]:
    """List the cards that are at the account, and those that ended there, the oldest first.

    :raises SignInNeeded: when the viewer has not signed in with a card.
    :raises AccountNotFound: when there is no such account for this viewer.
    """
    account = await Account.for_viewer(require_signed_in(viewer), account_id)
    listed = Certificate.filter(account_id=account.id, status__in=LISTED)
    return await page(listed, window, order="bound_at")
