"""Authentication of partners by bearer token; every refused token gets the same answer."""

from datetime import datetime

from starlette.requests import Request

from models.partner.partner import PartnerToken, PartnerViewer, partner_of
from web.http.graphql.error import Refused


async def partner_of_request(
    request: Request, *, session_cookie: str | None, at: datetime
) -> PartnerViewer | None:
    """Return the partner of the Authorization header (RFC 6750 §2.1), or None without one.

    Tokens in the address or the body are ignored.

    :raises Refused: 400 when there is a session cookie too, 401 when the token is not valid
    """
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    if session_cookie is not None:
        # It is not clear whether the session or the partner makes the request.
        message = "Send a session cookie or a token, not both."
        raise Refused(400, "TOKEN_BESIDE_COOKIE", message)
    scheme, _, text = headers[0].partition(" ")
    is_bearer = len(headers) == 1 and scheme.lower() == "bearer"
    partner = await partner_of(text.strip(), at=at) if is_bearer else None
    if partner is None:
        message = "The token is not valid: wrong, expired or revoked."
        raise Refused(401, "TOKEN_REFUSED", message, headers={"www-authenticate": "Bearer"})
    await PartnerToken.touch(partner, at=at)
    return partner
