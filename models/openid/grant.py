"""Granting a request: the visit begins, and a code goes back to the client."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.manage_cards import require_not_frozen
from models.openid.answer import Answer
from models.openid.code import AuthorizationCode
from models.openid.relying_party import RelyingParty
from models.openid.request import AuthorizationRequest
from models.session.permissions import SignedIn
from models.session.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Bearings:
    """How a holder stands to a request."""

    # Whether the client's hint named another person.
    is_another: bool
    needs_proof: bool
    # Whether she has agreed to these scopes in this session.
    has_agreed: bool


async def bearings_of(
    request: AuthorizationRequest, party: RelyingParty, someone: SignedIn, *, at: datetime
) -> Bearings:
    subject = await _subject_of(someone)
    visit = await _visit(request.relying_party_id, someone)
    return Bearings(
        is_another=request.subject is not None and request.subject != str(subject),
        needs_proof=request.needs_proof(someone.proven_at, at=at),
        has_agreed=visit is not None and _agreed(request, party) <= set(visit.scopes),
    )


async def grant(
    request: AuthorizationRequest, party: RelyingParty, someone: SignedIn, *, at: datetime
) -> Answer:
    """Answer a request with a code, in the caller's transaction.

    :raises SignInNeeded: when session, card or account are no longer valid.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises AuthorizationRequestUnknown: when it was answered meanwhile.
    """
    await require_still(someone, at=at)
    require_not_frozen(await Account.get(id=someone.account_id))
    await request.decide(at=at)
    await _begin_visit(request, party, someone, at=at)
    code = await AuthorizationCode.issue(request, someone.viewer.session_id, at=at)
    return Answer.with_code(code, to=request.way_back)


async def _begin_visit(
    request: AuthorizationRequest, party: RelyingParty, someone: SignedIn, *, at: datetime
) -> None:
    visit = await _visit(party.id, someone)
    if visit is None:
        await Visit.create(
            session_id=someone.viewer.session_id,
            relying_party_id=party.id,
            subject=await _subject_of(someone),
            scopes=sorted(_agreed(request, party)),
            began_at=at,
        )
        return
    agreed = _agreed(request, party) | set(visit.scopes)
    await Visit.filter(id=visit.id).update(scopes=sorted(agreed))


def _agreed(request: AuthorizationRequest, party: RelyingParty) -> set[str]:
    """Return the scopes that the page shows: one that was taken back is not agreed to."""
    return {scope.value for scope in request.scopes_of(party)}


async def _visit(party_id: UUID, someone: SignedIn) -> Visit | None:
    return await Visit.get_or_none(
        session_id=someone.viewer.session_id, relying_party_id=party_id, ended_at__isnull=True
    )


async def _subject_of(someone: SignedIn) -> UUID | None:
    card = await Certificate.get(id=someone.certificate_id)
    return card.membership_id
