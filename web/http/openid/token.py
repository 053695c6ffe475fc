"""The token endpoint, where a partner's server redeems a code."""

from starlette.requests import Request
from starlette.responses import Response

from resolvers.openid.redeem import redeem_code
from schema.openid.parameters import read_credentials, read_redemption, token_document
from web.http.openid.edge import Edge, json_answer, pairs_of


async def token(edge: Edge, request: Request) -> Response:
    pairs = await pairs_of(request)
    redemption = read_redemption(pairs)
    credentials = read_credentials(pairs, authorization=request.headers.getlist("authorization"))
    tokens = await redeem_code(
        credentials=credentials,
        redemption=redemption,
        issuer=edge.issuer,
        seal=edge.services.settings.evidence_seal,
        now=edge.now(),
        staging=edge.staging,
    )
    return json_answer(token_document(tokens))
