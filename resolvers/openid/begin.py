"""A client sends a holder: the request is read and kept, and answered at once where it can be."""

from dataclasses import dataclass
from datetime import datetime

from models.card_changes.manage_cards import AccountFrozen
from models.database.transaction import tx
from models.openid.answer import Answer
from models.openid.asked import Asked, Reader, return_of
from models.openid.grant import Bearings, bearings_of, grant
from models.openid.problem import PageProblem, ReturnedError
from models.openid.relying_party import RelyingParty
from models.openid.request import AuthorizationRequest, AuthorizationRequestUnknown, Prompt
from models.openid.signing_key import SigningKey
from models.partner.arrival import require_may_go
from models.session.permissions import NotAllowed, SignedIn, SignInNeeded
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A request that its holder has to answer on our page, which knows it by the handle."""

    handle: str


async def begin(*, asked: Asked, issuer: str, now: datetime) -> Waiting:
    """Read and keep a request.

    :raises PageProblem: when client or address are unknown: nothing is sent there.
    :raises ReturnedError: when anything else is wrong.
    """
    party, to = return_of(asked, await RelyingParty.known(asked.get("client_id") or ""))
    reader = Reader(asked=asked, party=party, to=to, issuer=issuer, keys=await SigningKey.ever())
    handle, _ = await AuthorizationRequest.keep(reader.wish(), party, at=now)
    return Waiting(handle=handle)


async def proceed(*, handle: str, viewer: Viewer | None, now: datetime) -> Answer | Waiting:
    """Answer a request without asking anybody, or let it wait for our page.

    A holder who has agreed in this session is not asked again, unless the client wants it.

    :raises PageProblem: when the request has expired, was answered, or its client is gone.
    """
    try:
        request = await AuthorizationRequest.open_by(handle, at=now)
        party = await RelyingParty.standing(request.relying_party_id)
        if party is None or not request.fits(party):
            raise PageProblem("unauthorized_client", "The registration has changed.")
        silent = request.prompts_for(Prompt.NONE)
        trouble = await _trouble(request, party, viewer, now=now)
        if isinstance(trouble, Answer):
            return trouble
        if not silent:
            return Waiting(handle=handle)
        async with tx():
            await request.decide(at=now)
        return Answer.of(ReturnedError(*trouble, to=request.way_back))
    except AuthorizationRequestUnknown as unknown:
        raise PageProblem("invalid_request", "The request is over.") from unknown


async def _trouble(
    request: AuthorizationRequest, party: RelyingParty, viewer: Viewer | None, *, now: datetime
) -> Answer | tuple[str, str]:
    """Return the answer, or the error and its description that keep it from being given now."""
    try:
        someone = require_may_go(viewer)
    except (SignInNeeded, NotAllowed):
        return "login_required", "No holder of an account is signed in."
    trouble = _missing(request, await bearings_of(request, party, someone, at=now))
    return trouble or await _granted(request, party, someone, now=now)


def _missing(request: AuthorizationRequest, bearings: Bearings) -> tuple[str, str] | None:
    if bearings.is_another:
        return "login_required", "Another person than the one of the hint is signed in."
    if bearings.needs_proof:
        return "login_required", "The card has to sign again."
    # With `login`, `consent` or `select_account` the client wants its holder to be asked.
    if not bearings.has_agreed or set(request.prompts) - {Prompt.NONE.value}:
        return "consent_required", "The holder has to agree first."
    return None


async def _granted(
    request: AuthorizationRequest, party: RelyingParty, someone: SignedIn, *, now: datetime
) -> Answer | tuple[str, str]:
    try:
        async with tx():
            return await grant(request, party, someone, at=now)
    except SignInNeeded:
        return "login_required", "The session has ended."
    except AccountFrozen:
        return "access_denied", "The account is blocked until a dispute is settled."
