"""The holder's answer to a request: the partner and its scopes, consent, refusal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.card_changes.manage_cards import AccountFrozen
from models.database.transaction import tx
from models.openid.answer import Answer
from models.openid.grant import bearings_of, grant
from models.openid.problem import ReturnedError
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.openid.request import AuthorizationRequest, AuthorizationRequestUnknown
from models.partner.arrival import require_may_go
from models.partner.partner import Partner
from models.session.permissions import CardProofNeeded, NotAllowed, SignInNeeded
from models.session.session import Viewer


class Step(StrEnum):
    """What the holder has to do next."""

    SIGN_IN = "SIGN_IN"
    PROVE = "PROVE"
    AGREE = "AGREE"


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A request that waits for its holder."""

    partner: Partner
    scopes: tuple[OpenIDScope, ...]
    step: Step
    expires_at: datetime


SEE_RAISES = (AuthorizationRequestUnknown, NotAllowed)


async def see_request(*, handle: str, viewer: Viewer | None, now: datetime) -> Pending:
    """Return the request with this handle, and the viewer's next step.

    :raises AuthorizationRequestUnknown: when it is unknown, has expired or was answered.
    :raises NotAllowed: when the viewer is of the staff, whom partners do not know.
    """
    request, party = await _open(handle, at=now)
    return Pending(
        partner=await Partner.get(id=party.partner_id),
        scopes=request.scopes_of(party),
        step=await _step(request, viewer, at=now),
        expires_at=request.expires_at,
    )


async def _step(request: AuthorizationRequest, viewer: Viewer | None, *, at: datetime) -> Step:
    try:
        someone = require_may_go(viewer)
    except SignInNeeded:
        return Step.SIGN_IN
    return Step.PROVE if request.needs_proof(someone.proven_at, at=at) else Step.AGREE


GRANT_RAISES = (
    SignInNeeded,
    NotAllowed,
    CardProofNeeded,
    AccountFrozen,
    AuthorizationRequestUnknown,
)


async def grant_request(*, handle: str, viewer: Viewer | None, now: datetime) -> Answer:
    """Agree, and return the answer that takes the holder back to the client.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises NotAllowed: when the viewer is of the staff, whom partners do not know.
    :raises CardProofNeeded: when the client wants the card to sign again.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises AuthorizationRequestUnknown: when it is unknown, has expired or was answered.
    """
    someone = require_may_go(viewer)
    request, party = await _open(handle, at=now)
    bearings = await bearings_of(request, party, someone, at=now)
    if bearings.needs_proof:
        raise CardProofNeeded
    async with tx():
        if bearings.is_another:
            # OpenID Connect Core §3.1.2.1: never a code for another person than the hint's.
            said = "Another person than the one of the hint is signed in."
            await request.decide(at=now)
            return Answer.of(ReturnedError("login_required", said, to=request.way_back))
        return await grant(request, party, someone, at=now)


DENY_RAISES = (AuthorizationRequestUnknown,)


async def deny_request(*, handle: str, now: datetime) -> Answer:
    """Decline, and return the error that takes the holder back to the client.

    :raises AuthorizationRequestUnknown: when it is unknown, has expired or was answered.
    """
    request, _ = await _open(handle, at=now)
    async with tx():
        await request.decide(at=now)
    return Answer.of(
        ReturnedError("access_denied", "The holder has declined.", to=request.way_back)
    )


async def _open(handle: str, *, at: datetime) -> tuple[AuthorizationRequest, RelyingParty]:
    request = await AuthorizationRequest.open_by(handle, at=at)
    party = await RelyingParty.standing(request.relying_party_id)
    if party is None or not request.fits(party):
        raise AuthorizationRequestUnknown("handle")
    return request, party
