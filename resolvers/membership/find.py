"""Staff find members: of an account, or by the number of a card."""

from datetime import datetime
from uuid import UUID

from models.account.account import Account
from models.card.certificate import LISTED, Certificate
from models.core.rules import MAX_CARDS
from models.forms import kinds
from models.membership.membership import Membership, MembershipNotFound
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer

BY_CARD_RAISES = (*NOT_STAFF, MembershipNotFound)


async def members_of(account: Account) -> list[Membership]:
    """Return the memberships that have not ended; the caller checks access to the account."""
    members = Membership.filter(account_id=account.id, ended_at__isnull=True)
    return await members.order_by("began_at", "id").prefetch_related("person")


async def see_member(*, viewer: Viewer | None, membership_id: UUID) -> Membership:
    """Return a membership with its person.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises MembershipNotFound: when there is none.
    """
    require_staff(viewer)
    found = await Membership.filter(id=membership_id).prefetch_related("person").first()
    if found is None:
        raise MembershipNotFound("id")
    return found


async def members_by_card(*, viewer: Viewer | None, card_number: str) -> list[Membership]:
    """Return the memberships, not ended, to which a card with this number was bound.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises MembershipNotFound: when there is none.
    """
    require_staff(viewer)
    number = kinds.CARD_NUMBER.name_of(card_number)
    cards = Certificate.filter(card_number=number, membership_id__isnull=False).distinct()
    ids = await cards.limit(MAX_CARDS).values_list("membership_id", flat=True) if number else []
    members = Membership.filter(id__in=ids, ended_at__isnull=True)
    found = await members.order_by("began_at", "id").prefetch_related("person")
    if not found:
        raise MembershipNotFound("cardNumber")
    return found


async def card_of(membership: Membership) -> Certificate | None:
    """Return the membership's listed card; the caller checks access to it."""
    return await Certificate.get_or_none(membership_id=membership.id, status__in=LISTED)


async def account_of(membership: Membership) -> Account:
    return await Account.get(id=membership.account_id)


async def leaves_at(*, viewer: Viewer | None) -> datetime | None:
    """Return when the viewer leaves the account, if notice was given."""
    card_id: UUID | None = viewer.certificate_id if viewer else None
    card = await Certificate.get_or_none(id=card_id) if card_id else None
    membership = await Membership.get_or_none(id=card.membership_id) if card else None
    return membership.leaves_at if membership else None
