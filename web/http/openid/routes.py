"""The routes of OpenID Connect."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from schema.context import Services
from schema.openid.parameters import AUTHORIZE, KEYS, LOGOUT, TOKEN, USERINFO
from web.http.openid.authorize import RESUME, authorize, resume
from web.http.openid.discovery import discovery, keys
from web.http.openid.edge import Edge, Handler
from web.http.openid.logout import logout
from web.http.openid.token import token
from web.http.openid.userinfo import userinfo

WELL_KNOWN = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")


def openid_routes(services: Services) -> list[BaseRoute]:
    edge = Edge(services=services)

    def route(path: str, handler: Handler, *methods: str) -> Route:
        return Route(path, partial(_answer, edge, handler), methods=list(methods))

    return [
        *(route(path, discovery, "GET") for path in WELL_KNOWN),
        route(KEYS, keys, "GET"),
        route(AUTHORIZE, authorize, "GET", "POST"),
        route(f"{RESUME}/{{handle}}", resume, "GET"),
        route(TOKEN, token, "POST"),
        route(USERINFO, userinfo, "GET", "POST"),
        route(LOGOUT, logout, "GET", "POST"),
    ]


async def _answer(edge: Edge, handler: Handler, request: Request) -> Response:
    return await edge.answer(handler, request)
