"""``python -m web serve``: the web process."""

import os
from contextlib import aclosing
from functools import partial

import click

from models.database.deadlines import SERVING
from models.settings.disclosed import disclosed
from web.cli.common.database import open_database
from web.cli.common.options import HOST, PORT, PROXIES
from web.cli.common.runner import OperatorCommand
from web.cli.metrics import listening_at, metrics_at, metrics_options
from web.cli.settings import reloading_trust_of, settings_of
from web.clock import now
from web.http.context import of_staff
from web.ops.logs import set_up
from web.ops.start_line import log_start
from web.processes import serve as process


@click.command(cls=OperatorCommand)
@click.option(
    "--host", default="127.0.0.1", type=HOST, show_default=True, help="The address to listen on."
)
@click.option("--port", default=8000, type=PORT, show_default=True, help="The port to listen on.")
@click.option(
    "--proxies",
    type=PROXIES,
    help="Proxies whose X-Forwarded-* headers are trusted.",
)
@metrics_options
async def serve(
    host: str, port: int, proxies: str | None, metrics_port: int | None, metrics_host: str
) -> None:
    settings = settings_of(None)
    set_up(form=settings.operation.log, process="web")
    async with open_database(settings, deadlines=SERVING):
        trust = reloading_trust_of(settings, at=now())
        services = process.services_of(settings, trust=trust)
        async with aclosing(services.limiter):
            portal = process.portal_of(
                services,
                metrics_at=metrics_at(metrics_host, metrics_port),
                explorer=partial(of_staff, services=services),
            )
            listens = {
                "http": f"{host}:{port}",
                "metrics": listening_at(metrics_host, metrics_port),
            }
            shown = disclosed(os.environ)
            announce = partial(log_start, listens=listens, settings=settings, disclosed=shown)
            await process.serve(portal, host=host, port=port, proxies=proxies, announce=announce)
