"""A partner system sends a holder to sign out (OpenID Connect RP-Initiated Logout)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.database.transaction import tx
from models.openid.answer import with_parameters
from models.openid.asked import HINT_TYPES
from models.openid.jose.algorithms import OURS
from models.openid.jose.claims import Hint, check_hint
from models.openid.jose.tokens import TokenRefused, verify
from models.openid.relying_party import RelyingParty
from models.openid.signing_key import SigningKey
from models.session.session import Session, SessionEnd, Viewer
from models.session.visit import Visit


@dataclass(frozen=True, kw_only=True)
class LogoutAsked:
    """What came; ``is_clear`` is whether no parameter came more than once."""

    id_token_hint: str | None
    client_id: str | None
    post_logout_redirect_uri: str | None
    state: str | None
    is_clear: bool


@dataclass(frozen=True, kw_only=True)
class SignedOut:
    """The session is over; ``address`` is where the browser goes, if to the client."""

    address: str | None


class AskFirst(Exception):
    """Without a valid hint for this very session, the holder has to confirm on our page."""


async def end_session(
    *, asked: LogoutAsked, viewer: Viewer | None, issuer: str, now: datetime
) -> SignedOut:
    """End the session that the hint names, without a click.

    :raises AskFirst: when the hint is missing, invalid or another session's, or the address is not
        registered; nothing has ended.
    """
    hint, party = await _understood(asked, issuer=issuer)
    address = _address(asked, party)
    if viewer is None:
        # Nobody is signed in here: there is nothing to end.
        return SignedOut(address=address)
    visit = await Visit.get_or_none(id=_uuid(hint.sid), relying_party_id=party.id)
    if visit is None or visit.session_id != viewer.session_id:
        raise AskFirst
    async with tx() as change:
        this, because = Q(id=viewer.session_id), SessionEnd.SIGNED_OUT
        await Session.end(change, this, because=because, actor=viewer.actor, at=now)
    return SignedOut(address=address)


async def _understood(asked: LogoutAsked, *, issuer: str) -> tuple[Hint, RelyingParty]:
    if asked.id_token_hint is None or not asked.is_clear:
        raise AskFirst
    keys = await SigningKey.ever()
    try:
        verified = verify(asked.id_token_hint, keys=keys, algorithms=OURS, types=HINT_TYPES)
        hint = check_hint(verified.claims, issuer=issuer)
    except TokenRefused as refused:
        raise AskFirst from refused
    if asked.client_id not in (None, hint.client_id):
        raise AskFirst
    party = await RelyingParty.known(hint.client_id)
    if party is None:
        raise AskFirst
    return hint, party


def _address(asked: LogoutAsked, party: RelyingParty) -> str | None:
    address = asked.post_logout_redirect_uri
    if address is None:
        return None
    if address not in party.post_logout_redirect_uris:
        raise AskFirst
    return with_parameters(address, {} if asked.state is None else {"state": asked.state})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
