"""A viewer opens an account: their own, any account as staff, or as a partner."""

from uuid import UUID

from models.account.account import Account, AccountNotFound
from models.partner.feed import of_partners
from models.partner.partner import PartnerViewer, Scope
from models.partner.scopes import require_scope
from models.session.permissions import require_signed_in
from models.session.session import Viewer


async def see_account(
    *, viewer: Viewer | None, partner: PartnerViewer | None, account_id: UUID
) -> Account:
    """Return the account if the viewer may see it.

    :raises SignInNeeded: unless the viewer is signed in with a card, or a partner.
    :raises ScopeMissing: when a partner's token lacks ``accounts:read``.
    :raises AccountNotFound: when there is no account that the viewer may see.
    """
    if partner is None:
        return await Account.for_viewer(require_signed_in(viewer), account_id)
    require_scope(partner, Scope.ACCOUNTS_READ)
    found = await of_partners().get_or_none(id=account_id)
    if found is None:
        raise AccountNotFound("id")
    return found
