"""Security headers on every response."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    # The card component is a popup: `same-origin` would separate it from its opener.
    "cross-origin-opener-policy": "same-origin-allow-popups",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    # The last three name the same access, by the age of the browser; the popup needs none.
    "permissions-policy": (
        "camera=(), microphone=(), geolocation=(), "
        "local-network=(), loopback-network=(), local-network-access=()"
    ),
    "x-content-type-options": "nosniff",
}
_ENCODED = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class SecurityHeaders:
    """ASGI middleware that adds the headers that a response does not set itself."""

    def __init__(self, app: ASGIApp, *, policies: Mapping[str, str] | None = None) -> None:
        """Wrap an application; ``policies`` maps path prefixes to other content policies."""
        self._app = app
        longest_first = sorted((policies or {}).items(), key=lambda item: -len(item[0]))
        self._policies = [(prefix.rstrip("/"), policy) for prefix, policy in longest_first]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(message, scope)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, message: Message, scope: Scope) -> None:
        headers = [*message.get("headers", ())]
        present = {name for name, _ in headers}
        policy = self._policy(scope["path"]).encode("latin-1")
        added = [(b"content-security-policy", policy), *_ENCODED]
        if scope["scheme"] == "https" and _host(scope) not in _LOOPBACK:
            added.append((b"strict-transport-security", b"max-age=31536000"))
        message["headers"] = headers + [one for one in added if one[0] not in present]

    def _policy(self, path: str) -> str:
        for prefix, policy in self._policies:
            if path == prefix or path.startswith(f"{prefix}/"):
                return policy
        return CONTENT_SECURITY_POLICY


def _host(scope: Scope) -> str:
    host: bytes = dict(scope["headers"]).get(b"host", b"")
    name, _, port = host.decode("latin-1").lower().rpartition(":")
    return name if name and port.isdecimal() else f"{name}:{port}".lstrip(":")
