"""The end-session endpoint: where a partner system sends a holder to sign out."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from resolvers.openid.end_session import AskFirst, end_session
from schema.openid.parameters import LOGOUT, read_logout
from web.http.openid.edge import Edge, pairs_of, see_other
from web.http.session_cookie import set_cookie

# Pages of our client.
ASK, SIGNED_OUT = "/sign-out", "/sign-in?out"


async def logout(edge: Edge, request: Request) -> Response:
    """End the session that a valid hint names, or lead to our page, which asks."""
    pairs = await pairs_of(request)
    if request.method == "POST":
        # A form of another site comes without the cookie, which is SameSite=Lax; a GET has it.
        return see_other(f"{LOGOUT}?{urlencode(pairs)}")
    now = edge.now()
    viewer = await edge.viewer(request, at=now)
    try:
        ended = await end_session(
            asked=read_logout(pairs), viewer=viewer, issuer=edge.issuer, now=now
        )
    except AskFirst:
        return see_other(ASK)
    if viewer is None:
        return see_other(ended.address or SIGNED_OUT)
    name, value = set_cookie(None, settings=edge.services.settings, at=now)
    return see_other(ended.address or SIGNED_OUT, headers={name: value})
