"""The doors of the web process: GraphQL, health, the built client, and headers on all of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from models.tail import present
from schema.context import Services
from schema.root import schema
from web.context import context_of
from web.graphql import GraphQLEndpoint
from web.headers import SecurityHeaders
from web.origin import OriginGuard
from web.stream import Streams

# The client's own pages; everything else that is no file is "not found".
PAGES = (
    *("/", "/tasks", "/apply", "/bind", "/status", "/activate", "/correct", "/continue"),
    *("/sign-in", "/home", "/cards", "/company", "/sessions"),
    *("/existing", "/first-card", "/not-me"),
    *("/help", "/about", "/privacy", "/accessibility", "/site-map"),
)
READY_SECONDS = 3


@dataclass(frozen=True, kw_only=True)
class Portal:
    """Hold what a web process serves, and what runs beside it."""

    services: Services
    streams: Streams
    background: Sequence[Callable[[], Awaitable[None]]] = ()
    mounts: Mapping[str, ASGIApp] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)


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
        Mount("/assets", GZipMiddleware(_Assets(directory=client / "assets", check_dir=False))),
        *(Route(page, partial(_page, client)) for page in PAGES),
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
    index = client / "index.html"
    if not index.is_file():
        raise HTTPException(503, "The client is not built: run make client.")
    return FileResponse(index, headers={"cache-control": "no-cache"})


async def _not_found(client: Path, request: Request, missing: Exception) -> Response:
    """Serve the client's own page for what is not there; programs get a line of JSON."""
    index = client / "index.html"
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and index.is_file():
        headers = {"cache-control": "no-cache"}
        return FileResponse(index, status_code=404, headers=headers)
    return JSONResponse({"errors": [{"message": "Not found"}]}, status_code=404)


class _Assets(StaticFiles):
    """Serve the built files, whose names change with their content."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let browsers keep them for a year."""

        async def send_kept(message: Mapping[str, object]) -> None:
            kept = dict(message)
            if kept["type"] == "http.response.start" and kept["status"] in {200, 304}:
                headers = [*_pairs(kept["headers"]), _FOR_A_YEAR]
                kept["headers"] = headers
            await send(kept)

        await super().__call__(scope, receive, send_kept)


_FOR_A_YEAR = (b"cache-control", b"public, max-age=31536000, immutable")


def _pairs(headers: object) -> list[tuple[bytes, bytes]]:
    """Take the header list of an ASGI message."""
    return list(headers) if isinstance(headers, list) else []
