"""A client asks with its access token who came."""

from datetime import datetime

from models.openid.claims import Claims, mark, userinfo_claims
from models.openid.code import AccessToken
from models.openid.problem import TokenInvalid
from models.openid.relying_party import RelyingParty
from models.partner.arrival import who_came


async def describe_holder(
    *, token: str, issuer: str, now: datetime, staging: bool = False
) -> Claims:
    """Return the claims that the token's scopes allow, as they are now.

    :raises TokenInvalid: when the token is unknown, expired or revoked, its client is gone, or its
        holder has signed out or may no longer act.
    """
    access = await AccessToken.live(token, at=now)
    if access is None:
        raise TokenInvalid
    party = await RelyingParty.standing(access.relying_party_id)
    if party is None:
        raise TokenInvalid
    came = await who_came(access.session_id, at=now)
    if came is None:
        raise TokenInvalid
    # A scope that was taken back since then tells nothing.
    scopes = {scope for scope in party.reach if scope.value in access.scopes}
    return mark(userinfo_claims(came, scopes=scopes, issuer=issuer), staging=staging)
