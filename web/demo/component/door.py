"""The component's listener, on the loopback interface only, and the origin of its requests."""

import asyncio
import contextlib
import socket
from collections.abc import Generator, Sequence

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp

from web.processes.ports import PortTaken, bind


class _QuietServer(uvicorn.Server):
    """A server that leaves signals to the process of the demo."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def loopback_sockets(*, port: int) -> Sequence[socket.socket]:
    """Bind the port on 127.0.0.1 and, where this computer has IPv6, on ::1.

    :raises PortTaken: when either address is in use, perhaps by the real card component
    """
    bound: list[socket.socket] = []
    try:
        bound.append(bind(socket.AF_INET, "127.0.0.1", port))
        bound.append(bind(socket.AF_INET6, "::1", bound[0].getsockname()[1]))
    except PortTaken as taken:
        for opened in bound:
            opened.close()
        raise PortTaken(
            taken.port,
            f"Port {taken.port} on this computer is in use, perhaps by the real card component "
            "(HiPKILocalSignServer). Stop it, or choose another port with CARD_PORT.",
        ) from taken
    except OSError:
        if not bound:
            raise
        # Without IPv6, browsers reach localhost at 127.0.0.1.
    return bound


async def serve(app: ASGIApp, *, sockets: Sequence[socket.socket], stop: asyncio.Event) -> None:
    """Serve the application on the sockets until ``stop`` is set; finish open requests."""
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
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopped.cancel()
    await running


def own_origin(request: Request) -> str:
    """Return the origin of this component in the requesting browser."""
    return f"http://{request.headers.get('host', '')}"


def is_from_own_page(request: Request) -> bool:
    """Return whether a page of this component, and no other site, sent the request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    # An old browser that sends neither header does not show where the request comes from.
    return origin == own_origin(request) or (origin is None and site == "same-origin")
