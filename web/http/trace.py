"""Give every request a trace: a proxy's that is believed, or a new one; the answer names it."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from models.core import trace


class Traced:
    """Answer each request under a trace, and name it in ``x-request-id``."""

    def __init__(self, app: ASGIApp, *, believes: Callable[[str], bool]) -> None:
        """Take the application; ``believes`` tells whose ``traceparent`` counts, by address."""
        self._app = app
        self._believes = believes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, under a trace."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with trace.carrying(self._given(scope) or trace.new()):

            async def send_with_id(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message)["x-request-id"] = trace.current() or ""
                await send(message)

            await self._app(scope, receive, send_with_id)

    def _given(self, scope: Scope) -> str | None:
        client = scope.get("client")
        if client is None or not self._believes(client[0]):
            return None
        return trace.named_in(Headers(scope=scope).get("traceparent", ""))


def behind(app: ASGIApp, *, proxies: str | None) -> ASGIApp:
    """Put an application behind its proxies: their word on client, scheme and trace counts.

    ``proxies`` lists addresses and networks, separated by commas; nobody else is believed. The
    trace is read first, while the address is still that of whoever has connected.
    """
    if proxies is None:
        return Traced(app, believes=lambda address: False)
    # uvicorn has its own types of an ASGI application, and its set of proxies says str | None.
    proxied = ProxyHeadersMiddleware(app, trusted_hosts=proxies)  # type: ignore[arg-type]
    trusted = proxied.trusted_hosts
    return Traced(proxied, believes=lambda address: address in trusted)  # type: ignore[arg-type]
