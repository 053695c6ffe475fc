"""A holder goes over to a partner system, which is told who it is."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.database.transaction import tx
from models.partner.arrival import WhoCame, require_may_go, who_came
from models.partner.handoff import Handoff, HandoffUnknown, NewHandoff
from models.partner.partner import (
    Partner,
    PartnerNotFound,
    PartnerToken,
    PartnerViewer,
    Scope,
)
from models.partner.scopes import ScopeMissing, TokenNeeded, require_scope, require_scope_still
from models.session.permissions import NotAllowed, SignInNeeded, is_staff, require_signed_in
from models.session.roles import Role
from models.session.session import Viewer

# More than one page of the portal shows.
MOST_DESTINATIONS = 50


async def list_destinations(*, viewer: Viewer | None, now: datetime) -> list[Partner]:
    """Return the partners that accept hand-offs, by name, the first of them; none for staff.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    """
    if require_signed_in(viewer).role is not None:
        return []
    partners = await Partner.filter(revoked_at__isnull=True, handoff_url__isnull=False)
    reachable = {
        token.partner_id
        for token in await PartnerToken.live(at=now).filter(
            partner_id__in=[partner.id for partner in partners]
        )
    }
    takers = [one for one in partners if Scope.HANDOFF in one.reach and one.id in reachable]
    return sorted(takers, key=lambda partner: partner.name)[:MOST_DESTINATIONS]


async def see_partner(*, viewer: Viewer | None, partner_id: UUID, now: datetime) -> Partner | None:
    """Return a partner: any to an ADMIN, to a holder one of the destinations.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    """
    if is_staff(viewer, at_least=Role.ADMIN):
        return await Partner.get_or_none(id=partner_id)
    reachable = await list_destinations(viewer=viewer, now=now)
    return next((one for one in reachable if one.id == partner_id), None)


CREATE_RAISES = (SignInNeeded, NotAllowed, AccountFrozen, PartnerNotFound)


async def create_handoff(*, viewer: Viewer | None, partner_id: UUID, now: datetime) -> NewHandoff:
    """Return the one-time address that takes the holder to a partner.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises NotAllowed: when the viewer is of the staff, whom partners do not know.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises PartnerNotFound: when there is no such partner, or it accepts no hand-offs.
    """
    someone = require_may_go(viewer)
    async with tx():
        await require_still(someone, at=now)
        partner = await Partner.get_or_none(id=partner_id, revoked_at__isnull=True)
        if partner is None or partner.handoff_url is None or Scope.HANDOFF not in partner.reach:
            raise PartnerNotFound("partnerId")
        require_not_frozen(await Account.get(id=someone.account_id))
        return await Handoff.start(someone, partner, at=now)


REDEEM_RAISES = (TokenNeeded, ScopeMissing, HandoffUnknown)


async def redeem_handoff(*, partner: PartnerViewer | None, code: str, now: datetime) -> WhoCame:
    """Redeem a code once and return the holder; the journal records it.

    :raises TokenNeeded, ScopeMissing: unless the token has ``handoff``.
    :raises HandoffUnknown: when the code is not this partner's, was redeemed, is older than
        ``PARTNER_HANDOFF_LIFE``, or its holder has signed out or may no longer act.
    """
    asking = require_scope(partner, Scope.HANDOFF)
    async with tx() as change:
        await require_scope_still(asking, Scope.HANDOFF, at=now)
        handoff = await Handoff.spend(code, partner=asking, at=now)
        came = await who_came(handoff.session_id, at=now)
        if came is None:
            raise HandoffUnknown("code")
        came.note(change, actor=asking.actor, at=now)
    return came


async def forget_handoffs(*, before: datetime) -> int:
    return await Handoff.forget(before=before)
