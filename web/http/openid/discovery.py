"""The discovery document and the published keys."""

from starlette.requests import Request
from starlette.responses import Response

from resolvers.openid.publish import list_algorithms, publish_keys
from schema.openid.parameters import KEYS_MAX_AGE, discovery_document
from web.http.openid.edge import Edge, json_answer

_CACHED = {"cache-control": f"public, max-age={KEYS_MAX_AGE}"}


async def discovery(edge: Edge, _: Request) -> Response:
    algorithms = await list_algorithms(now=edge.now())
    document = discovery_document(issuer=edge.issuer, algorithms=algorithms, staging=edge.staging)
    answer = json_answer(document, headers=_CACHED)
    del answer.headers["pragma"]
    return answer


async def keys(edge: Edge, _: Request) -> Response:
    return Response(
        await publish_keys(now=edge.now()),
        media_type="application/jwk-set+json",
        headers=_CACHED,
    )
