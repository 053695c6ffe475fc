"""Protection against cross-site request forgery (CSRF)."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.graphql.error import Refused, refusal
from web.http.graphql.negotiation import STREAM

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginGuard:
    """ASGI middleware that lets our own pages and programs through, and refuses other sites."""

    def __init__(
        self, app: ASGIApp, *, origin: str, paths: Collection[str] = ("/graphql",)
    ) -> None:
        """Wrap an application; ``origin`` is ours, such as ``https://accounts.example``."""
        self._app = app
        self._origin = origin.rstrip("/").lower()
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_guarded(scope):
            headers = Headers(scope=scope)
            if not self._is_ours(headers):
                message = "Only the portal's own pages may send this request."
                await refusal(Refused(403, "CROSS_SITE", message))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_guarded(self, scope: Scope) -> bool:
        # EventSource opens a stream with a GET that carries the cookie.
        return scope["path"] in self._paths and (
            scope["method"] not in _SAFE or STREAM in Headers(scope=scope).get("accept", "").lower()
        )

    def _is_ours(self, headers: Headers) -> bool:
        if "authorization" in headers and "cookie" not in headers:
            # Another site cannot attach a token without a CORS preflight, which we refuse.
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        # Browsers without Sec-Fetch-Site send Origin with a POST; programs send neither.
        origin = headers.get("origin")
        return origin is None or origin.lower() == self._origin
