"""What a partner's token lets it do, at the arrival of a request and while it is carried out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.partner.partner import Partner, PartnerToken, PartnerViewer, Scope

# The scopes without which an open stream ends.
STREAMED = frozenset({Scope.EVENTS_READ})


class TokenNeeded(UserError):
    """The operation requires a partner system's token, and the request has none."""

    zh = Words(
        title="需要系統權杖",
        message="此操作僅供介接系統使用，請於 Authorization 標頭帶入有效的權杖。",
    )
    en = Words(
        title="A valid token is required",
        message=(
            "This operation is for partner systems. Send a valid token in the Authorization header."
        ),
    )


class ScopeMissing(UserError):
    """The partner lacks the scope that the operation requires; the message names it."""

    zh = Words(title="權杖的權限不足", message="此權杖沒有 {scope} 的權限，請洽本系統管理者。")
    en = Words(
        title="The token lacks a scope",
        message=(
            "This token does not have the scope {scope}. Ask an administrator of this service to "
            "grant it."
        ),
    )


async def end_streams(change: Change, partner: Partner, *, actor: str, at: datetime) -> None:
    """End the open streams of a partner that loses a scope, when the transaction commits."""
    for token in await PartnerToken.live(at=at).filter(partner_id=partner.id):
        event = NewEvent(subject=token.subject, kind=EventKind.TOKEN_NARROWED, actor=actor, at=at)
        change.record(event)


def may_still_stream(partner: PartnerViewer, scopes: frozenset[Scope] | None) -> bool:
    """Return whether a token, which has these scopes now, has lost none that a stream needs."""
    return scopes is not None and partner.scopes & STREAMED <= scopes


async def require_scope_still(partner: PartnerViewer, scope: Scope, *, at: datetime) -> None:
    """Require that the token which made a request is still valid and still has a scope.

    :raises TokenNeeded: when the token has expired or was revoked.
    :raises ScopeMissing: when the partner has lost the scope.
    """
    require_among(await _scopes_now(partner, at=at), scope)


def require_among(scopes: frozenset[Scope] | None, scope: Scope) -> None:
    """Require a scope among those that a token has now, None when it is no longer valid.

    :raises TokenNeeded: or ScopeMissing
    """
    if scopes is None:
        raise TokenNeeded
    if scope not in scopes:
        raise ScopeMissing(values={"scope": scope.value})


async def _scopes_now(partner: PartnerViewer, *, at: datetime) -> frozenset[Scope] | None:
    """Return the scopes that the token has now; None when it is no longer valid."""
    return (await scopes_by_tokens([partner.token_id], at=at)).get(partner.token_id)


async def scopes_by_tokens(
    token_ids: Collection[UUID], *, at: datetime
) -> dict[UUID, frozenset[Scope]]:
    """Return the scopes of those tokens that are valid."""
    live = PartnerToken.live(at=at).filter(id__in=token_ids)
    owners = {token.id: token.partner_id for token in await live}
    reach = {one.id: one.reach for one in await Partner.filter(id__in=set(owners.values()))}
    return {token: reach[owner] for token, owner in owners.items()}


def require_scope(partner: PartnerViewer | None, scope: Scope) -> PartnerViewer:
    """Require a token with a scope; every operation for partners calls this.

    :raises TokenNeeded: when no token came with the request.
    :raises ScopeMissing: when the token lacks this scope.
    """
    if partner is None:
        raise TokenNeeded
    if scope not in partner.scopes:
        raise ScopeMissing(values={"scope": scope.value})
    return partner
