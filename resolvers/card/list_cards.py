"""自然人憑證管理: the cards of accounts, read for all accounts of a page at once."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from models.account.account import Account, AccountNotFound
from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.card_changes.card_change import CardChange
from models.core.paging import Page, Window, cut
from models.partner.feed import of_partners
from models.partner.partner import PartnerViewer, Scope
from models.partner.scopes import ScopeMissing, require_scope
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.roles import AccountKind
from models.session.session import Viewer

RAISES = (SignInNeeded, AccountNotFound, ScopeMissing)


async def list_certificates(
    *,
    viewer: Viewer | None,
    partner: PartnerViewer | None,
    account: Account,
    cards: Callable[[UUID], Awaitable[Sequence[Certificate]]],
    window: Window,
) -> Page[Certificate]:
    """Return a page of the account's cards, oldest first; to a partner those that are LIVE.

    ``cards`` reads the listed cards of an account (``cards_of_accounts``).

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AccountNotFound: when the account is not one that the viewer may see.
    :raises ScopeMissing: when a partner's token lacks ``certificates:read``.
    """
    shown = _shown(viewer=viewer, partner=partner, account=account)
    found = [card for card in await cards(account.id) if card.status in shown]
    return cut(found, window, order="bound_at")


def _shown(
    *, viewer: Viewer | None, partner: PartnerViewer | None, account: Account
) -> Sequence[CertificateStatus]:
    if partner is not None:
        require_scope(partner, Scope.CERTIFICATES_READ)
        visible = account.kind is not AccountKind.STAFF
    else:
        require_signed_in(viewer)
        visible = account.is_open_to(viewer)
    if not visible:
        raise AccountNotFound("id")
    return (CertificateStatus.LIVE,) if partner is not None else tuple(LISTED)


async def cards_of_accounts(account_ids: Sequence[UUID]) -> list[list[Certificate]]:
    """Return the listed cards of each account, oldest first; an account has few of them."""
    found: dict[UUID, list[Certificate]] = {account_id: [] for account_id in account_ids}
    listed = Certificate.filter(account_id__in=list(found), status__in=LISTED)
    for card in await listed.order_by("bound_at", "id"):
        found[card.account_id].append(card)  # type: ignore[index]  # The filter leaves no null.
    return [found[account_id] for account_id in account_ids]


async def disputed_of_accounts(account_ids: Sequence[UUID]) -> list[set[UUID]]:
    """Return the memberships of each account whose cards came by a disputed change."""
    found = await CardChange.disputed_by_account(set(account_ids))
    return [found[account_id] for account_id in account_ids]


async def see_card(
    *, viewer: Viewer | None, partner: PartnerViewer | None, certificate_id: UUID
) -> Certificate | None:
    """Return the card if the viewer, or the partner, may see it."""
    if partner is None:
        return await Certificate.for_viewer(viewer, certificate_id)
    if Scope.CERTIFICATES_READ not in partner.scopes:
        return None
    card = await Certificate.get_or_none(id=certificate_id, status=CertificateStatus.LIVE)
    known = card is not None and await of_partners().filter(id=card.account_id).exists()
    return card if known else None
