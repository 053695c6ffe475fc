"""The userinfo endpoint: who came, by scope."""

from starlette.requests import Request
from starlette.responses import Response

from models.openid.problem import ProtocolError
from resolvers.openid.describe import describe_holder
from web.http.openid.edge import FORM, Edge, json_answer, pairs_of, query_of


async def userinfo(edge: Edge, request: Request) -> Response:
    text = await _token(request)
    if text is None:
        # RFC 6750 §3: without a token the challenge has no error.
        return json_answer(
            {"error": "invalid_token", "error_description": "Send an access token."},
            status=401,
            headers={"www-authenticate": "Bearer"},
        )
    claims = await describe_holder(
        token=text, issuer=edge.issuer, now=edge.now(), staging=edge.staging
    )
    return json_answer(claims)


async def _token(request: Request) -> str | None:
    """Return the token of the header or the form (RFC 6750 §2.1 and §2.2).

    :raises ProtocolError: when it stands in the address, or in two places.
    """
    if any(name == "access_token" for name, _ in query_of(request)):
        raise ProtocolError("invalid_request", "A token in an address is not accepted.")
    given = [_bearer(header) for header in request.headers.getlist("authorization")]
    if request.method == "POST" and request.headers.get("content-type", "").startswith(FORM):
        given += [value for name, value in await pairs_of(request) if name == "access_token"]
    if len(given) > 1:
        raise ProtocolError("invalid_request", "Send the access token once.")
    return given[0] if given else None


def _bearer(header: str) -> str:
    scheme, _, text = header.partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""
