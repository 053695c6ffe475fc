"""The metrics endpoint: a listener of its own, apart from the public port."""

import asyncio
import contextlib
import socket
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import uvicorn
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from web.ops.metrics import Metrics
from web.processes.ports import listening


@dataclass(frozen=True, kw_only=True)
class MetricsAddress:
    """The address of the metrics endpoint."""

    host: str
    port: int

    def listen(self) -> Sequence[socket.socket]:
        """Bind the address before the process starts, so that a taken port is reported.

        :raises PortTaken: or HostUnusable
        """
        return listening(host=self.host, port=self.port)


def metrics_app(metrics: Metrics) -> ASGIApp:
    async def written(_: Request) -> Response:
        text = await metrics.written()
        return Response(text, headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})

    return Starlette(routes=[Route("/metrics", written)])


class _QuietServer(uvicorn.Server):
    """A server that leaves signals to the process's main server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def serve_metrics(metrics: Metrics, *, sockets: Sequence[socket.socket]) -> None:
    """Serve metrics on bound sockets until cancelled."""
    config = uvicorn.Config(
        metrics_app(metrics),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _QuietServer(config)
    running = asyncio.create_task(server.serve(list(sockets)))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise
