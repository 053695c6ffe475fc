"""The web application: GraphQL, health, the client, GraphiQL, and the headers of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from models.database.unavailable import DatabaseUnavailable
from schema.context import Services
from schema.gate.masking import RETRY_AFTER, mask
from schema.root import gate, schema
from web.http import static_files
from web.http.context import context_of
from web.http.desk import desk_routes
from web.http.explorer import Allowed, explorer_routes
from web.http.graphql.endpoint import GraphQLEndpoint
from web.http.graphql.observe import Observe, logged
from web.http.graphql.shares import Shares
from web.http.graphql.stream import Streams
from web.http.headers import SecurityHeaders
from web.http.openid.routes import openid_routes
from web.http.origin import OriginGuard
from web.http.preload import PAGES, language_of
from web.http.staging import STYLE, StagingMarks, style
from web.http.trace import behind
from web.ops.health import Health
from web.processes.background import Task


@dataclass(frozen=True, kw_only=True)
class Portal:
    """What a web process serves, and its background tasks."""

    services: Services
    streams: Streams
    background: Sequence[Task] = ()
    mounts: Mapping[str, ASGIApp] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    # Decides which requests may use GraphiQL; with None there is no GraphiQL.
    explorer: Allowed | None = None
    health: Health | None = None
    observe: Observe = logged


def make_app(portal: Portal, *, proxies: str | None = None) -> ASGIApp:
    """Return the web application; only ``proxies`` may set the client address by headers."""
    services = portal.services
    endpoint = GraphQLEndpoint(
        schema,
        get_context=partial(context_of, services=services),
        streams=portal.streams,
        price=partial(gate.price, schema=schema._schema),
        place=gate.place,
        registered=gate.registered.texts,
        observe=portal.observe,
        in_flight=Shares(in_all=services.settings.operation.requests_at_once, floor=10),
    )
    client = services.settings.client
    staging = services.settings.staging
    routes: list[BaseRoute] = [
        *([Route(STYLE, style)] if staging else ()),
        *openid_routes(services),
        Route("/healthz", _healthy),
        Route("/readyz", partial(_ready, portal.health or Health(services))),
        *(Mount(path, app) for path, app in portal.mounts.items()),
        Mount("/assets", static_files.assets(client, cache_scope="public")),
        *(Route(page, partial(_page, client, sources)) for page, sources in PAGES.items()),
        *desk_routes(folder=client / "desk"),
        *(explorer_routes(allowed=portal.explorer) if portal.explorer else ()),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            404: partial(_not_found, client),
            DatabaseUnavailable: _unavailable,
        },
    )
    guarded = OriginGuard(_Front(endpoint, app), origin=services.settings.origin)
    headed = SecurityHeaders(guarded, policies=portal.policies)
    return behind(StagingMarks(headed) if staging else headed, proxies=proxies)


class _Front:
    """Leads GraphQL past the router: each of its layers would stay in memory with every stream."""

    def __init__(self, graphql: ASGIApp, rest: ASGIApp) -> None:
        self._graphql = graphql
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_graphql = scope["type"] == "http" and scope["path"] == "/graphql"
        await (self._graphql if is_graphql else self._rest)(scope, receive, send)


async def _unavailable(_: Request, fault: Exception) -> Response:
    told = mask(fault)
    return JSONResponse(
        {"errors": [told.formatted]}, status_code=503, headers={"retry-after": str(RETRY_AFTER)}
    )


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _ready(health: Health, _: Request) -> Response:
    readiness = await health.readiness()
    content = {
        "status": readiness.status,
        "wrong": readiness.wrong,
        "why": dict(readiness.why),
        "degraded": dict(readiness.degraded),
        **health.staging(),
    }
    return JSONResponse(content, status_code=503 if readiness.wrong else 200)


async def _page(client: Path, sources: Sequence[str], request: Request) -> Response:
    return static_files.page(client, sources, language=language_of(request.cookies))


async def _not_found(client: Path, request: Request, _: Exception) -> Response:
    index = client / "index.html"
    accepts_html = "text/html" in request.headers.get("accept", "")
    if accepts_html and index.is_file():
        return static_files.whole(index, status=404)
    return JSONResponse({"errors": [{"message": "Not found"}]}, status_code=404)
