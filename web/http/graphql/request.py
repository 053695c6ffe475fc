"""Parsing of GraphQL requests, from the body of a POST or the query string of a GET."""

import asyncio
from dataclasses import dataclass

import orjson
from starlette.requests import Request

from web.http.graphql.error import JSON, Refused


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of a request (GraphQL over HTTP, "Request Parameters"), and its size.

    ``document_id`` names a registered document in place of ``query``, which is empty then.
    """

    query: str
    document_id: str | None
    variables: dict[str, object] | None
    operation_name: str | None
    extensions: dict[str, object] | None
    octets: int


async def read(request: Request, *, limit: int, seconds: float) -> GraphQLRequest:
    """Parse the parameters.

    ``limit`` is in bytes; ``seconds`` is how long a body may take to arrive.

    :raises Refused: 400, 405, 408, 413, 414 or 415
    """
    match request.method:
        case "POST":
            _check_content_type(request)
            body = await bounded_body(request, limit=limit, seconds=seconds)
            return _checked(_decode(body, "The body"), octets=len(body))
        case "GET":
            octets = len(request.scope["query_string"])
            return _checked(_parameters(request, limit=limit), octets=octets)
        case _:
            raise Refused(405, "METHOD_NOT_ALLOWED", "Send a POST.", headers={"allow": "GET, POST"})


def _check_content_type(request: Request) -> None:
    media, *parameters = request.headers.get("content-type", "").lower().split(";")
    charset = [p.partition("=")[2].strip(' "') for p in parameters if "charset" in p]
    # A compressed body could pass the limit here and be huge when decompressed.
    plain = request.headers.get("content-encoding", "identity").lower() == "identity"
    if media.strip() != JSON or charset not in ([], ["utf-8"], ["utf8"]) or not plain:
        message = f"Send {JSON} in UTF-8, uncompressed."
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", message, headers={"accept-post": JSON})


async def bounded_body(request: Request, *, limit: int, seconds: float) -> bytes:
    """Read a body of at most ``limit`` bytes that arrives within ``seconds``.

    :raises Refused: 408 or 413
    """
    # The connection is closed, or the rest of the body would be read as the next request.
    close = {"connection": "close"}
    too_large = Refused(
        413, "BODY_TOO_LARGE", f"The limit of a body is {limit} bytes.", headers=close
    )
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:12]) > limit:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise too_large
    except TimeoutError as timeout:
        message = "The body did not arrive in time."
        raise Refused(408, "REQUEST_TIMEOUT", message, headers=close) from timeout
    return bytes(body)


def _decode(text: bytes | str, what: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "BODY_NOT_JSON", f"{what} is not JSON.") from error


def _parameters(request: Request, *, limit: int) -> dict[str, object]:
    if len(request.scope["query_string"]) > limit:
        raise Refused(414, "URI_TOO_LONG", f"The limit of a query string is {limit} bytes.")
    parameters: dict[str, object] = dict(request.query_params)
    for name in ("variables", "extensions"):
        text = parameters.pop(name, None)
        if isinstance(text, str) and text:
            parameters[name] = _decode(text, f"The parameter {name}")
    return parameters


def _checked(parameters: object, *, octets: int) -> GraphQLRequest:
    if not isinstance(parameters, dict):
        raise Refused(400, "BAD_REQUEST", "The body must be a JSON object.")
    query, document_id = parameters.get("query"), parameters.get("documentId")
    if document_id is not None:
        if query is not None or not isinstance(document_id, str):
            message = "The parameter documentId must be a string, and takes the place of query."
            raise Refused(400, "BAD_REQUEST", message)
        query = ""
    elif not isinstance(query, str) or not query.strip():
        raise Refused(400, "BAD_REQUEST", "The parameter query must be a string that is not empty.")
    name = parameters.get("operationName")
    if name is not None and not isinstance(name, str):
        raise Refused(400, "BAD_REQUEST", "The parameter operationName must be a string or null.")
    return GraphQLRequest(
        query=query,
        document_id=document_id,
        variables=_object(parameters, "variables"),
        operation_name=name,
        extensions=_object(parameters, "extensions"),
        octets=octets,
    )


def _object(parameters: dict[str, object], name: str) -> dict[str, object] | None:
    value = parameters.get(name)
    if value is not None and not isinstance(value, dict):
        raise Refused(400, "BAD_REQUEST", f"The parameter {name} must be an object or null.")
    return value
