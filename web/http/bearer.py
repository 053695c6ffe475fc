"""A partner's token: read from its header, and refused alike for whatever reason."""

from datetime import datetime

from starlette.requests import Request

from models.partner.partner import PartnerToken, PartnerViewer, partner_of
from web.http.graphql.error import Refused


async def partner_asking(
    request: Request, *, beside_cookie: str | None, at: datetime
) -> PartnerViewer | None:
    """Find which partner asks (RFC 6750 §2.1); a token in the address or the body is none.

    :raises Refused: 400 when a session's cookie is there too, 401 when the token does not count.
    """
    given = request.headers.getlist("authorization")
    if not given:
        return None
    if beside_cookie is not None:
        # Nobody can say in whose name this is asked.
        message = "Send a session's cookie or a token, not both."
        raise Refused(400, "TOKEN_BESIDE_COOKIE", message)
    scheme, _, text = given[0].partition(" ")
    bears = len(given) == 1 and scheme.lower() == "bearer"
    partner = await partner_of(text.strip(), at=at) if bears else None
    if partner is None:
        message = "The token does not count: wrong, expired or revoked."
        raise Refused(401, "TOKEN_REFUSED", message, headers={"www-authenticate": "Bearer"})
    await PartnerToken.touch(partner, at=at)
    return partner
