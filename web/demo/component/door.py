"""Open the component's door: on the loopback only, and only where nobody listens yet."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Generator, Sequence

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp


class PortTaken(Exception):
    """Say that another program, perhaps the real card component, listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} on this computer is in use, perhaps by the real card component "
            f"(HiPKILocalSignServer). Stop it, or choose another port with CARD_PORT."
        )
        self.port = port


class _QuietServer(uvicorn.Server):
    """Leave signals to whoever runs the demo."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def loopback_sockets(*, port: int) -> Sequence[socket.socket]:
    """Bind the port on 127.0.0.1 and, where this computer has IPv6, on ::1.

    :raises PortTaken: when either address is in use.
    """
    bound = [_bind(socket.AF_INET, "127.0.0.1", port)]
    real_port = bound[0].getsockname()[1]
    try:
        bound.append(_bind(socket.AF_INET6, "::1", real_port))
    except PortTaken:
        bound[0].close()
        raise
    except OSError:
        # No IPv6 here: browsers then reach localhost over 127.0.0.1.
        return bound
    return bound


async def serve(app: ASGIApp, *, sockets: Sequence[socket.socket], stop: asyncio.Event) -> None:
    """Serve the application on the sockets until ``stop`` is set, then end open requests."""
    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    server = _QuietServer(settings)
    running = asyncio.create_task(server.serve(list(sockets)))
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    asked.cancel()
    await running


def own_origin(request: Request) -> str:
    """Return the origin of this component as the browser that asks knows it."""
    return f"http://{request.headers.get('host', '')}"


def is_from_own_page(request: Request) -> bool:
    """Tell whether a page of this component, and no other site, sent the request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    # An old browser that sends neither header cannot prove where the request comes from.
    return origin == own_origin(request) or (origin is None and site == "same-origin")


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((host, port))
        # Listening here, not later, makes a second start refuse at once.
        opened.listen(128)
        opened.setblocking(False)
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise
    return opened
