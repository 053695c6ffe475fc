"""The doors of the web process: GraphQL, health, the client, GraphiQL; headers on all of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from models.tail import present
from schema.context import Services
from schema.root import schema
from web import built
from web.context import context_of
from web.explorer import Allowed, explorer_routes
from web.graphql import GraphQLEndpoint
from web.headers import SecurityHeaders
from web.origin import OriginGuard
from web.stream import Streams

# The client's own pages; everything else that is no file is "not found".
PAGES = ("/", "/apply", "/bind", "/status", "/activate", "/correct", "/continue")
READY_SECONDS = 3


@dataclass(frozen=True, kw_only=True)
class Portal:
    """Hold what a web process serves, and what runs beside it."""

    services: Services
    streams: Streams
    background: Sequence[Callable[[], Awaitable[None]]] = ()
    mounts: Mapping[str, ASGIApp] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    # Who may use GraphiQL; None is nobody.
    explorer: Allowed | None = None


def make_app(portal: Portal) -> ASGIApp:
    """Build the web application."""
    services = portal.services
    endpoint = GraphQLEndpoint(
        schema, get_context=partial(context_of, services=services), streams=portal.streams
    )
    client = services.settings.client
    routes: list[BaseRoute] = [
        Route("/graphql", endpoint),
        Route("/healthz", _healthy),
        Route("/readyz", _ready),
        *(Mount(path, app) for path, app in portal.mounts.items()),
        Mount("/assets", built.assets(client, keeper="public")),
        *(Route(page, partial(_page, client)) for page in PAGES),
        *(explorer_routes(allowed=portal.explorer) if portal.explorer else ()),
    ]
    app = Starlette(
        routes=routes,
        lifespan=partial(_lifespan, portal),
        exception_handlers={404: partial(_not_found, client)},
    )
    guarded = OriginGuard(app, origin=services.settings.origin)
    return SecurityHeaders(guarded, policies=portal.policies)


@asynccontextmanager
async def _lifespan(portal: Portal, _: Starlette) -> AsyncIterator[None]:
    """Run what runs beside the requests, from the first to the last."""
    tasks = [asyncio.create_task(_run(work)) for work in portal.background]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    """Await one of them."""
    await work()


async def _healthy(_: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"})


async def _ready(_: Request) -> Response:
    """Say whether requests can be served: the database answers."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await present()
    except Exception:
        return JSONResponse({"status": "unready", "database": "unreachable"}, status_code=503)
    return JSONResponse({"status": "ok", "database": "ok"})


async def _page(client: Path, _: Request) -> Response:
    """Serve the client, which reads the page from the address."""
    return built.page(client)


async def _not_found(client: Path, request: Request, missing: Exception) -> Response:
    """Serve the client's own page for what is not there; programs get a line of JSON."""
    index = client / "index.html"
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and index.is_file():
        headers = {"cache-control": "no-cache"}
        return FileResponse(index, status_code=404, headers=headers)
    return JSONResponse({"errors": [{"message": "Not found"}]}, status_code=404)
