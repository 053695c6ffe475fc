"""The authorization endpoint: where a partner system sends a holder."""

from starlette.requests import Request
from starlette.responses import Response

from models.openid.answer import Answer
from resolvers.openid.begin import begin, proceed
from schema.openid.parameters import read_asked
from web.http.openid.edge import PAGE, Edge, pairs_of, see_other

RESUME = "/oidc/resume"


async def authorize(edge: Edge, request: Request) -> Response:
    """Begin a request, and answer it at once or lead to our page."""
    asked = read_asked(await pairs_of(request))
    waiting = await begin(asked=asked, issuer=edge.issuer, now=edge.now())
    if request.method == "POST":
        # A form of another site comes without the cookie, which is SameSite=Lax; a GET has it.
        return see_other(f"{RESUME}/{waiting.handle}")
    return await _proceeded(edge, request, waiting.handle)


async def resume(edge: Edge, request: Request) -> Response:
    """Go on with a request that came by POST."""
    return await _proceeded(edge, request, request.path_params["handle"])


async def _proceeded(edge: Edge, request: Request, handle: str) -> Response:
    now = edge.now()
    viewer = await edge.viewer(request, at=now)
    outcome = await proceed(handle=handle, viewer=viewer, now=now)
    if isinstance(outcome, Answer):
        return see_other(outcome.url(issuer=edge.issuer))
    # In the fragment the handle reaches no log and no referrer.
    return see_other(f"{PAGE}#{outcome.handle}")
