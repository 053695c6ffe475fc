"""The options that say where a process serves its metrics."""

from collections.abc import Callable
from typing import TypeVar

import click

from web.cli.common.options import HOST, PORT
from web.ops.metrics_server import MetricsAddress

Command = TypeVar("Command", bound=Callable[..., object])


def metrics_options(command: Command) -> Command:
    port = click.option(
        "--metrics-port",
        type=PORT,
        help="Serve /metrics on this port, apart from the public one.",
    )
    host = click.option(
        "--metrics-host",
        default="127.0.0.1",
        type=HOST,
        show_default=True,
        help="The address of the metrics port.",
    )
    return port(host(command))


def listening_at(host: str, port: int | None) -> str:
    """Return where metrics are served, for the log."""
    return "none" if port is None else f"{host}:{port}"


def metrics_at(host: str, port: int | None) -> MetricsAddress | None:
    return None if port is None else MetricsAddress(host=host, port=port)
