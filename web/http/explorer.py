"""GraphiQL, for requests that are allowed to use it; all others get 404."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http import static_files

PATH = "/graphiql"
BUILT = Path("web/graphiql/dist")

# Monaco writes style elements and attributes, and GraphiQL's style sheet holds its fonts. Trusted
# Types: `default` and `worker` are ours (web/graphiql/src/trusted.ts), the others Monaco's.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; connect-src 'self'; img-src 'self' data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types default worker defaultWorkerFactory diffEditorWidget diffReview dompurify "
    "domLineBreaksComputer editorGhostText editorViewLayer standaloneColorizer "
    "stickyScrollViewLayer tokenizeToString"
)

Allowed = Callable[[Request], Awaitable[bool]]


def explorer_routes(*, allowed: Allowed, folder: Path = BUILT) -> list[BaseRoute]:
    """Return the routes of GraphiQL, built in ``folder``, for requests that are ``allowed``."""
    inside = Router(
        routes=[
            Mount(f"{PATH}/assets", static_files.assets(folder, cache_scope="private")),
            Route(PATH, partial(_page, folder)),
            Route(f"{PATH}/", partial(_page, folder)),
        ]
    )
    guard = _Guard(inside, allowed=allowed)
    # Both routes, or Starlette would redirect one to the other before the guard runs.
    return [Route(PATH, guard), Route(f"{PATH}/{{path:path}}", guard)]


class _Guard:
    """Answers 404 to requests that are not allowed, as for an unknown path."""

    def __init__(self, inside: ASGIApp, *, allowed: Allowed) -> None:
        self._inside = inside
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self._allowed(Request(scope)):
            raise HTTPException(404)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Not by path: a refusal must have the portal's own policy, as every 404 does.
                headers["content-security-policy"] = CONTENT_SECURITY_POLICY
                headers["cross-origin-opener-policy"] = "same-origin"
            await send(message)

        await self._inside(scope, receive, send_with_headers)


async def _page(folder: Path, _: Request) -> Response:
    return static_files.page(folder)
