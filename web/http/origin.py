"""Refuse what another site asks in the name of a signed-in browser (CSRF)."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.graphql.error import Refused, refusal
from web.http.graphql.negotiation import STREAM

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginGuard:
    """Let through what comes from our own pages, and from programs that are no browser."""

    def __init__(
        self, app: ASGIApp, *, origin: str, paths: Collection[str] = ("/graphql",)
    ) -> None:
        """Take our origin, such as ``https://accounts.example``, and the paths to guard."""
        self._app = app
        self._origin = origin.rstrip("/").lower()
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403."""
        if scope["type"] == "http" and self._is_guarded(scope):
            headers = Headers(scope=scope)
            if not self._is_ours(headers):
                message = "This may only be asked from the portal's own pages."
                await refusal(Refused(403, "CROSS_SITE", message))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_guarded(self, scope: Scope) -> bool:
        # EventSource opens a stream by GET, cookie and all.
        return scope["path"] in self._paths and (
            scope["method"] not in _SAFE or STREAM in Headers(scope=scope).get("accept", "").lower()
        )

    def _is_ours(self, headers: Headers) -> bool:
        if "authorization" in headers and "cookie" not in headers:
            # Another site cannot attach a token without asking us by CORS first.
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        # Browsers that say no site still name the origin of a POST; programs name neither.
        origin = headers.get("origin")
        return origin is None or origin.lower() == self._origin
