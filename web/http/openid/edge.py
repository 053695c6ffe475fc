"""What the endpoints of OpenID Connect share: reading requests, and answers for every failure."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from models.access.authentication import viewer_of
from models.limits.table import Act, Counted, TooManyRequests, address_counted
from models.openid.answer import Answer, with_parameters
from models.openid.problem import (
    ClientRefused,
    PageProblem,
    ProtocolError,
    ReturnedError,
    TokenInvalid,
)
from models.session.session import Session, Viewer
from schema.context import Services
from schema.gate.masking import RETRY_AFTER, UNAVAILABLE, mask
from schema.openid.parameters import Pairs, error_document
from web.http.graphql.error import Refused
from web.http.graphql.request import bounded_body
from web.http.session_cookie import token_in

FORM = "application/x-www-form-urlencoded"
# Where our client shows a request that leads nowhere else.
PAGE = "/authorize"
MOST_BYTES = 16 * 1024
MOST_PARAMETERS = 60
BODY_SECONDS = 10.0

Handler = Callable[["Edge", Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Edge:
    """The endpoints' way to the services."""

    services: Services

    @property
    def issuer(self) -> str:
        return self.services.settings.origin

    @property
    def staging(self) -> bool:
        return self.services.settings.staging

    def now(self) -> datetime:
        return self.services.clock()

    async def viewer(self, request: Request, *, at: datetime) -> Viewer | None:
        token = token_in(request, settings=self.services.settings)
        viewer = await viewer_of(token, at=at) if token else None
        if viewer is not None:
            await Session.touch(viewer, at=at)
        return viewer

    async def answer(self, handler: Handler, request: Request) -> Response:
        """Answer a request; every failure has the form that the protocol gives it."""
        try:
            if request.method == "HEAD":
                # A scanner's look must neither begin nor end anything.
                raise Refused(405, "METHOD_NOT_ALLOWED", "Send a GET or a POST.")
            await self._count(request)
            return await handler(self, request)
        except ReturnedError as error:
            return see_other(Answer.of(error).url(issuer=self.issuer))
        except PageProblem as problem:
            return see_other(with_parameters(PAGE, {"problem": problem.error}))
        except ProtocolError as error:
            return _refusal(error, request)
        except TooManyRequests as limited:
            document = {
                "error": "temporarily_unavailable",
                "error_description": f"Too many requests. Try again in {limited.retry_after} s.",
            }
            headers = {"retry-after": str(limited.retry_after)}
            return json_answer(document, status=429, headers=headers)
        except Refused as refused:
            document = {"error": "invalid_request", "error_description": refused.message}
            return json_answer(document, status=refused.status, headers=refused.headers)
        except ClientDisconnect:
            # The client is gone; nothing is sent.
            return Response(status_code=400)
        except Exception as fault:
            return _broken(fault)

    async def _count(self, request: Request) -> None:
        address = address_counted(request.client.host if request.client else "unknown")
        await self.services.limiter.count(Act.OPENID, {Counted.ADDRESS: address})


async def pairs_of(request: Request) -> Pairs:
    """Read the parameters: of the query with GET, of the form with POST.

    :raises Refused: 400, 408, 413, 414 or 415
    """
    if request.method != "POST":
        return query_of(request)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    plain = request.headers.get("content-encoding", "identity").lower() == "identity"
    if media != FORM or not plain:
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", f"Send {FORM}, uncompressed.")
    return _decoded(await bounded_body(request, limit=MOST_BYTES, seconds=BODY_SECONDS))


def query_of(request: Request) -> Pairs:
    """Read the parameters of the query.

    :raises Refused: 400 or 414
    """
    query: bytes = request.scope["query_string"]
    if len(query) > MOST_BYTES:
        raise Refused(414, "URI_TOO_LONG", f"The limit of a query string is {MOST_BYTES} bytes.")
    return _decoded(query)


def _decoded(content: bytes) -> Pairs:
    try:
        return parse_qsl(
            content.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as fault:
        message = f"The parameters are not {FORM} in UTF-8, or too many."
        raise Refused(400, "BAD_REQUEST", message) from fault


def see_other(address: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """Redirect by a GET: 307 would send the body of a form on (RFC 9700 §4.12)."""
    return Response(
        status_code=303,
        headers={"location": address, "cache-control": "no-store", **(headers or {})},
    )


def json_answer(
    document: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return JSON that nobody keeps, unless ``headers`` say otherwise."""
    return Response(
        orjson.dumps(document),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store", "pragma": "no-cache", **(headers or {})},
    )


def _refusal(error: ProtocolError, request: Request) -> Response:
    headers = {}
    status = 400
    if isinstance(error, ClientRefused):
        status = 401
        # RFC 6749 §5.2: the challenge is for who used the header.
        if "authorization" in request.headers:
            headers["www-authenticate"] = 'Basic realm="token"'
    if isinstance(error, TokenInvalid):
        status = 401
        headers["www-authenticate"] = (
            f'Bearer error="{error.error}", error_description="{error.description}"'
        )
    return json_answer(error_document(error), status=status, headers=headers)


def _broken(fault: Exception) -> Response:
    told = mask(fault)
    if (told.extensions or {}).get("code") == UNAVAILABLE:
        document = {"error": "temporarily_unavailable", "error_description": told.message}
        return json_answer(document, status=503, headers={"retry-after": str(RETRY_AFTER)})
    document = {
        "error": "server_error",
        "error_description": f"Internal error {(told.extensions or {}).get('id')}.",
    }
    return json_answer(document, status=500)
