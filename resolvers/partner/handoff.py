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
    ScopeMissing,
    TokenNeeded,
    require_scope,
    token_lives,
)
from models.session.permissions import NotAllowed, SignInNeeded, require_signed_in
from models.session.session import Viewer


async def list_destinations(*, viewer: Viewer | None, now: datetime) -> list[Partner]:
    """Return the partners that accept hand-offs, by name; none for staff.

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
    return sorted(takers, key=lambda partner: partner.name)


CREATE_RAISES = (SignInNeeded, NotAllowed, AccountFrozen, PartnerNotFound)


async def create_handoff(*, viewer: Viewer | None, partner_id: UUID, now: datetime) -> NewHandoff:
    """Return the one-time address that takes the holder to a partner.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises NotAllowed: when the viewer is of the staff, whom partners do not know.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises PartnerNotFound: when there is no such partner, or it accepts no hand-offs.
    """
    someone = require_may_go(viewer)
    partner = await Partner.get_or_none(id=partner_id, revoked_at__isnull=True)
    if partner is None or partner.handoff_url is None or Scope.HANDOFF not in partner.reach:
        raise PartnerNotFound("partnerId")
    async with tx():
        await require_still(someone, at=now)
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
        if not await token_lives(asking, at=now):
            raise TokenNeeded
        handoff = await Handoff.spend(code, partner=asking, at=now)
        came = await who_came(handoff.session_id, at=now)
        if came is None:
            raise HandoffUnknown("code")
        came.note(change, actor=asking.actor, at=now)
    return came


async def forget_handoffs(*, before: datetime) -> int:
    return await Handoff.forget(before=before)
