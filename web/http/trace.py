"""The trace of every request: a trusted proxy's or a new one, returned in ``x-request-id``."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from models.core import trace


class Traced:
    """ASGI middleware that answers each request under a trace."""

    def __init__(self, app: ASGIApp, *, trusts: Callable[[str], bool]) -> None:
        """Wrap an application; ``trusts`` tells by address whose ``traceparent`` is trusted."""
        self._app = app
        self._trusts = trusts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with trace.carrying(self._trace_from_proxy(scope) or trace.new()):

            async def send_with_id(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message)["x-request-id"] = trace.current() or ""
                await send(message)

            await self._app(scope, receive, send_with_id)

    def _trace_from_proxy(self, scope: Scope) -> str | None:
        client = scope.get("client")
        if client is None or not self._trusts(client[0]):
            return None
        return trace.named_in(Headers(scope=scope).get("traceparent", ""))


def behind(app: ASGIApp, *, proxies: str | None) -> ASGIApp:
    """Wrap an application so that its proxies may set client address, scheme and trace.

    ``proxies`` lists addresses and networks, separated by commas; others are not trusted. The trace
    is read first, while the address is still that of the connection.
    """
    if proxies is None:
        return Traced(app, trusts=trusting(proxies))
    proxied = ProxyHeadersMiddleware(app, trusted_hosts=proxies)  # type: ignore[arg-type]  # uvicorn's own types of ASGI.
    return Traced(proxied, trusts=trusting(proxies))  # type: ignore[arg-type]  # uvicorn's own types of ASGI.


def trusting(proxies: str | None) -> Callable[[str], bool]:
    """Return what tells by address whether a connection comes from one of the proxies."""
    if proxies is None:
        return lambda address: False
    trusted = ProxyHeadersMiddleware(_nobody, trusted_hosts=proxies).trusted_hosts  # type: ignore[arg-type]  # uvicorn's own types of ASGI.
    return lambda address: address in trusted


async def _nobody(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing: only the list of proxies is read."""
